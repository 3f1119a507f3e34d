"""Data to fit on and to ask about, the same in every version: nothing here is random."""

import numpy as np
import pandas as pd
from sklearn.datasets import load_iris

NAMES = ["sepal length", "sepal width", "petal length", "petal width"]

_iris = load_iris()
# 150 flowers, 4 features in float64, with names.
FLOWERS = pd.DataFrame(_iris.data, columns=NAMES)
# Classes 0, 1, 2; the same as text; two classes.
KINDS = _iris.target.astype("int64")
SPECIES = np.array(["setosa", "versicolor", "virginica"])[KINDS]
IS_LAST = (KINDS == 2).astype("int64")
# Targets to regress on: one, two, and positive counts.
NUMBERS = _iris.data @ np.array([0.3, -1.2, 2.5, 0.01]) + np.sin(_iris.data[:, 0])
TWO_NUMBERS = np.column_stack([NUMBERS, _iris.data[:, 1] ** 2])
COUNTS = np.floor(np.abs(NUMBERS)) + KINDS


def numeric_inputs(frame=None):
    """What models of numeric features are asked: ordinary rows and the edges."""
    source = FLOWERS if frame is None else frame
    rows = source.iloc[::14].reset_index(drop=True)
    first = rows.columns[0]
    return {
        "rows": rows,
        "one row": rows.iloc[:1],
        "huge values": rows * 1e6,
        "negative values": -rows,
        "zeros": rows.iloc[:2] * 0,
        "integers": rows.round().astype("int64"),
        "float32": rows.astype("float32"),
        "missing values": rows.mask(rows > rows.mean() * 1.2),
        "an infinite value": rows.assign(**{first: [np.inf] + list(rows[first][1:])}),
        "an array": rows.to_numpy(),
        "an array of float32": rows.to_numpy(dtype="float32"),
    }


def mixed_frame(count=60):
    """A frame as people have them: numbers with gaps, texts with gaps, booleans, integers."""
    at = np.arange(count)
    city = np.array(["Oslo", "Lima", "Rome", "Bonn", "Paris"], dtype=object)[(at * 7) % 5]
    size = np.array(["small", "medium", "large"], dtype=object)[(at * 5) % 3]
    return pd.DataFrame(
        {
            "age": np.where(at % 11 == 3, np.nan, 18 + (at * 13) % 50 + 0.5),
            "income": np.round(1000 + 137.25 * ((at * 29) % 41), 2),
            "children": (at * 3) % 4,
            "city": np.where(at % 13 == 5, None, city),
            "size": size,
            "member": at % 3 == 0,
        }
    )


def mixed_target(frame):
    """Classes and numbers that depend on a mixed frame."""
    score = frame["income"] / 2000 + frame["children"] + (frame["size"] == "large") * 1.5
    return (score > score.median()).map({True: "yes", False: "no"}).to_numpy(), score.to_numpy()
