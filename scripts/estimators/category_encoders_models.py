"""The encoders of category_encoders, alone, in a pipeline and in a ColumnTransformer."""

import category_encoders as ce
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .data import mixed_frame, mixed_target
from .recording import Case

FRAME = mixed_frame(40)[["income", "city", "size", "children"]]
IS_RICH = (mixed_target(FRAME)[0] == "yes").astype("int64")
WORDS = mixed_target(FRAME)[0]
AMOUNTS = mixed_target(FRAME)[1]
WHOLE = FRAME.assign(city=FRAME["city"].fillna("Bonn"))
# One city that is seen once.
RARE = WHOLE.assign(city=["Riga"] + list(WHOLE["city"][1:]))


def inputs(frame=FRAME):
    rows = frame.iloc[[0, 5, 7, 18, 23, 31]].reset_index(drop=True)
    at = rows.columns.get_loc("city")
    return {
        "rows": rows,
        "one row": rows.iloc[:1],
        "an unknown text": rows.assign(city=["Atlantis"] + list(rows["city"][1:])),
        "all unknown": rows.assign(city="Atlantis", size="tiny"),
        "missing texts": rows.assign(city=[None, "Oslo", None, "Lima", "Rome", "Bonn"]),
        "all missing": rows.assign(city=pd.Series([None] * len(rows), dtype=object)),
        "another order": rows[list(rows.columns[::-1])],
        "a column more": rows.assign(more=1.5),
        "a column less": rows.drop(columns=["size"]),
        "another name": rows.rename(columns={"size": "width"}),
        "an array": rows.to_numpy(dtype=object) if at else rows,
    }


def case(name, make, of, data=None, **options):
    return Case(name, make, data or inputs(), estimators=[f"category_encoders.{of}"], **options)


def plain():
    yield case("ordinal", lambda: ce.OrdinalEncoder().fit(FRAME), "OrdinalEncoder")
    for rule in ("return_nan", "error"):
        encoder = ce.OrdinalEncoder(handle_unknown=rule, handle_missing=rule)
        yield case(f"ordinal-{rule}", lambda encoder=encoder: encoder.fit(WHOLE), "OrdinalEncoder")
    numbers = ce.OrdinalEncoder(cols=["children"], return_df=False)
    rows = WHOLE.iloc[:6]
    wide = {
        "rows": rows,
        "floats": rows.astype({"children": "float64"}),
        "truths": rows.assign(children=[True, False, True, True, False, True]),
        "texts": rows.assign(children="2"),
        "unknown": rows.assign(children=9),
    }
    yield case("ordinal-numbers", lambda: numbers.fit(WHOLE), "OrdinalEncoder", wide)
    given = [{"col": "size", "mapping": {"small": 1, "medium": 2, "large": 3}}]
    ordered = ce.OrdinalEncoder(mapping=given, cols=["size"])
    sizes = {"rows": rows, "unknown": rows.assign(size="tiny"), "no texts": rows.assign(size=None)}
    yield case("ordinal-given", lambda: ordered.fit(WHOLE), "OrdinalEncoder", sizes)
    yield case("one-hot", lambda: ce.OneHotEncoder().fit(FRAME), "OneHotEncoder")
    for rule in ("indicator", "return_nan", "error"):
        encoder = ce.OneHotEncoder(handle_unknown=rule, handle_missing=rule, use_cat_names=True)
        yield case(f"one-hot-{rule}", lambda encoder=encoder: encoder.fit(WHOLE), "OneHotEncoder")
    yield case("binary", lambda: ce.BinaryEncoder().fit(FRAME), "BinaryEncoder")
    unsure = ce.BinaryEncoder(handle_unknown="return_nan", drop_invariant=True)
    yield case("binary-unsure", lambda: unsure.fit(WHOLE), "BinaryEncoder")
    yield case("base-3", lambda: ce.BaseNEncoder(base=3, return_df=False).fit(FRAME), "BaseNEncoder")


def counts():
    yield case("count", lambda: ce.CountEncoder().fit(FRAME), "CountEncoder")
    for rule in ("return_nan", "error"):
        encoder = ce.CountEncoder(handle_unknown=rule, normalize=True)
        yield case(f"count-{rule}", lambda encoder=encoder: encoder.fit(FRAME), "CountEncoder")
    filled = ce.CountEncoder(handle_unknown=-5, handle_missing="return_nan")
    yield case("count-filled", lambda: filled.fit(FRAME), "CountEncoder")
    grouped = ce.CountEncoder(min_group_size=8, min_group_name="rest")
    yield case("count-grouped", lambda: grouped.fit(FRAME), "CountEncoder")


def targets():
    kinds = {
        "target": (ce.TargetEncoder, {"min_samples_leaf": 5, "smoothing": 2.0}),
        "james-stein": (ce.JamesSteinEncoder, {}),
        "woe": (ce.WOEEncoder, {}),
        "m-estimate": (ce.MEstimateEncoder, {"m": 3.0}),
    }
    for name, (kind, options) in kinds.items():
        yield case(name, lambda k=kind, o=options: k(**o).fit(FRAME, IS_RICH), kind.__name__)
    for name, kind in (("leave-one-out", ce.LeaveOneOutEncoder), ("cat-boost", ce.CatBoostEncoder)):
        yield case(name, lambda k=kind: k().fit(RARE, AMOUNTS), kind.__name__)
        unsure = {"handle_unknown": "return_nan", "handle_missing": "return_nan"}
        yield case(f"{name}-unsure", lambda k=kind: k(**unsure).fit(FRAME, AMOUNTS), kind.__name__)
    strict = ce.TargetEncoder(handle_unknown="error", handle_missing="return_nan")
    yield case("target-strict", lambda: strict.fit(FRAME, WORDS), "TargetEncoder")
    lumped = {"min_group_size": 8, "min_group_name": "rest"}
    yield case("target-grouped", lambda: ce.TargetEncoder(**lumped).fit(FRAME, AMOUNTS), "TargetEncoder")


def pipelines():
    forest = RandomForestClassifier(4, max_depth=3, random_state=0)
    both = make_pipeline(ce.TargetEncoder(), forest)
    yield case("target-forest", lambda: both.fit(FRAME, IS_RICH), "TargetEncoder")
    chain = make_pipeline(ce.OneHotEncoder(), StandardScaler(), LogisticRegression())
    yield case("one-hot-logistic", lambda: chain.fit(FRAME, WORDS), "OneHotEncoder")
    parts = [("texts", ce.CatBoostEncoder(), ["city", "size"]), ("rest", "passthrough", ["income"])]
    columns = make_pipeline(ColumnTransformer(parts), LogisticRegression(max_iter=500))
    yield case("cat-boost-columns", lambda: columns.fit(WHOLE, IS_RICH), "CatBoostEncoder")


def cases():
    yield from plain()
    yield from counts()
    yield from targets()
    yield from pipelines()
