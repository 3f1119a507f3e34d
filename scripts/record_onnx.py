"""Records small ONNX models, saved by MLflow, and what MLflow's pyfunc answers for them.

Run it in an environment with mlflow, onnx, onnxruntime, skl2onnx and scikit-learn:

    python scripts/record_onnx.py

It writes test/fixtures/onnx/<case>/ with the model folder (MLmodel and the .onnx file) and
cases.json: inputs, and the answer to each as JSON, or the first line of the error.
"""

import importlib.metadata
import json
import shutil
import warnings
from pathlib import Path

import mlflow
import numpy as np
import pandas as pd
from mlflow.utils.proto_json_utils import NumpyEncoder, _get_jsonable_obj
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import to_onnx
from skl2onnx.common.data_types import FloatTensorType, StringTensorType
from sklearn.cluster import KMeans
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from estimators.data import FLOWERS, KINDS, NUMBERS, SPECIES
from estimators.recording import write_input
from saved_model import strip

ROOT = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "onnx"
FIRST = FLOWERS.to_numpy("float32")[:1]
ROWS = FLOWERS.iloc[::20].reset_index(drop=True)
OPSET = {"": 21, "ai.onnx.ml": 3}


def converted(model, **options):
    return to_onnx(model, FIRST, target_opset=OPSET, options={id(model): options} if options else None)


def graph(nodes, inputs, outputs, initializers=(), opsets=(("", 21),)):
    def values(items):
        return [helper.make_tensor_value_info(*item) for item in items]

    made = helper.make_graph(nodes, "graph", values(inputs), values(outputs), list(initializers))
    imports = [helper.make_opsetid(*item) for item in opsets]
    return helper.make_model(made, opset_imports=imports, ir_version=10)


def echo(kind, shape=(None, 2)):
    node = helper.make_node("Identity", ["x"], ["y"])
    return graph([node], [("x", kind, shape)], [("y", kind, shape)])


def weights(name, shape):
    count = int(np.prod(shape))
    values = ((np.arange(count) * 37 % 101) / 50 - 1).astype("float32").reshape(shape)
    return numpy_helper.from_array(values, name)


def network():
    """A layer with weights large enough to be saved in a file of their own."""
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["h"]),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("MatMul", ["r", "v"], ["y"]),
    ]
    float32 = TensorProto.FLOAT
    given = [weights("w", (4, 100)), weights("v", (100, 2))]
    return graph(nodes, [("x", float32, ("rows", 4))], [("y", float32, ("rows", 2))], given)


def addition(kind=TensorProto.FLOAT, shape=(None,)):
    nodes = [
        helper.make_node("Add", ["a", "b"], ["sum"]),
        helper.make_node("Sub", ["a", "b"], ["difference"]),
    ]
    return graph(
        nodes,
        [("a", kind, shape), ("b", kind, shape)],
        [("sum", kind, shape), ("difference", kind, shape)],
    )


def sequence():
    node = helper.make_node("SequenceConstruct", ["x"], ["y"])
    made = graph([node], [("x", TensorProto.FLOAT, (None, 2))], [("y", TensorProto.FLOAT, None)])
    made.graph.output[0].CopyFrom(
        helper.make_tensor_sequence_value_info("y", TensorProto.FLOAT, (None, 2))
    )
    return made


def with_condition():
    """A graph inside of a graph."""
    float32 = TensorProto.FLOAT
    def branch(operator, name):
        node = helper.make_node(operator, ["x", "w"], [name])
        value = helper.make_tensor_value_info(name, float32, (None, 4))
        return helper.make_graph([node], name, [], [value])

    nodes = [
        helper.make_node("ReduceSum", ["x"], ["total"], keepdims=0),
        helper.make_node("Greater", ["total", "limit"], ["large"]),
        helper.make_node(
            "If", ["large"], ["y"], then_branch=branch("Sub", "less"), else_branch=branch("Add", "more")
        ),
    ]
    given = [weights("w", (4,)), numpy_helper.from_array(np.float32(50), "limit")]
    return graph(nodes, [("x", float32, (None, 4))], [("y", float32, (None, 4))], given)


