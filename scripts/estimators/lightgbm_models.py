"""LightGBM: its scikit-learn classes pickled, and the text that Booster.save_model writes."""

import lightgbm as lgb
import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .data import COUNTS, FLOWERS, IS_LAST, KINDS, NUMBERS, SPECIES
from .recording import Case

VALUES = FLOWERS.to_numpy()
LIBRARY = "lightgbm"
SMALL = {
    "n_estimators": 4,
    "num_leaves": 5,
    "min_child_samples": 5,
    "random_state": 0,
    "n_jobs": 1,
    "verbose": -1,
}
TRAINING = {
    "num_leaves": 5,
    "min_data_in_leaf": 5,
    "seed": 0,
    "num_threads": 1,
    "verbose": -1,
    "deterministic": True,
}
AT = np.arange(150)
# Categories as their numbers, which is what requests can hold.
CATEGORIES = np.column_stack([(AT * 7) % 5, (AT * 11) % 40, VALUES[:, 2]])
CATEGORY_TARGET = np.array([3.0, -1.0, 2.0, 0.5, 7.0])[(AT * 7) % 5] + np.sin(CATEGORIES[:, 1])
# Many zeros, some missing values.
SPARSE = np.where(VALUES > VALUES.mean(axis=0), VALUES, 0.0)
GAPS = np.where(VALUES > VALUES.mean(axis=0) * 1.3, np.nan, VALUES)
FEW = ("rows", "one row", "missing values", "an array", "integers", "infinite values", "zeros")


def inputs_of():
    rows = FLOWERS.iloc[::16].reset_index(drop=True)
    first = rows.columns[0]
    return {
        "rows": rows,
        "one row": rows.iloc[:1],
        "zeros": rows.iloc[:2] * 0,
        "nearly zeros": rows.iloc[:4].assign(**{first: [1e-35, -1e-35, 2e-35, -2e-35]}),
        "integers": rows.round().astype("int64"),
        "large integers": (rows * 1e8).astype("int64"),
        "integers and floats": rows.assign(**{first: rows[first].astype("int64")}),
        "float32": rows.astype("float32"),
        "missing values": rows.mask(rows > rows.mean() * 1.2),
        "all missing": rows.iloc[:2].mask(rows.iloc[:2] > -1),
        "infinite values": rows.assign(**{first: [np.inf, -np.inf] + list(rows[first][2:])}),
        "huge values": rows * 1e300,
        "texts": rows.assign(**{first: ["4.5"] * len(rows)}),
        "other order": rows[rows.columns[::-1]],
        "a column less": rows[rows.columns[:-1]],
        "a column more": rows.assign(more=1.0),
        "no names": pd.DataFrame(rows.to_numpy()),
        "booleans": rows > rows.mean(),
        "no rows": rows.iloc[:0],
        "an array": rows.to_numpy(),
        "an array of float32": rows.to_numpy(dtype="float32"),
        "an array of integers": rows.to_numpy().round().astype("int64"),
        "an array of large integers": (rows.to_numpy() * 1e8).astype("int64"),
        "an array of objects": rows.to_numpy().astype(object),
        "an array with a column less": rows.to_numpy()[:, :-1],
        "a list of numbers": rows.to_numpy()[0],
    }


def few_inputs():
    return {name: data for name, data in inputs_of().items() if name in FEW}


