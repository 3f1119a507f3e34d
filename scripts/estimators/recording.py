"""What a recorded case is, and how inputs and answers are written as JSON."""

import importlib.metadata
import math
import platform
import re
import warnings
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Sequence

import numpy as np
import pandas as pd
import sklearn

SKLEARN = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
METHODS = (
    "predict",
    "predict_proba",
    "predict_log_proba",
    "decision_function",
    "score_samples",
    "transform",
)
# A version that lacks a class or a parameter cannot make the case: that is no failure.
CANNOT_MAKE = (ImportError, AttributeError, TypeError, ValueError, KeyError)


@dataclass
class Case:
    """One model to record: `make` fits and returns it, `inputs` are what it is asked."""

    name: str
    make: Callable[[], Any]
    inputs: Dict[str, Any]
    # The classes whose row in docs/ESTIMATORS.md this case backs; the model's own if not given.
    estimators: Sequence[str] = ()
    # The distribution whose version tells recordings apart.
    library: str = "scikit-learn"
    methods: Sequence[str] = METHODS
    protocol: Optional[int] = None
    skops: bool = False
    # For files of a library's own: how one is written, what its name ends with, how it is opened
    # again (the answers are those of the opened one), and the class that the MLmodel file names.
    save: Optional[Callable[[Any, str], None]] = None
    suffix: str = ""
    load: Optional[Callable[[str], Any]] = None
    model_class: str = ""
    # How far an answer in float64 may be from the library's, relative to at least 1; a case that
    # needs more than the default says why beside it.
    tolerance: float = 1e-12

    def tag(self) -> str:
        name = "sklearn" if self.library == "scikit-learn" else self.library
        return f"{name}-{importlib.metadata.version(self.library)}"


def versions() -> Dict[str, str]:
    found = {"python": platform.python_version()}
    for name in (
        "scikit-learn",
        "numpy",
        "pandas",
        "scipy",
        "cloudpickle",
        "xgboost",
        "lightgbm",
        "catboost",
        "imbalanced-learn",
        "category_encoders",
    ):
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    return found


def answers_of(model: Any, case: Case) -> List[Dict[str, Any]]:
    methods = [name for name in case.methods if hasattr(model, name)]
    return [
        {
            "name": name,
            "input": write_input(data),
            "answers": {method: write_answer(getattr(model, method), data) for method in methods},
        }
        for name, data in case.inputs.items()
    ]


def write_answer(function: Callable[[Any], Any], data: Any) -> Dict[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answer = function(data.copy() if hasattr(data, "copy") else data)
    except Exception as error:  # every refusal of the library is an answer
        # XGBoost puts the time and its own source line before the message.
        text = re.sub(r"^\[\d\d:\d\d:\d\d\] (\S+:\d+: )?", "", str(error).split("\n")[0])
        return {"error": type(error).__name__ + ": " + text[:160]}
    if hasattr(answer, "toarray"):
        answer = answer.toarray()
    frame = write_frame(answer) if isinstance(answer, pd.DataFrame) else {}
    answer = np.asarray(answer)
    kind = "object" if answer.dtype.kind in "UO" else str(answer.dtype)
    return {
        "dtype": kind,
        "shape": list(answer.shape),
        "values": [plain(value) for value in answer.ravel().tolist()],
        **frame,
    }


def write_frame(frame: pd.DataFrame) -> Dict[str, Any]:
    """What an answer is more than an array: the names of its columns, and which are integers."""
    names = [name if isinstance(name, str) else int(name) for name in frame.columns]
    return {"columns": names, "integers": [kind.kind == "i" for kind in frame.dtypes]}


def write_input(data: Any) -> Dict[str, Any]:
    if isinstance(data, pd.DataFrame):
        columns = [write_column(name, data[name]) for name in data.columns]
        return {"kind": "table", "rowCount": len(data), "columns": columns}
    array = np.asarray(data)
    kind = "object" if array.dtype.kind in "UO" else str(array.dtype)
    values = [plain(value) for value in array.ravel().tolist()]
    written = {"kind": "tensor", "dtype": kind, "shape": list(array.shape), "values": values}
    are_texts = all(isinstance(value, str) for value in values)
    # Texts alone stand for an array with a string dtype unless something says that they do not.
    return {**written, "keepsObjects": True} if array.dtype.kind == "O" and are_texts else written


def write_column(name: Any, column: pd.Series) -> Dict[str, Any]:
    known = {"bool": "boolean", "float64": 0, "float32": 0, "int64": 0, "int32": 0}
    kind = str(column.dtype)
    dtype = (known[kind] or kind) if kind in known else "object"
    missing = column.isna() if dtype == "object" else [False] * len(column)
    values = [None if gone else plain(value) for value, gone in zip(column.tolist(), missing)]
    return {"name": name if isinstance(name, str) else int(name), "dtype": dtype, "values": values}


def plain(value: Any) -> Any:
    """JSON has no NaN, no infinity, no exact integers beyond 2^53."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value) if abs(int(value)) < 2**53 else {"integer": str(int(value))}
    if isinstance(value, (float, np.floating)):
        number = float(value)
        return number if math.isfinite(number) else {"float": repr(number)}
    return value if value is None else str(value)
