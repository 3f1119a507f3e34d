"""CatBoost's classes, pickled: their state holds the bytes of a .cbm file."""

import numpy as np
import pandas as pd
from catboost import CatBoost, CatBoostClassifier, CatBoostRanker, CatBoostRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .data import COUNTS, FLOWERS, IS_LAST, KINDS, NUMBERS, SPECIES, TWO_NUMBERS, numeric_inputs
from .recording import Case

QUIET = {
    "verbose": 0,
    "allow_writing_files": False,
    "thread_count": 1,
    "random_seed": 7,
}
SMALL = {"iterations": 8, "depth": 3, "learning_rate": 0.3, **QUIET}
LIBRARY = {"library": "catboost"}


def settled(model):
    """The model without its time and its random name, so that it is the same file each time."""
    for key in ("train_finish_time", "model_guid"):
        model.get_metadata()[key] = "left out"
    return model


def numbers(model, target, frame=FLOWERS):
    return lambda: settled(model().fit(frame, target))


def inputs_of_numbers():
    rows = FLOWERS.iloc[::14].reset_index(drop=True)
    texts = ["1.5", "nan", "", "NA", "1e1", "-2"] + ["3"] * 5
    return {
        **numeric_inputs(),
        "other order": rows[rows.columns[::-1]],
        "another column": rows.assign(more=1.5),
        "another column first": rows.assign(more=1.5)[["more", *rows.columns]],
        "a renamed column": rows.rename(columns={rows.columns[2]: "another"}),
        "a column too few": rows.drop(columns=rows.columns[3]),
        "numbers as labels": rows.set_axis(range(4), axis=1),
        "texts": rows.astype(str).assign(**{rows.columns[0]: texts}),
        "a word": rows.astype(object).assign(**{rows.columns[2]: "many"}),
        "booleans": rows > rows.mean(),
        "missing as None": rows.astype(object).mask(rows > 3, None),
        "one row without a list": rows.to_numpy()[0],
        "integers as an array": rows.round().astype("int32").to_numpy(),
        "three dimensions": rows.to_numpy()[None],
    }


def people(count=120):
    at = np.arange(count)
    cities = np.array(["Oslo", "Lima", "Rome", "Bonn", "Санкт-Петербург", "a" * 40])
    return pd.DataFrame(
        {
            "age": np.where(at % 11 == 3, np.nan, 18 + (at * 13) % 50 + 0.5),
            "city": cities[(at * 7) % 6],
            "size": np.array(["small", "large"])[(at * 5) % 2],
            "children": (at * 3) % 4,
            "income": np.round(1000 + 137.25 * ((at * 29) % 41), 2),
        }
    )


PEOPLE = people()
SCORE = (
    PEOPLE["income"] / 2000
    + PEOPLE["children"]
    + (PEOPLE["size"] == "large") * 1.5
    + PEOPLE["city"].map({"Oslo": 1.0, "Rome": -1.0}).fillna(0)
)
ANSWER = np.where(SCORE > SCORE.median(), "yes", "no")
THIRDS = np.digitize(SCORE, SCORE.quantile([0.33, 0.66]))
CATEGORIES = ["city", "size", "children"]


def inputs_of_people():
    rows = PEOPLE.iloc[::11].reset_index(drop=True)
    return {
        "rows": rows,
        "one row": rows.iloc[:1],
        "unknown categories": rows.assign(city="Atlantis", children=17),
        "long categories": rows.assign(city=["x" * n for n in (0, 3, 4, 8, 9, 16, 17, 33, 64, 65, 200)]),
        "integers as texts": rows.assign(children=rows["children"].astype(str)),
        "booleans as categories": rows.assign(children=rows["children"] > 0),
        "a real number as a category": rows.assign(children=rows["children"] + 0.5),
        "a missing category": rows.assign(city=[None] + list(rows["city"][1:])),
        "missing numbers": rows.assign(age=np.nan),
        "objects": rows.drop(columns="income").astype(object).assign(income=rows["income"]),
        "other order of numbers": rows[["income", "city", "size", "children", "age"]],
        "other order of categories": rows[["age", "size", "city", "children", "income"]],
        "a category in the place of a number": rows[["city", "age", "size", "children", "income"]],
        "an array of objects": rows.astype(object).to_numpy()[:, :5],
        "an array of floats": np.ones((2, 5)),
        "an array of integers": np.ones((2, 5), dtype="int64"),
    }


def categorical(make, target, **parameters):
    model = {"cat_features": CATEGORIES, **SMALL, **parameters}
    return lambda: settled(make(**model).fit(PEOPLE, target))


