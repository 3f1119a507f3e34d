"""Saves the custom pyfunc models that the Python engine's tests load: `python … <folder>`."""

import os
import signal
import subprocess
import sys
import time

import mlflow.pyfunc
import numpy as np
import pandas as pd
from mlflow.models import ModelSignature
from mlflow.types import ColSpec, ParamSchema, ParamSpec, Schema


class Describe(mlflow.pyfunc.PythonModel):
    """Answers with what it was given: dtype and values of every column, and the parameters."""

    def predict(self, context, model_input, params=None):
        print("a line on standard output", flush=True)
        if not isinstance(model_input, pd.DataFrame):
            array = np.asarray(model_input)
            return [f"{array.dtype} {array.tolist()!r}"]
        kinds = [f"{name!r}: {dtype.kind}" for name, dtype in model_input.dtypes.items()]
        rows = [[repr(v) for v in row] for row in model_input.astype(object).values.tolist()]
        return {"kinds": kinds, "rows": rows, "params": dict(params or {})}


class Sum(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        factor = (params or {}).get("factor", 1.0)
        return (model_input["a"] + model_input["b"]) * factor


class NotFinite(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [float("nan"), float("inf"), -float("inf"), 2.0]


class NotFiniteText(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return [{"note": "NaN, Infinity", "value": float("nan"), "big": 2**63 - 1}]


class Frame(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return pd.DataFrame({"score": [1.0, 2.5], "label": ["x", "y"], "count": [1, 2]})


class Misbehave(mlflow.pyfunc.PythonModel):
    """Does what the first cell of the column `what` says."""

    def predict(self, context, model_input, params=None):
        what = str(model_input["what"].iloc[0])
        if what == "crash":
            print("about to leave", file=sys.stderr, flush=True)
            os._exit(3)
        if what == "raise":
            raise ValueError("the model raised this")
        if what == "garbage":
            for descriptor in range(3, 64):
                try:
                    os.write(descriptor, b"garbage" * 100)
                except OSError:
                    pass
            time.sleep(600)
        if what == "unserializable":
            return object()
        if what == "child":
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            return [os.getpid(), child.pid]
        if what == "stubborn":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if what in ("sleep", "stubborn"):
            print("falling asleep", flush=True)
            time.sleep(600)
        if what == "pid":
            return [os.getpid()]
        return [what]


class BrokenLoad(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        raise RuntimeError("the weights are of another shape")

    def predict(self, context, model_input, params=None):
        return []


class MissingModule(mlflow.pyfunc.PythonModel):
    def load_context(self, context):
        import module_that_is_not_there.part  # noqa: F401

    def predict(self, context, model_input, params=None):
        return []


sum_signature = ModelSignature(
    inputs=Schema([ColSpec("double", "a"), ColSpec("long", "b")]),
    outputs=Schema([ColSpec("double")]),
    params=ParamSchema([ParamSpec("factor", "double", 1.0)]),
)
typed_signature = ModelSignature(
    inputs=Schema(
        [
            ColSpec("float", "float"),
            ColSpec("integer", "integer"),
            ColSpec("datetime", "datetime"),
            ColSpec("binary", "binary"),
            ColSpec("string", "string"),
            ColSpec("boolean", "boolean"),
        ]
    )
)
models = {
    "describe": (Describe, None),
    "describe-typed": (Describe, typed_signature),
    "sum": (Sum, sum_signature),
    "not-finite": (NotFinite, None),
    "not-finite-text": (NotFiniteText, None),
    "frame": (Frame, None),
    "misbehave": (Misbehave, None),
    "broken-load": (BrokenLoad, None),
    "missing-module": (MissingModule, None),
}
for name, (model, signature) in models.items():
    mlflow.pyfunc.save_model(
        os.path.join(sys.argv[1], name),
        python_model=model(),
        signature=signature,
        pip_requirements=["mlflow"],
    )
