"""Imputers: by a statistic, by a constant, by neighbours, and what marks the gaps."""

import numpy as np
import pandas as pd
from sklearn.impute import KNNImputer, MissingIndicator, SimpleImputer
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

from .data import FLOWERS, mixed_frame
from .recording import Case

FLOATS = FLOWERS.iloc[::6].reset_index(drop=True)
FLOATS = FLOATS.mask((FLOATS * 10).round() % 7 == 3)
EMPTY = FLOATS.assign(**{"petal length": np.nan})
TEXTS = mixed_frame(30)[["city", "size"]]
TEXTS = TEXTS.assign(city=TEXTS["city"].where(TEXTS["city"].notna(), np.nan)).astype(object)
MIXED = mixed_frame(30)[["age", "children", "city"]]
MIXED = MIXED.assign(city=MIXED["city"].where(MIXED["city"].notna(), np.nan).astype(object))
MARKED = FLOATS.fillna(-1.0)
MARKED_TEXTS = TEXTS.fillna("?")
WHOLE = pd.DataFrame({"a": [1, 2, 2, -1, 5, 2], "b": [0, 3, -1, 3, 3, 9]})


def float_inputs(frame=FLOATS):
    rows = frame.iloc[:9].reset_index(drop=True)
    first = rows.columns[0]
    return {
        "rows": rows,
        "one row": rows.iloc[1:2],
        "nothing missing": FLOWERS.iloc[:4].reset_index(drop=True),
        "everything missing": rows.iloc[:2].assign(**{name: np.nan for name in rows.columns}),
        "float32": rows.astype("float32"),
        "integers": FLOWERS.iloc[:4].round().astype("int64").reset_index(drop=True),
        "objects": rows.iloc[:4].astype(object),
        "texts": rows.iloc[:2].assign(**{first: pd.Series(["a", "b"], dtype=object)}),
        "an infinite value": rows.iloc[:2].assign(**{first: [np.inf, 1.0]}),
        "an array": rows.to_numpy(),
        "too few columns": rows.iloc[:, :2],
    }


def text_inputs(frame=TEXTS):
    rows = frame.iloc[:9].reset_index(drop=True)
    last = rows.columns[-1]
    return {
        "rows": rows,
        "one row": rows.iloc[5:6],
        "an unknown text": rows.iloc[:2].assign(**{last: pd.Series(["x", "?"], dtype=object)}),
        "everything missing": rows.iloc[:2].assign(
            **{name: pd.Series([np.nan, np.nan], dtype=object) for name in rows.columns}
        ),
        "numbers": pd.DataFrame({name: [1.5, 2.5, np.nan] for name in rows.columns}),
        "objects": rows.iloc[:3].assign(**{last: pd.Series([1, True, "x"], dtype=object)}),
        "an array": rows.to_numpy(dtype=object),
    }


def integer_inputs():
    return {
        "rows": WHOLE,
        "floats": WHOLE * 1.0,
        "fractions": WHOLE + 0.5,
        "a missing value": WHOLE.where(WHOLE != 5),
        "32 bits": WHOLE.astype("int32"),
        "booleans": WHOLE > 1,
        "an array": WHOLE.to_numpy(),
    }


def simple():
    floats, texts = float_inputs(), text_inputs()

    def imputer(data=FLOATS, **options):
        return lambda: SimpleImputer(**options).fit(data)

    yield Case("mean", imputer(), floats, skops=True)
    yield Case("median-indicator", imputer(strategy="median", add_indicator=True), floats)
    yield Case("mean-float32", imputer(FLOATS.astype("float32")), floats)
    yield Case("mean-array", imputer(FLOATS.to_numpy()), floats)
    yield Case("mean-empty", imputer(EMPTY, add_indicator=True), float_inputs(EMPTY))
    yield Case("mean-keep-empty", imputer(EMPTY, keep_empty_features=True), float_inputs(EMPTY))
    yield Case("most-frequent", imputer(strategy="most_frequent"), floats)
    yield Case("most-frequent-empty", imputer(EMPTY, strategy="most_frequent"), float_inputs(EMPTY))
    yield Case("constant", imputer(strategy="constant", fill_value=-9.5), floats)
    yield Case("constant-default", imputer(strategy="constant"), floats)
    yield Case("constant-empty", imputer(EMPTY, strategy="constant", fill_value=1.0), float_inputs(EMPTY))
    marked = {"missing_values": -1}
    yield Case("marked", imputer(MARKED, **marked), float_inputs(MARKED))
    yield Case("marked-frequent", imputer(MARKED, strategy="most_frequent", **marked), float_inputs(MARKED))
    yield Case("integers", imputer(WHOLE, strategy="most_frequent", **marked), integer_inputs())
    yield Case("integers-constant", imputer(WHOLE, strategy="constant", **marked), integer_inputs())
    yield Case("integers-mean", imputer(WHOLE, add_indicator=True, **marked), integer_inputs())
    yield Case("texts", imputer(TEXTS, strategy="most_frequent"), texts, skops=True)
    yield Case("texts-constant", imputer(TEXTS, strategy="constant"), texts)
    named = {"strategy": "constant", "fill_value": "none"}
    yield Case("texts-indicator", imputer(TEXTS, add_indicator=True, **named), texts)
    yield Case(
        "texts-marked",
        imputer(MARKED_TEXTS, strategy="most_frequent", missing_values="?"),
        text_inputs(MARKED_TEXTS),
    )
    yield Case("mixed", imputer(MIXED, strategy="most_frequent"), text_inputs(MIXED))
    rows = FLOWERS[::40]
    # A frame's texts stay objects, which are cast by whoever comes next; an array of texts is refused.
    spelled = {"texts": rows.astype(str).astype(object), "an array of texts": rows.to_numpy().astype(str)}
    line = make_pipeline(SimpleImputer(strategy="most_frequent"), LinearRegression())
    yield Case(
        "texts-of-numbers",
        lambda: line.fit(FLOATS, np.arange(len(FLOATS))),
        {"rows": rows, **spelled},
        estimators=["SimpleImputer"],
    )


def others():
    floats = float_inputs()
    partly = FLOATS.assign(**{"sepal width": 1.0})
    yield Case("indicator", lambda: MissingIndicator().fit(FLOATS), floats)
    yield Case("indicator-new", lambda: MissingIndicator(error_on_new=False).fit(partly), floats)
    yield Case("indicator-error", lambda: MissingIndicator().fit(partly), floats)
    yield Case("indicator-all", lambda: MissingIndicator(features="all", sparse=True).fit(partly), floats)
    yield Case("indicator-texts", lambda: MissingIndicator().fit(TEXTS), text_inputs())
    yield Case("neighbors", lambda: KNNImputer(n_neighbors=2).fit(FLOATS), floats)
    near = {"n_neighbors": 4, "weights": "distance", "add_indicator": True}
    yield Case("neighbors-distance", lambda: KNNImputer(**near).fit(FLOATS), floats)
    yield Case("neighbors-empty", lambda: KNNImputer(n_neighbors=3).fit(EMPTY), float_inputs(EMPTY))
    kept = {"n_neighbors": 30, "keep_empty_features": True, "add_indicator": True}
    yield Case("neighbors-keep-empty", lambda: KNNImputer(**kept).fit(EMPTY), float_inputs(EMPTY))
    yield Case(
        "neighbors-marked",
        lambda: KNNImputer(n_neighbors=1, missing_values=-1).fit(MARKED),
        float_inputs(MARKED),
    )


def cases():
    yield from simple()
    yield from others()
