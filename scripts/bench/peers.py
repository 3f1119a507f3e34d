"""The Python side of `npm run bench`: makes the models and their data, and answers for the peers.

python peers.py models FOLDER      writes models and a CSV into FOLDER
python peers.py make-trees FOLDER  writes trees and rows for them into FOLDER
python peers.py trees FOLDER       times tree libraries: reads "NAME ROWS" lines, prints JSON
python peers.py csv MODEL IN OUT   pandas and scikit-learn in one process: reads, predicts, writes
"""

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np

warnings.filterwarnings("ignore")
CSV_ROWS = 1_000_000


def make_models(folder: Path) -> None:
    import mlflow.sklearn
    import pandas as pd
    from sklearn.datasets import load_iris
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    data, target = load_iris(return_X_y=True, as_frame=True)
    data.columns = ["sepal length", "sepal width", "petal length", "petal width"]
    models = {
        "logreg": make_pipeline(StandardScaler(), LogisticRegression()),
        "forest": RandomForestClassifier(200, random_state=0),
    }
    for name, model in models.items():
        model.fit(data, target)
        mlflow.sklearn.save_model(
            model,
            str(folder / name),
            serialization_format="cloudpickle",
            signature=mlflow.models.infer_signature(data, model.predict(data)),
            pip_requirements=[],
        )
    rng = np.random.default_rng(0)
    chosen = data.to_numpy()[rng.integers(0, len(data), CSV_ROWS)]
    noisy = (chosen + rng.normal(0, 0.2, chosen.shape)).clip(0.1).round(2)
    pd.DataFrame(noisy, columns=data.columns).to_csv(folder / "rows.csv", index=False)


def make_trees(folder: Path) -> None:
    """200 trees of 31 leaves over 20 features, and rows to predict for."""
    import lightgbm

    rng = np.random.default_rng(0)
    data = rng.normal(size=(20_000, 20))
    target = data[:, 0] * 2 + np.sin(data[:, 1] * 3) + data[:, 2] * data[:, 3]
    target += rng.normal(size=len(data)) * 0.1
    parameters = {"objective": "regression", "num_leaves": 31, "verbose": -1, "num_threads": 1}
    booster = lightgbm.train(parameters, lightgbm.Dataset(data, target), 200)
    booster.save_model(str(folder / "trees.txt"))
    trees = [flatten(info["tree_structure"]) for info in booster.dump_model()["tree_info"]]
    (folder / "trees.json").write_text(json.dumps(trees))
    rows = rng.normal(size=(10_000, 20))
    rows.tofile(folder / "rows.f64")
    booster.predict(rows, num_threads=1).tofile(folder / "answers.f64")


def flatten(root: dict) -> dict:
    columns: dict = {"feature": [], "threshold": [], "left": [], "right": [], "values": []}

    def add(node: dict) -> int:
        number = len(columns["left"])
        columns["feature"].append(node.get("split_feature", -1))
        columns["threshold"].append(node.get("threshold", 0.0))
        columns["values"].append(node.get("leaf_value", 0.0))
        columns["left"].append(-1)
        columns["right"].append(-1)
        if "left_child" in node:
            columns["left"][number] = add(node["left_child"])
            columns["right"][number] = add(node["right_child"])
        return number

    add(root)
    return columns


def answer_for_trees(folder: Path) -> None:
    """Prints the peers that are installed, then the shortest time for every line that it reads."""
    rows = np.fromfile(folder / "rows.f64").reshape(-1, 20)
    peers = {}
    for name, make in (("lightgbm", open_lightgbm), ("onnxruntime", open_onnx), ("lleaves", open_lleaves)):
        try:
            start = time.perf_counter()
            peers[name] = make(folder)
            print(json.dumps({"peer": name, "compile_ms": (time.perf_counter() - start) * 1e3}))
        except ImportError as error:
            print(json.dumps({"peer": name, "missing": str(error)}))
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        name, count = line.split()
        part = rows[: int(count)].copy()
        predict = peers[name](part)
        best = float("inf")
        end = time.perf_counter() + 0.3
        while time.perf_counter() < end:
            start = time.perf_counter()
            predict()
            best = min(best, time.perf_counter() - start)
        print(json.dumps({"ms": best * 1e3}), flush=True)


def open_lightgbm(folder: Path):
    import lightgbm

    booster = lightgbm.Booster(model_file=str(folder / "trees.txt"))
    return lambda rows: lambda: booster.predict(rows, num_threads=1)


def open_onnx(folder: Path):
    import lightgbm
    import onnxruntime
    from onnxmltools import convert_lightgbm
    from onnxmltools.convert.common.data_types import FloatTensorType

    booster = lightgbm.Booster(model_file=str(folder / "trees.txt"))
    types = [("rows", FloatTensorType([None, 20]))]
    model = convert_lightgbm(booster, initial_types=types, target_opset=15)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    providers = ["CPUExecutionProvider"]
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=providers)

    def prepare(rows):
        narrow = rows.astype("float32")
        return lambda: session.run(None, {"rows": narrow})

    return prepare


def open_lleaves(folder: Path):
    import lleaves

    model = lleaves.Model(model_file=str(folder / "trees.txt"))
    model.compile()
    return lambda rows: lambda: model.predict(rows, n_jobs=1)


def predict_csv(model: str, source: str, target: str) -> None:
    import mlflow.sklearn
    import pandas as pd

    estimator = mlflow.sklearn.load_model(model)
    data = pd.read_csv(source)
    data["prediction"] = estimator.predict(data)
    data.to_csv(target, index=False)


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "models":
        make_models(Path(arguments[0]))
    elif command == "make-trees":
        make_trees(Path(arguments[0]))
    elif command == "trees":
        answer_for_trees(Path(arguments[0]))
    else:
        predict_csv(*arguments)