def regressors():
    losses = ("RMSE", "MAE", "Quantile:alpha=0.9", "Huber:delta=1", "MAPE", "LogCosh", "Expectile:alpha=0.3")
    for loss in losses:
        name = loss.split(":")[0].lower()
        yield name, lambda loss=loss: CatBoostRegressor(loss_function=loss, **SMALL), NUMBERS
    yield "poisson", lambda: CatBoostRegressor(loss_function="Poisson", **SMALL), COUNTS
    yield "tweedie", lambda: CatBoostRegressor(loss_function="Tweedie:variance_power=1.5", **SMALL), COUNTS
    yield "multi-rmse", lambda: CatBoostRegressor(loss_function="MultiRMSE", **SMALL), TWO_NUMBERS
    yield "uncertainty", lambda: CatBoostRegressor(loss_function="RMSEWithUncertainty", **SMALL), NUMBERS
    yield "multi-quantile", lambda: CatBoostRegressor(
        loss_function="MultiQuantile:alpha=0.1,0.9", **SMALL
    ), NUMBERS
    for policy in ("Depthwise", "Lossguide"):
        yield policy.lower(), lambda policy=policy: CatBoostRegressor(grow_policy=policy, **SMALL), NUMBERS
    yield "deep", lambda: CatBoostRegressor(**{**SMALL, "iterations": 2, "depth": 8}), NUMBERS
    yield "sums-poisson", lambda: CatBoost({"loss_function": "Poisson", **SMALL}), COUNTS
    yield "sums-classes", lambda: CatBoost({"loss_function": "MultiClass", **SMALL}), KINDS


def classifiers():
    yield "two-classes", {}, IS_LAST
    yield "two-texts", {}, np.where(IS_LAST, "last", "other")
    yield "booleans", {}, IS_LAST.astype(bool)
    yield "real-labels", {}, IS_LAST + 0.5
    yield "given-order", {"class_names": [1, 0]}, IS_LAST
    yield "probabilities", {"loss_function": "CrossEntropy"}, IS_LAST * 0.8 + 0.1
    yield "focal", {"loss_function": "Focal:focal_alpha=0.4;focal_gamma=2"}, IS_LAST
    yield "three-classes", {}, KINDS
    yield "three-texts", {}, SPECIES
    yield "three-real-labels", {}, KINDS * 1.5
    yield "two-by-softmax", {"loss_function": "MultiClass"}, IS_LAST
    yield "one-vs-all", {"loss_function": "MultiClassOneVsAll"}, KINDS
    yield "multi-label", {"loss_function": "MultiLogloss"}, np.column_stack([IS_LAST, KINDS == 0]).astype(int)
    yield "three-depthwise", {"grow_policy": "Depthwise"}, KINDS


def threshold():
    model = CatBoostClassifier(**SMALL).fit(FLOWERS, IS_LAST)
    model.set_probability_threshold(0.3)
    return settled(model)


def ranker():
    model = CatBoostRanker(loss_function="YetiRank", bootstrap_type="No", **SMALL)
    return settled(model.fit(FLOWERS, KINDS, group_id=np.arange(150) // 10))


def with_gaps(mode):
    frame = FLOWERS.mask(FLOWERS > FLOWERS.mean() * 1.2)
    return lambda: settled(CatBoostRegressor(nan_mode=mode, **SMALL).fit(frame, NUMBERS))


def without_names():
    return settled(CatBoostRegressor(**SMALL).fit(FLOWERS.to_numpy(), NUMBERS))


def numbers_as_labels():
    return settled(CatBoostRegressor(**SMALL).fit(FLOWERS.set_axis(range(4), axis=1), NUMBERS))


def pipeline():
    model = make_pipeline(StandardScaler(), CatBoostClassifier(**SMALL)).fit(FLOWERS, SPECIES)
    settled(model[-1])
    return model


def cases():
    flowers = inputs_of_numbers()
    rows = {name: flowers[name] for name in ("rows", "one row", "huge values", "missing values", "an array")}
    for name, model, target in regressors():
        yield Case(name, numbers(model, target), flowers if name == "rmse" else rows, **LIBRARY)
    for name, parameters, target in classifiers():
        parameters = {**SMALL, **parameters}
        model = lambda parameters=parameters: CatBoostClassifier(**parameters)  # noqa: E731
        asked = {**rows, "one row without a list": flowers["one row without a list"]}
        yield Case(name, numbers(model, target), asked, **LIBRARY)
    yield Case("threshold", threshold, rows, **LIBRARY)
    yield Case("ranker", ranker, rows, **LIBRARY)
    for mode in ("Min", "Max"):
        yield Case(f"gaps-{mode.lower()}", with_gaps(mode), rows, **LIBRARY)
    yield Case("without-names", without_names, flowers, **LIBRARY)
    yield Case("numbers-as-labels", numbers_as_labels, flowers, **LIBRARY)
    yield Case("pipeline", pipeline, rows, estimators=["CatBoostClassifier"], **LIBRARY)
    people_rows = inputs_of_people()
    few = {name: people_rows[name] for name in ("rows", "unknown categories", "integers as texts")}
    only_one_hot = categorical(CatBoostClassifier, ANSWER, one_hot_max_size=10)
    yield Case("one-hot", only_one_hot, people_rows, **LIBRARY)
    yield Case("statistics", categorical(CatBoostClassifier, ANSWER), people_rows, **LIBRARY)
    combined = categorical(CatBoostClassifier, ANSWER, max_ctr_complexity=3, one_hot_max_size=4)
    yield Case("combinations", combined, few, **LIBRARY)
    yield Case("statistics-of-thirds", categorical(CatBoostClassifier, THIRDS), few, **LIBRARY)
    yield Case("statistics-of-numbers", categorical(CatBoostRegressor, SCORE), few, **LIBRARY)
    for kind in ("Buckets", "BinarizedTargetMeanValue", "Counter"):
        chosen = {"simple_ctr": [kind], "combinations_ctr": [kind], "max_ctr_complexity": 2}
        make = categorical(CatBoostClassifier, THIRDS, **chosen)
        yield Case(f"statistics-{kind.lower()}", make, few, **LIBRARY)