def texts():
    frame = pd.DataFrame({"city": ["Oslo", "Lima", "Rome"] * 10, "size": np.arange(30) % 7 + 0.5})
    model = make_pipeline(
        ColumnTransformer(
            [("one", OneHotEncoder(handle_unknown="ignore"), ["city"])], remainder="passthrough"
        ),
        LogisticRegression(),
    ).fit(frame, np.arange(30) % 3 == 0)
    types = [("city", StringTensorType([None, 1])), ("size", FloatTensorType([None, 1]))]
    return to_onnx(model, initial_types=types, target_opset=OPSET, options={"zipmap": False})


def flower_inputs():
    return {
        "rows": ROWS,
        "one row": ROWS.iloc[:1],
        "float32 rows": ROWS.astype("float32"),
        "integers": ROWS.round().astype("int64"),
        "missing values": ROWS.mask(ROWS > 3),
        "a column too few": ROWS[ROWS.columns[:3]],
        "texts": ROWS.astype(str),
        "an array": ROWS.to_numpy(),
        "an array of float32": ROWS.to_numpy("float32"),
        "one dimension": ROWS.to_numpy("float32")[0],
        "by name": {"X": ROWS.to_numpy("float32")},
        "by another name": {"Z": ROWS.to_numpy("float32")},
        "no rows": ROWS.to_numpy("float32")[:0],
    }


def cases():
    flowers = flower_inputs()
    few = {name: flowers[name] for name in ("rows", "an array", "by name", "integers")}
    forest = RandomForestClassifier(5, max_depth=3, random_state=7)
    yield "forest", converted(forest.fit(FLOWERS, KINDS)), flowers
    yield "forest-texts", converted(forest.fit(FLOWERS, SPECIES)), few
    yield "forest-arrays", converted(forest.fit(FLOWERS, KINDS), zipmap=False), few
    yield "regressor", converted(
        GradientBoostingRegressor(n_estimators=5, random_state=7).fit(FLOWERS, NUMBERS)
    ), flowers
    logistic = make_pipeline(StandardScaler(), LogisticRegression()).fit(FLOWERS, SPECIES)
    yield "pipeline", converted(logistic), few
    yield "clusters", converted(KMeans(3, random_state=7, n_init=1).fit(FLOWERS)), few
    by_x = {"an array": flowers["an array"], "by name": {"x": ROWS.to_numpy("float32")}, "rows": ROWS}
    yield "network", network(), by_x
    yield "condition", with_condition(), by_x
    yield "two-columns", addition(), {
        "a frame": pd.DataFrame({"a": [1.5, 2.5], "b": [0.5, -1.0]}),
        "other order and more": pd.DataFrame({"c": ["q", "r"], "b": [0.5, -1.0], "a": [1.5, 2.5]}),
        "a column too few": pd.DataFrame({"a": [1.5, 2.5]}),
        "an array": np.ones((2, 2)),
        "by name": {"a": np.array([1.5]), "b": np.array([2.0])},
        "one too many": {"a": np.array([1.5]), "b": np.array([2.0]), "c": np.array([2.0])},
        "one too few": {"a": np.array([1.5])},
        "integers": {"a": np.array([1]), "b": np.array([2])},
    }
    yield "two-matrices", addition(shape=(None, 1)), {
        "a frame": pd.DataFrame({"a": [1.5, 2.5], "b": [0.5, -1.0]}),
        "by name": {"a": np.array([[1.5], [2.5]]), "b": np.array([[2.0], [1.0]])},
        "other lengths": {"a": np.array([[1.5], [2.5]]), "b": np.array([[2.0], [1.0], [3.0]])},
    }
    whole = np.array([[1, -2], [3, 4]])
    numbers = {"integers": whole, "floats": whole / 4, "a frame": pd.DataFrame(whole, columns=["a", "b"])}
    mixed = {"mixed": pd.DataFrame({"a": np.array([1, 2], "int32"), "b": [3, 4]})}
    yield "echo-int64", echo(TensorProto.INT64), {**numbers, **mixed}
    yield "echo-int32", echo(TensorProto.INT32), {**numbers, "int32": whole.astype("int32")}
    yield "echo-double", echo(TensorProto.DOUBLE), {
        **numbers,
        "mixed": pd.DataFrame({"a": np.array([1.5, 2], "float32"), "b": [3, 4]}),
    }
    yield "echo-bool", echo(TensorProto.BOOL), {
        "booleans": whole > 1,
        "a frame": pd.DataFrame({"a": [True, False], "b": [False, False]}),
        "integers": whole,
    }
    yield "echo-text", echo(TensorProto.STRING), {
        "texts": np.array([["a", "é"], ["", "日本"]], dtype=object),
        "a frame": pd.DataFrame({"a": ["x", "y"], "b": ["1", "2"]}),
        "mixed": pd.DataFrame({"a": ["x", "y"], "b": [1, 2]}),
        "mixed with floats": pd.DataFrame({"a": ["x", "y"], "b": [1.0, 2.5]}),
        "mixed with booleans": pd.DataFrame({"a": [True, False], "b": [1, 2]}),
        "numbers": whole,
    }
    yield "echo-float16", cast_to(TensorProto.FLOAT16), {"floats": whole / 3}
    yield "echo-uint8", cast_to(TensorProto.UINT8), {
        "floats": np.abs(whole) * 1.0,
        "a frame": pd.DataFrame(np.abs(whole) * 1.0),
    }
    yield "texts", texts(), {
        "by name": {
            "city": np.array([["Oslo"], ["Lima"], ["Bonn"]], dtype=object),
            "size": np.array([[1.5], [2.5], [0.0]]),
        }
    }
    yield "sequence", sequence(), {}
    own = helper.make_node("Mystery", ["x"], ["y"], domain="com.example")
    kind = TensorProto.FLOAT
    yield "own-operator", graph(
        [own], [("x", kind, (None, 2))], [("y", kind, (None, 2))], opsets=(("", 21), ("com.example", 1))
    ), {}


