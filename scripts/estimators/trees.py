"""Decision trees and everything that is made of them."""

import os

import numpy as np
import pandas as pd
from sklearn.ensemble import (
    AdaBoostClassifier,
    AdaBoostRegressor,
    BaggingClassifier,
    BaggingRegressor,
    ExtraTreesClassifier,
    ExtraTreesRegressor,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    IsolationForest,
    RandomForestClassifier,
    RandomForestRegressor,
    RandomTreesEmbedding,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Perceptron
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.tree import (
    DecisionTreeClassifier,
    DecisionTreeRegressor,
    ExtraTreeClassifier,
    ExtraTreeRegressor,
)

from .data import COUNTS, FLOWERS, IS_LAST, KINDS, NUMBERS, SPECIES, TWO_NUMBERS
from .recording import SKLEARN, Case

if SKLEARN < (1, 0):
    from sklearn.experimental import enable_hist_gradient_boosting  # noqa: F401
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

ARRAY = FLOWERS.to_numpy()
IS_FIRST = KINDS == 0
TWO_LABELS = np.column_stack([KINDS, np.where(FLOWERS["sepal width"] > 3, 7, 4)])
TWO_TEXTS = np.column_stack([SPECIES, np.where(IS_LAST == 1, "late", "early")]).astype(object)
WEIGHTS = {0: 0.1, 1: 0.3, 2: 0.7}
GAPS = FLOWERS.mask((FLOWERS * 10).round() % 7 == 3)

ABSOLUTE = "absolute_error" if SKLEARN >= (1, 0) else "mae"


def loss(new, old):
    """The name of a loss of gradient boosting, which changed in 1.0."""
    return new if SKLEARN >= (1, 0) else old


def threshold_rows():
    """Rows where one feature is a threshold of some tree, or the next number to it.

    Trees compare float32 with the mean of two values, the histogram ones float64.
    """
    rows = []
    middle = FLOWERS.iloc[[60, 130]].to_numpy()
    for at, (column, low, high) in enumerate([(2, 1.9, 3.0), (3, 0.6, 1.0), (3, 1.7, 1.8), (2, 4.9, 5.0)]):
        narrow = float((np.float64(np.float32(low)) + np.float64(np.float32(high))) / 2)
        cells = [narrow]
        for value in (np.float32(narrow), np.float64((low + high) / 2)):
            kind = value.dtype.type
            cells += [value, np.nextafter(value, kind(9)), np.nextafter(value, kind(0))]
        for cell in cells:
            row = middle[at % 2].copy()
            row[column] = cell
            rows.append(row)
    return np.array(rows)


THRESHOLDS = threshold_rows()


def few():
    """What every model is asked."""
    return {
        "rows": FLOWERS.iloc[4::40],
        "thresholds": THRESHOLDS[::4],
        "a missing value": np.where(np.arange(8).reshape(2, 4) == 6, np.nan, ARRAY[[20, 90]]),
    }


def many():
    """What a model of each kind is asked as well."""
    rows = FLOWERS.iloc[7::50].reset_index(drop=True)
    tensor = rows.to_numpy()
    always = {
        **few(),
        "one row": rows.iloc[:1],
        "an infinite value": rows.assign(**{rows.columns[0]: [np.inf, 1.5, 2.5]}),
        "three features": tensor[:, :3],
        **other_names(rows),
    }
    if SKLEARN not in CHANGES:
        return always
    return {
        **always,
        "all thresholds": THRESHOLDS,
        "huge values": rows * 1e6,
        "negative values": -rows,
        "integers": rows.round().astype("int64"),
        "float32": rows.astype("float32"),
        "values beyond float32": tensor[:2] * 1e300,
        "a minus infinite value": -tensor[:1] * np.inf,
        "an array of float32": tensor.astype("float32"),
        "integers beyond float32": np.array([[2**24 + 1, 3, 2, 1], [2**53 + 1, 1, 5, 2]]),
        "numbers as texts": np.array([["5.1", 3, "1e0", None], [6, "2.5", 4.9, 1.8]], dtype=object),
    }


def other_names(rows):
    """scikit-learn 1.0 and 1.1 only warned, where the native engine refuses as later ones do."""
    is_ignored = (1, 0) <= SKLEARN < (1, 2)
    return {} if is_ignored else {"other names": rows.rename(columns={"petal width": "width"})}


def both(name, estimator, target, inputs=None, data=FLOWERS, **options):
    """A case named `name` of an estimator that is fitted to the flowers."""
    return Case(name, lambda: estimator().fit(data, target), inputs or few(), **options)


# The cases that every version records; the others only those versions that behave differently, so
# that the fixtures stay small. With the variable all of them are recorded everywhere.
EVERYWHERE = {
    "tree-classifier",
    "tree-regressor",
    "extra-tree-classifier",
    "extra-tree-regressor",
    "forest-classifier",
    "forest-regressor",
    "extra-trees-classifier",
    "extra-trees-regressor",
    "boosting-classifier",
    "boosting-classifier-binary",
    "boosting-regressor",
    "hist-classifier",
    "hist-classifier-binary",
    "hist-regressor",
    "hist-coded",
    "hist-frame",
    "adaboost-default",
    "adaboost-regressor-linear",
    "bagging-classifier",
    "bagging-regressor",
    "isolation-forest-contamination",
    "trees-embedding",
}
CHANGES = {(0, 24), (1, 3), (1, 9)}


def cases():
    for case in all_cases():
        if case.name in EVERYWHERE or SKLEARN in CHANGES or "MLINVOKE_RECORD_ALL" in os.environ:
            yield case


def all_cases():
    yield from tree_cases()
    yield from forest_cases()
    yield from gradient_boosting_cases()
    yield from hist_cases()
    yield from adaboost_cases()
    yield from bagging_cases()
    yield from isolation_cases()


def tree_cases():
    yield both(
        "tree-classifier",
        lambda: DecisionTreeClassifier(max_depth=3, random_state=1),
        SPECIES,
        many(),
        skops=SKLEARN in CHANGES,
    )
    yield both(
        "tree-classifier-weights",
        lambda: DecisionTreeClassifier(
            criterion="entropy", max_leaf_nodes=4, class_weight=WEIGHTS, random_state=1
        ),
        KINDS,
    )
    yield both(
        "tree-classifier-booleans",
        lambda: DecisionTreeClassifier(splitter="random", max_depth=2, random_state=1),
        IS_FIRST,
        data=ARRAY,
    )
    yield both(
        "tree-classifier-one-class", lambda: DecisionTreeClassifier(random_state=1), KINDS * 0 + 3
    )
    yield both(
        "tree-classifier-ties", lambda: DecisionTreeClassifier(max_depth=1, random_state=1), KINDS[::-1]
    )
    yield both(
        "tree-classifier-gaps",
        lambda: DecisionTreeClassifier(max_depth=4, random_state=1),
        SPECIES,
        data=GAPS,
    )
    yield both(
        "tree-classifier-monotonic",
        lambda: DecisionTreeClassifier(max_depth=2, monotonic_cst=[0, 0, 1, 0], random_state=1),
        IS_LAST,
    )
    for name, target in (("two-outputs", TWO_LABELS), ("two-texts", TWO_TEXTS)):
        yield both(
            f"tree-classifier-{name}",
            lambda: DecisionTreeClassifier(max_depth=3, random_state=1),
            target,
            methods=("predict",),
        )
    yield both(
        "tree-regressor",
        lambda: DecisionTreeRegressor(max_depth=3, random_state=1),
        NUMBERS,
        many(),
        skops=SKLEARN in CHANGES,
    )
    yield both(
        "tree-regressor-absolute",
        lambda: DecisionTreeRegressor(criterion=ABSOLUTE, max_depth=2, random_state=1),
        NUMBERS,
    )
    yield both(
        "tree-regressor-poisson",
        lambda: DecisionTreeRegressor(criterion="poisson", max_depth=2, random_state=1),
        COUNTS,
    )
    yield both(
        "tree-regressor-two-outputs", lambda: DecisionTreeRegressor(max_depth=2, random_state=1), TWO_NUMBERS
    )
    yield both(
        "tree-regressor-gaps", lambda: DecisionTreeRegressor(max_depth=3, random_state=1), NUMBERS, data=GAPS
    )
    yield both("extra-tree-classifier", lambda: ExtraTreeClassifier(max_depth=3, random_state=1), SPECIES)
    yield both("extra-tree-regressor", lambda: ExtraTreeRegressor(max_depth=3, random_state=1), NUMBERS)
    yield both(
        "extra-tree-best",
        lambda: ExtraTreeClassifier(splitter="best", max_depth=2, random_state=1),
        SPECIES,
    )
    yield both(
        "extra-tree-regressor-best",
        lambda: ExtraTreeRegressor(splitter="best", max_depth=2, random_state=1),
        NUMBERS,
    )


def forest_cases():
    small = {"n_estimators": 3, "max_depth": 3, "random_state": 1}
    yield both("forest-classifier", lambda: RandomForestClassifier(**small), SPECIES, many())
    yield both(
        "forest-classifier-weights",
        lambda: RandomForestClassifier(class_weight="balanced_subsample", **small),
        KINDS,
    )
    yield both(
        "forest-classifier-one-tree",
        lambda: RandomForestClassifier(n_estimators=1, class_weight=WEIGHTS, max_depth=2, random_state=1),
        KINDS,
    )
    yield both("forest-classifier-gaps", lambda: RandomForestClassifier(**small), SPECIES, data=GAPS)
    yield both(
        "forest-classifier-two-outputs",
        lambda: RandomForestClassifier(**small),
        TWO_LABELS,
        methods=("predict",),
    )
    yield both("forest-regressor", lambda: RandomForestRegressor(**small), NUMBERS, many(), data=ARRAY)
    yield both(
        "forest-regressor-absolute",
        lambda: RandomForestRegressor(criterion=ABSOLUTE, bootstrap=False, max_features=2, **small),
        NUMBERS,
    )
    yield both("forest-regressor-two-outputs", lambda: RandomForestRegressor(**small), TWO_NUMBERS)
    yield both("extra-trees-classifier", lambda: ExtraTreesClassifier(**small), SPECIES)
    yield both("extra-trees-regressor", lambda: ExtraTreesRegressor(**small), NUMBERS)
    yield both("extra-trees-gaps", lambda: ExtraTreesRegressor(**small), NUMBERS, data=GAPS)


    yield from embedding_cases()


def embedding_cases():
    small = {"n_estimators": 3, "max_depth": 2, "random_state": 1}
    yield both("trees-embedding", lambda: RandomTreesEmbedding(**small), None)
    yield both(
        "trees-embedding-dense",
        lambda: make_pipeline(RandomTreesEmbedding(sparse_output=False, **small), LinearRegression()),
        NUMBERS,
        estimators=["RandomTreesEmbedding"],
    )


def gradient_boosting_cases():
    small = {"n_estimators": 2, "max_depth": 2, "random_state": 1}
    yield both("boosting-classifier", lambda: GradientBoostingClassifier(**small), SPECIES, many())
    yield both("boosting-classifier-binary", lambda: GradientBoostingClassifier(**small), IS_LAST, many())
    yield both(
        "boosting-classifier-exponential",
        lambda: GradientBoostingClassifier(loss="exponential", learning_rate=0.7, **small),
        IS_LAST,
    )
    for name, target in (("binary", IS_LAST), ("many", KINDS)):
        yield both(
            f"boosting-classifier-zero-{name}",
            lambda: GradientBoostingClassifier(init="zero", subsample=0.8, **small),
            target,
        )
        # Such a logistic regression computes in float32, where BLAS has an order of its own.
        yield both(
            f"boosting-classifier-init-{name}",
            lambda: GradientBoostingClassifier(init=LogisticRegression(max_iter=500), **small),
            target,
            tolerance=2e-6,
        )
        yield both(
            f"boosting-classifier-tree-{name}",
            lambda: GradientBoostingClassifier(init=DecisionTreeClassifier(max_depth=1), **small),
            target,
        )
    yield both(
        "boosting-classifier-exponential-init",
        lambda: GradientBoostingClassifier(
            loss="exponential", init=DecisionTreeClassifier(max_depth=1), **small
        ),
        IS_LAST,
    )
    yield both("boosting-regressor", lambda: GradientBoostingRegressor(**small), NUMBERS, many(), data=ARRAY)
    for name, old in (("absolute_error", "lad"), ("huber", "huber"), ("quantile", "quantile")):
        yield both(
            f"boosting-regressor-{name.split('_')[0]}",
            lambda: GradientBoostingRegressor(loss=loss(name, old), alpha=0.8, **small),
            NUMBERS,
        )
    yield both(
        "boosting-regressor-zero",
        lambda: GradientBoostingRegressor(init="zero", learning_rate=1, **small),
        NUMBERS,
    )
    yield both(
        "boosting-regressor-init",
        lambda: GradientBoostingRegressor(init=DecisionTreeRegressor(max_depth=2), **small),
        NUMBERS,
    )


def hist_cases():
    small = {"max_iter": 2, "max_leaf_nodes": 5, "min_samples_leaf": 5, "max_bins": 16, "random_state": 1}
    yield both("hist-classifier", lambda: HistGradientBoostingClassifier(**small), SPECIES, many())
    yield both(
        "hist-classifier-binary", lambda: HistGradientBoostingClassifier(**small), IS_LAST, many(), data=ARRAY
    )
    yield both("hist-classifier-gaps", lambda: HistGradientBoostingClassifier(**small), KINDS, data=GAPS)
    yield both("hist-regressor", lambda: HistGradientBoostingRegressor(**small), NUMBERS, many())
    yield both("hist-regressor-gaps", lambda: HistGradientBoostingRegressor(**small), NUMBERS, data=GAPS)
    for name, old in (
        ("absolute_error", "least_absolute_deviation"),
        ("poisson", "poisson"),
        ("gamma", "gamma"),
    ):
        yield both(
            f"hist-regressor-{name.split('_')[0]}",
            lambda: HistGradientBoostingRegressor(loss=loss(name, old), **small),
            COUNTS + 1,
        )
    yield both(
        "hist-regressor-quantile",
        lambda: HistGradientBoostingRegressor(loss="quantile", quantile=0.7, **small),
        NUMBERS,
    )
    yield from category_cases(small)


def coded_data():
    """Two categories as integers beside a number; the target depends on all."""
    at = np.arange(120)
    codes = (at * 7) % 6
    others = np.where(at % 10 == 3, np.nan, (at * 5) % 4 * 3)
    numbers = np.round(np.sin(at), 2)
    target = np.array([3.0, 1, 7, 2, 9, 4])[codes] + numbers + np.nan_to_num(others, nan=5) * 0.7
    return np.column_stack([codes, numbers, others]), target


def category_cases(small):
    data, target = coded_data()
    odd = [6, np.nan, -1, -0.5, -250, 256, 257, 300, 260.5, 2.9, 1e9, 3e9]
    odd += [2.0**31 - 1, -(2.0**31), 2.0**32 + 1]
    inputs = {
        "rows": data[::11],
        "odd categories": np.array([[value, 0.5, 3] for value in odd]),
        "odd other categories": np.array([[2, -0.5, value] for value in odd]),
        "infinite categories": np.array([[np.inf, 0.5, 3], [-np.inf, 0.5, 3]]),
        "an infinite number": np.array([[1, np.inf, 3], [2, -np.inf, 3]]),
        "a frame": pd.DataFrame(data[:4], columns=["code", "number", "other"]),
        "objects": np.array([[1, "0.5", 3], ["x", 0.5, 6], [True, None, None], [2, 0.5, "3"]], dtype=object),
        "texts": np.array([["1", "0.5", "3"], ["2", "0.5", "6"]]),
        "float32": data[:4].astype("float32"),
        "integers": np.array([[1, 0, 3], [4, 1, 6]]),
        "two features": data[:2, :2],
    }
    yield Case(
        "hist-coded",
        lambda: HistGradientBoostingRegressor(categorical_features=[0, 2], **small).fit(data, target),
        inputs,
    )
    yield Case(
        "hist-coded-classifier",
        lambda: HistGradientBoostingClassifier(categorical_features=[True, False, True], **small).fit(
            data, np.digitize(target, [4, 8])
        ),
        {name: inputs[name] for name in ("rows", "odd categories")},
    )
    yield from frame_cases(small, data, target)


def frame_cases(small, data, target):
    names = np.array(["Oslo", "Lima", "Rome", "Bonn", "Paris", "Bern"], dtype=object)
    frame = pd.DataFrame(
        {
            "number": data[:, 1],
            "city": names[data[:, 0].astype(int)],
            "code": data[:, 2],
            "member": data[:, 0] > 2,
        }
    )
    rows = frame.iloc[1:12:2].reset_index(drop=True)
    inputs = {
        "rows": rows,
        "one row": rows.iloc[:1],
        "another order": rows[["member", "code", "number", "city"]],
        "one column more": rows.assign(extra=1.5),
        "a column less": rows.drop(columns="number"),
        "numbers as names": rows.set_axis([0, 1, 2, 3], axis=1),
        "unknown categories": rows.assign(
            city=["Oslo", "Rom", "", "Lima", "lima", "Bern"], code=[4.0, 3, 6.5, -3, 9, 0]
        ),
        "numbers for texts": rows.assign(city=3),
        "no texts": rows.assign(city=pd.Series([None] * 6, dtype=object)),
        "mixed cells": rows.assign(
            city=pd.Series(["Oslo", 3, None, "Rome", True, "Bern"], dtype=object),
            code=pd.Series([3.0, "x", None, 6, "3", False], dtype=object),
        ),
        "integers": rows.assign(code=[0, 3, 6, 9, 12, 1]),
        "missing numbers": rows.assign(number=np.nan),
        "numbers as texts": rows.assign(number="0.25"),
        "an infinite category": rows.assign(code=np.inf),
        "an infinite number": rows.assign(number=-np.inf),
        "an array": rows.to_numpy(),
        "integers for booleans": rows.assign(member=[0, 1, 2, 1, 0, 1]),
    }
    yield Case(
        "hist-frame",
        lambda: HistGradientBoostingRegressor(
            categorical_features=["city", "code", "member"], **small
        ).fit(frame, target),
        inputs,
    )
    gaps = frame.assign(city=frame["city"].mask(np.arange(120) % 7 == 2, None))
    yield Case(
        "hist-frame-gaps",
        lambda: HistGradientBoostingClassifier(categorical_features=["city"], **small).fit(gaps, target > 6),
        {name: inputs[name] for name in ("rows", "no texts", "unknown categories")},
    )
    typed = frame.assign(city=frame["city"].astype("category"), code=frame["code"].astype("category"))
    yield Case(
        "hist-from-dtype",
        lambda: HistGradientBoostingRegressor(categorical_features="from_dtype", **small).fit(typed, target),
        {name: inputs[name] for name in ("rows", "unknown categories", "mixed cells", "another order")},
    )
    all_texts = frame[["city"]].assign(size=np.where(data[:, 1] > 0, "big", "small"))
    yield Case(
        "hist-only-categories",
        lambda: HistGradientBoostingRegressor(categorical_features=[0, 1], **small).fit(all_texts, target),
        {"rows": all_texts.iloc[:5], "an array of texts": all_texts.iloc[:3].to_numpy().astype(str)},
    )


def adaboost_cases():
    def boosted(base, algorithm, **options):
        named = {"algorithm": algorithm} if SKLEARN < (1, 6) else {}
        return AdaBoostClassifier(base, n_estimators=3, random_state=1, **named, **options)

    stump = DecisionTreeClassifier(max_depth=1)
    for algorithm, name in (("SAMME", "samme"), ("SAMME.R", "real")):
        if algorithm == "SAMME.R" and SKLEARN >= (1, 6):
            continue
        for kind, target in (("many", SPECIES), ("binary", IS_LAST)):
            yield both(
                f"adaboost-{name}-{kind}",
                lambda: boosted(stump, algorithm, learning_rate=0.8),
                target,
                many() if kind == "many" else None,
            )
        yield both(
            f"adaboost-{name}-logistic",
            lambda: boosted(LogisticRegression(max_iter=500), algorithm),
            KINDS,
            data=ARRAY,
        )
    yield both("adaboost-perfect", lambda: boosted(DecisionTreeClassifier(), "SAMME"), SPECIES)
    yield both(
        "adaboost-default", lambda: AdaBoostClassifier(n_estimators=3, random_state=1), KINDS, data=ARRAY
    )
    for name in ("linear", "square", "exponential"):
        yield both(
            f"adaboost-regressor-{name}",
            lambda: AdaBoostRegressor(
                DecisionTreeRegressor(max_depth=2), n_estimators=4, loss=name, random_state=1
            ),
            NUMBERS,
            many() if name == "linear" else None,
        )
    yield both(
        "adaboost-regressor-of-lines",
        lambda: AdaBoostRegressor(LinearRegression(), n_estimators=3, random_state=1),
        NUMBERS,
    )


def bagging_cases():
    small = {"n_estimators": 3, "random_state": 1}
    tree = DecisionTreeClassifier(max_depth=2)
    yield both("bagging-classifier", lambda: BaggingClassifier(tree, **small), SPECIES, many())
    yield both(
        "bagging-classifier-features",
        lambda: BaggingClassifier(tree, max_features=2, max_samples=0.5, **small),
        SPECIES,
        many(),
    )
    yield both(
        "bagging-classifier-repeated",
        lambda: BaggingClassifier(tree, bootstrap_features=True, max_features=3, **small),
        KINDS,
        data=ARRAY,
    )
    yield both(
        "bagging-classifier-one-feature",
        lambda: BaggingClassifier(tree, n_estimators=2, max_features=1, random_state=3),
        SPECIES,
        many(),
    )
    yield both(
        "bagging-classifier-few-samples", lambda: BaggingClassifier(tree, max_samples=3, **small), SPECIES
    )
    yield both(
        "bagging-classifier-logistic",
        lambda: BaggingClassifier(LogisticRegression(max_iter=500), max_features=3, **small),
        SPECIES,
    )
    # Rows so far away that the probabilities of all but one class are too small for a float64.
    far = {"rows": FLOWERS.iloc[[0, 57, 147]], "far rows": FLOWERS.iloc[[0, 57, 147]] * 20}
    yield both(
        "bagging-classifier-bayes",
        lambda: BaggingClassifier(GaussianNB(), max_features=3, **small),
        SPECIES,
        far,
    )
    yield both("bagging-classifier-votes", lambda: BaggingClassifier(Perceptron(), **small), SPECIES)
    yield both(
        "bagging-classifier-forests",
        lambda: BaggingClassifier(
            RandomForestClassifier(n_estimators=2, max_depth=2, random_state=1),
            n_estimators=2,
            random_state=1,
        ),
        KINDS,
    )
    yield both(
        "bagging-regressor",
        lambda: BaggingRegressor(DecisionTreeRegressor(max_depth=2), **small),
        NUMBERS,
        many(),
    )
    yield both(
        "bagging-regressor-features",
        lambda: BaggingRegressor(ExtraTreeRegressor(max_depth=3), max_features=0.5, **small),
        NUMBERS,
    )
    yield both(
        "bagging-regressor-two-outputs",
        lambda: BaggingRegressor(DecisionTreeRegressor(max_depth=2), **small),
        TWO_NUMBERS,
    )
    yield both(
        "bagging-regressor-lines",
        lambda: BaggingRegressor(LinearRegression(), max_features=2, **small),
        NUMBERS,
    )


def isolation_cases():
    small = {"n_estimators": 4, "max_samples": 12, "random_state": 1}
    yield both("isolation-forest", lambda: IsolationForest(**small), None, many())
    yield both(
        "isolation-forest-contamination",
        lambda: IsolationForest(contamination=0.1, **small),
        None,
        data=ARRAY,
    )
    yield both("isolation-forest-features", lambda: IsolationForest(max_features=2, **small), None, many())
    yield both(
        "isolation-forest-bootstrap",
        lambda: IsolationForest(bootstrap=True, max_features=0.9, **small),
        None,
    )
    # Before 1.0 such a forest divided by zero, and is refused by name.
    if SKLEARN >= (1, 0):
        yield both(
            "isolation-forest-one-sample",
            lambda: IsolationForest(n_estimators=2, max_samples=1, random_state=1),
            None,
        )