def thresholds(booster, width=4):
    """Rows at every threshold of a model, and at the float64 beside it."""
    table = booster.trees_to_dataframe()
    splits = table[table["split_feature"].notna() & (table["decision_type"] == "<=")]
    names = booster.feature_name()
    rows = []
    for feature, split in sorted(set(zip(splits["split_feature"], splits["threshold"].astype(float)))):
        for value in (
            np.nextafter(split, -np.inf),
            split,
            np.nextafter(split, np.inf),
            float(np.float32(split)),
        ):
            row = list(VALUES[60][:width])
            row[names.index(feature)] = value
            rows.append(row)
    return np.array(rows[:: max(1, len(rows) // 24)])


def text_case(name, make, inputs):
    return Case(
        name,
        make,
        inputs,
        library=LIBRARY,
        estimators=["Booster"],
        methods=("predict",),
        save=lambda model, path: model.save_model(path),
        suffix="lgb",
        load=lambda path: lgb.Booster(model_file=path),
        model_class="lightgbm.basic.Booster",
    )


def train(params, target, rounds=4, data=None, **options):
    dataset = lgb.Dataset(VALUES if data is None else data, target, **options)
    return lgb.train({**TRAINING, **params}, dataset, rounds)


def with_params(params, target, data=None, **options):
    return lambda: train(params, target, data=data, **options)


def stopped_early(model, target):
    return model.fit(
        VALUES[::2],
        target[::2],
        eval_set=[(VALUES[1::2] + 0.6, target[1::2])],
        callbacks=[lgb.early_stopping(2, verbose=False)],
    )


REGRESSIONS = {
    "regression": NUMBERS,
    "regression_l1": NUMBERS,
    "huber": NUMBERS,
    "fair": NUMBERS,
    "poisson": COUNTS,
    "quantile": NUMBERS,
    "mape": COUNTS + 1,
    "gamma": COUNTS + 0.5,
    "tweedie": COUNTS,
    "cross_entropy": IS_LAST * 0.8 + 0.1,
    "cross_entropy_lambda": IS_LAST * 0.8 + 0.1,
}
FOREST = {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.7}


def category_inputs():
    odd = np.array(
        [
            [9, 3, 1],
            [-1, -0.5, 1],
            [1.7, 39.9, 4],
            [np.nan, np.nan, np.nan],
            [1e9, 1e18, 1],
            [np.inf, -np.inf, 2],
        ]
    )
    return {
        "an array": CATEGORIES[::11],
        "unknown categories": odd,
        "a frame": pd.DataFrame(CATEGORIES[::11], columns=["a", "b", "c"]),
        "an array of integers": CATEGORIES[::11].astype("int64"),
    }


def pandas_frame():
    city = pd.Categorical(np.array(["Oslo", "Lima", "Rome", "Bonn", "Paris"])[(AT * 7) % 5])
    return pd.DataFrame({"city": city, "length": VALUES[:, 2]})


def pandas_inputs():
    rows = pandas_frame().iloc[::20].reset_index(drop=True)
    return {
        "texts": rows.astype({"city": object}),
        "numbers": rows.assign(city=np.arange(8) % 5),
        "an array": np.column_stack([np.arange(8) % 6 - 1, rows["length"]]),
    }


def booster_cases():
    few = few_inputs()
    regression = with_params({"objective": "regression"}, NUMBERS)
    yield text_case("booster", regression, {**inputs_of(), "thresholds": thresholds(regression())})
    for objective, target in REGRESSIONS.items():
        yield text_case(
            "booster-" + objective.replace("_", "-"), with_params({"objective": objective}, target), few
        )
    yield text_case("booster-named", with_params({"objective": "regression"}, NUMBERS, FLOWERS), few)
    yield text_case("booster-sqrt", with_params({"objective": "regression", "reg_sqrt": True}, NUMBERS), few)
    yield text_case("booster-binary", with_params({"objective": "binary", "sigmoid": 0.7}, IS_LAST), few)
    three = {"num_class": 3, "num_leaves": 4}
    yield text_case("booster-multiclass", with_params({"objective": "multiclass", **three}, KINDS), few)
    yield text_case(
        "booster-multiclassova",
        with_params({"objective": "multiclassova", "sigmoid": 1.5, **three}, KINDS),
        few,
    )
    for objective in ("lambdarank", "rank_xendcg"):
        make = with_params({"objective": objective}, KINDS, group=[50, 50, 50])
        yield text_case("booster-" + objective.replace("_", "-"), make, few)
    yield text_case("booster-forest", with_params({"objective": "regression", **FOREST}, NUMBERS), few)
    yield text_case(
        "booster-forest-classes", with_params({"objective": "multiclass", **three, **FOREST}, KINDS), few
    )
    yield text_case(
        "booster-dart", with_params({"objective": "regression", "boosting": "dart"}, NUMBERS), few
    )
    yield text_case("booster-missing", with_params({"objective": "regression"}, NUMBERS, GAPS), few)
    yield text_case("booster-not-missing", with_params({"use_missing": False}, NUMBERS, GAPS), few)
    yield text_case(
        "booster-zero-missing", with_params({"zero_as_missing": True}, NUMBERS, SPARSE), inputs_of()
    )
    sets = {"max_cat_to_onehot": 1, "min_data_per_group": 1, "cat_smooth": 1, "cat_l2": 1}
    yield text_case(
        "booster-categories",
        with_params(sets, CATEGORY_TARGET, CATEGORIES, categorical_feature=[0, 1]),
        category_inputs(),
    )
    yield text_case(
        "booster-one-hot",
        with_params({"max_cat_to_onehot": 100}, CATEGORY_TARGET, CATEGORIES, categorical_feature=[0, 1]),
        category_inputs(),
    )
    yield text_case("booster-pandas", with_params(sets, CATEGORY_TARGET, pandas_frame()), pandas_inputs())
    yield text_case("booster-no-splits", with_params({"min_data_in_leaf": 1000}, NUMBERS), few)
    yield text_case("booster-own-objective", own_objective, few)


def own_objective():
    def squared(prediction, data):
        return prediction - data.get_label(), np.ones(len(prediction))

    dataset = lgb.Dataset(VALUES, NUMBERS)
    if lgb.__version__.startswith("3."):
        return lgb.train(dict(TRAINING), dataset, 3, fobj=squared)
    return lgb.train({**TRAINING, "objective": squared}, dataset, 3)


def own_regression(target, prediction):
    return prediction - target, np.ones(len(target))


def sklearn_cases():
    few = few_inputs()

    def reg(**params):
        return lgb.LGBMRegressor(**{**SMALL, **params})

    def cls(**params):
        return lgb.LGBMClassifier(**{**SMALL, **params})

    yield Case("regressor", lambda: reg().fit(FLOWERS, NUMBERS), inputs_of(), library=LIBRARY)
    yield Case("regressor-array", lambda: reg().fit(VALUES, NUMBERS), inputs_of(), library=LIBRARY)
    yield Case(
        "regressor-poisson", lambda: reg(objective="poisson").fit(VALUES, COUNTS), few, library=LIBRARY
    )
    yield Case("classifier-two", lambda: cls().fit(FLOWERS, IS_LAST), inputs_of(), library=LIBRARY)
    three = {"n_estimators": 3, "num_leaves": 4}
    yield Case("classifier-three", lambda: cls(**three).fit(FLOWERS, SPECIES), inputs_of(), library=LIBRARY)
    yield Case("classifier-numbers", lambda: cls(**three).fit(VALUES, KINDS * 2 - 1), few, library=LIBRARY)
    yield Case(
        "classifier-flags", lambda: cls(n_estimators=2).fit(VALUES, IS_LAST == 1), few, library=LIBRARY
    )
    yield Case(
        "classifier-ova",
        lambda: cls(**three, objective="multiclassova").fit(VALUES, KINDS),
        few,
        library=LIBRARY,
    )
    forest = {"boosting_type": "rf", "subsample": 0.7, "subsample_freq": 1}
    yield Case(
        "classifier-forest", lambda: cls(**forest, n_estimators=3).fit(VALUES, IS_LAST), few, library=LIBRARY
    )
    yield Case("regressor-dart", lambda: reg(boosting_type="dart").fit(VALUES, NUMBERS), few, library=LIBRARY)
    yield Case(
        "regressor-best-iteration",
        lambda: stopped_early(reg(n_estimators=9, learning_rate=0.9), NUMBERS),
        few,
        library=LIBRARY,
    )
    yield Case(
        "classifier-best-iteration",
        lambda: stopped_early(cls(n_estimators=9, num_leaves=3, learning_rate=0.9), KINDS),
        few,
        library=LIBRARY,
    )
    yield Case(
        "ranker", lambda: lgb.LGBMRanker(**SMALL).fit(VALUES, KINDS, group=[50, 50, 50]), few, library=LIBRARY
    )
    yield Case(
        "regressor-pandas",
        lambda: reg().fit(pandas_frame(), CATEGORY_TARGET),
        pandas_inputs(),
        library=LIBRARY,
    )
    yield Case(
        "regressor-categories",
        lambda: reg(min_child_samples=2, cat_smooth=1).fit(
            CATEGORIES, CATEGORY_TARGET, categorical_feature=[0, 1]
        ),
        category_inputs(),
        library=LIBRARY,
    )
    encoder = OneHotEncoder(handle_unknown="ignore")
    yield Case(
        "pipeline-sparse",
        lambda: make_pipeline(encoder, cls()).fit(CATEGORIES[:, :2].astype("int64"), IS_LAST),
        {
            "an array": CATEGORIES[::11, :2].astype("int64"),
            "unknown categories": np.array([[9, 3], [2, 99], [-1, -1]]),
        },
        estimators=["LGBMClassifier"],
        library=LIBRARY,
    )
    yield Case(
        "regressor-own-objective",
        lambda: reg(objective=own_regression).fit(VALUES, NUMBERS),
        few,
        library=LIBRARY,
    )
    yield Case("regressor-missing", lambda: reg().fit(GAPS, NUMBERS), few, library=LIBRARY)
    yield Case(
        "pipeline",
        lambda: make_pipeline(StandardScaler(), cls(n_estimators=2)).fit(FLOWERS, SPECIES),
        few,
        estimators=["LGBMClassifier"],
        library=LIBRARY,
    )


def cases():
    yield from sklearn_cases()
    yield from booster_cases()