def cast_to(kind):
    node = helper.make_node("Cast", ["x"], ["y"], to=kind)
    return graph([node], [("x", TensorProto.FLOAT, (None, 2))], [("y", kind, (None, 2))])


def write(data):
    if isinstance(data, dict):
        return {"kind": "tensors", "tensors": {name: write_input(value) for name, value in data.items()}}
    return write_input(data)


def answer(model, data):
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            predicted = model.predict(data.copy())
        answered = {"predictions": _get_jsonable_obj(predicted, pandas_orient="records")}
        return {"text": json.dumps(answered, cls=NumpyEncoder)}
    except Exception as error:
        return {"error": type(error).__name__ + ": " + str(error).split("\n")[0][:160]}


# How far floats may be from the recording, relative to at least 1. The distances to clusters are
# differences of large squares in float32, which lose digits in either onnxruntime.
TOLERANCES = {"clusters": 1e-4}


def record(name, model, inputs):
    target = ROOT / name
    shutil.rmtree(target, ignore_errors=True)
    mlflow.onnx.save_model(
        model, target, pip_requirements=["mlflow", "onnx", "onnxruntime"], location="weights.data"
    )
    strip(target)
    recorded = []
    if inputs:
        loaded = mlflow.pyfunc.load_model(str(target))
        recorded = [
            {"name": case, "input": write(data), "answer": answer(loaded, data)}
            for case, data in inputs.items()
        ]
    versions = {
        name: importlib.metadata.version(name)
        for name in ("mlflow", "onnx", "onnxruntime", "skl2onnx", "scikit-learn", "numpy", "pandas")
    }
    recording = {"versions": versions, "tolerance": TOLERANCES.get(name, 2e-6), "cases": recorded}
    document = json.dumps(recording, separators=(",", ":"))
    (target / "cases.json").write_text(document.replace('{"name":', '\n{"name":') + "\n")


if __name__ == "__main__":
    for made in cases():
        record(*made)
        print(made[0])
