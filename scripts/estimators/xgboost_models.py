"""XGBoost: its scikit-learn classes pickled, and files that Booster.save_model and theirs write."""

import numpy as np
import pandas as pd
import xgboost as xgb
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .data import COUNTS, FLOWERS, IS_LAST, KINDS, NUMBERS, TWO_NUMBERS
from .recording import Case

NAMES = list(FLOWERS.columns)
VALUES = FLOWERS.to_numpy()
LIBRARY = "xgboost"
SMALL = {"n_estimators": 3, "max_depth": 3, "random_state": 0, "n_jobs": 1}
# Categories as their numbers, which is what requests can hold.
CATEGORIES = np.column_stack([(np.arange(150) * 7) % 5, (np.arange(150) * 11) % 40, VALUES[:, 2]])
CATEGORY_TARGET = np.array([3.0, -1.0, 2.0, 0.5, 7.0])[(np.arange(150) * 7) % 5] + np.sin(CATEGORIES[:, 1])
CATEGORY_TYPES = ["c", "c", "q"]


def inputs_of(model=None, frame=True, base=FLOWERS):
    """Ordinary rows and the edges; thresholds of the model and the float32 beside them."""
    rows = base.iloc[::16].reset_index(drop=True)
    first = base.columns[0]
    found = {
        "rows": rows,
        "one row": rows.iloc[:1],
        "zeros": rows.iloc[:2] * 0,
        "integers": rows.round().astype("int64"),
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
    }
    arrays = {
        "an array": rows.to_numpy(),
        "an array of float32": rows.to_numpy(dtype="float32"),
        "an array of integers": rows.to_numpy().round().astype("int64"),
        "an array of objects": rows.to_numpy().astype(object),
        "an array of texts": rows.to_numpy().astype(str),
        "an array with a column less": rows.to_numpy()[:, :-1],
        "an array with infinity": np.where(rows.to_numpy() > 5, np.inf, rows.to_numpy()),
        "a list of numbers": rows.to_numpy()[0],
    }
    return {**(found if frame else {"rows": found["rows"]}), **arrays}


def thresholds(fitted, width=4):
    """Rows at every threshold of a model: the float32 itself, and those beside it."""
    booster = fitted.get_booster() if hasattr(fitted, "get_booster") else fitted
    booster = booster.copy()
    booster.feature_names = None
    table = booster.trees_to_dataframe()
    splits = table[table["Feature"] != "Leaf"]
    rows = []
    for feature, split in sorted(set(zip(splits["Feature"], splits["Split"].astype("float32")))):
        if np.isnan(split):
            continue
        for value in (
            np.nextafter(split, np.float32(-np.inf)),
            split,
            np.nextafter(split, np.float32(np.inf)),
            # Rounds to the threshold as float32, and is below it as float64.
            np.nextafter(np.float64(split), -np.inf),
        ):
            row = list(VALUES[60][:width])
            row[int(feature[1:])] = float(value)
            rows.append(row)
    return np.array(rows[:: max(1, len(rows) // 24)])


class Opened:
    """A Booster as mlflow.xgboost asks it, fresh each time: 1.7 remembers the names of its input."""

    def __init__(self, path):
        self.path = path

    def predict(self, data):
        booster = xgb.Booster(model_file=self.path)
        return booster.predict(xgb.DMatrix(data), validate_features=True)


def loader(name):
    def load(path):
        model = getattr(xgb, name)()
        model.load_model(path)
        return model

    return load


def file_case(name, make, inputs, model_class="Booster", suffix="ubj"):
    is_booster = model_class == "Booster"

    def save(model, path):
        if suffix == "xgbjson":
            raw = bytes((model if is_booster else model.get_booster()).save_raw("json"))
            with open(path, "wb") as file:
                file.write(raw)
        else:
            model.save_model(path)

    def load(path):
        if is_booster:
            return Opened(path)
        return loader(model_class)(path)

    module = "core" if is_booster else "sklearn"
    return Case(
        name,
        make,
        inputs,
        library=LIBRARY,
        estimators=[model_class],
        methods=("predict",) if is_booster else ("predict", "predict_proba"),
        save=save,
        suffix=suffix,
        load=load,
        model_class=f"xgboost.{module}.{model_class}",
    )


def train(params, target, rounds=3, data=None, **options):
    settings = {"max_depth": 3, "seed": 0, "nthread": 1, "tree_method": "exact", **params}
    matrix = xgb.DMatrix(FLOWERS if data is None else data, target, **options)
    return xgb.train(settings, matrix, rounds)


def stopped_early(make, target):
    """Stops at the second round and keeps the rounds after it."""
    return make(n_estimators=9, max_depth=2, early_stopping_rounds=2, learning_rate=0.9).fit(
        VALUES[::2], target[::2], eval_set=[(VALUES[1::2] + 0.6, target[1::2])], verbose=False
    )


# Objectives of regression with targets that they take.
REGRESSIONS = {
    "reg:squarederror": NUMBERS,
    "reg:squaredlogerror": COUNTS,
    "reg:logistic": IS_LAST * 0.8 + 0.1,
    "reg:pseudohubererror": NUMBERS,
    "reg:absoluteerror": NUMBERS,
    "reg:gamma": COUNTS + 0.5,
    "reg:tweedie": COUNTS,
    "count:poisson": COUNTS,
    "survival:cox": COUNTS + 1.0,
    "binary:hinge": IS_LAST,
    "binary:logitraw": IS_LAST,
}


def labelled(objective, target, **params):
    def make():
        return train({"objective": objective, **params}, target)

    return make


def aft():
    matrix = xgb.DMatrix(FLOWERS)
    matrix.set_float_info("label_lower_bound", COUNTS + 1.0)
    matrix.set_float_info("label_upper_bound", COUNTS + 2.0)
    return xgb.train({"objective": "survival:aft", "max_depth": 2, "tree_method": "hist"}, matrix, 4)


def ranking(objective):
    def make():
        return train(
            {"objective": objective}, IS_LAST if objective == "rank:map" else KINDS, group=[50, 50, 50]
        )

    return make


def own_objective(target, prediction):
    return prediction - target, np.ones(len(target))


def sklearn_cases():
    def reg(**params):
        return xgb.XGBRegressor(**{**SMALL, **params})

    def cls(**params):
        return xgb.XGBClassifier(**{**SMALL, **params})

    few = {name: data for name, data in inputs_of().items() if name in FEW}
    yield Case("regressor", lambda: reg().fit(FLOWERS, NUMBERS), inputs_of(), library=LIBRARY)
    yield Case(
        "regressor-array",
        lambda: reg().fit(VALUES, NUMBERS),
        {**few, "thresholds": thresholds(reg().fit(VALUES, NUMBERS))},
        library=LIBRARY,
    )
    yield Case("classifier-binary", lambda: cls().fit(FLOWERS, IS_LAST), inputs_of(), library=LIBRARY)
    yield Case("classifier-three", lambda: cls(n_estimators=2).fit(FLOWERS, KINDS), few, library=LIBRARY)
    yield Case(
        "classifier-softmax",
        lambda: cls(n_estimators=2, objective="multi:softmax").fit(FLOWERS, KINDS),
        few,
        library=LIBRARY,
    )
    for objective in ("binary:hinge", "binary:logitraw", "reg:logistic"):
        yield Case(
            "classifier-" + objective.split(":")[1],
            lambda objective=objective: cls(objective=objective).fit(VALUES, IS_LAST),
            few,
            library=LIBRARY,
        )
    yield Case(
        "classifier-softprob-two",
        lambda: cls(objective="multi:softprob", num_class=2).fit(VALUES, IS_LAST),
        few,
        library=LIBRARY,
    )
    yield Case(
        "classifier-labels",
        lambda: cls().fit(VALUES, np.column_stack([IS_LAST, KINDS == 0, VALUES[:, 1] > 3])),
        few,
        library=LIBRARY,
    )
    yield Case("regressor-two", lambda: reg(n_estimators=2).fit(VALUES, TWO_NUMBERS), few, library=LIBRARY)
    yield Case(
        "regressor-missing",
        lambda: reg(missing=0.2).fit(VALUES, NUMBERS),
        {**few, "the missing number": np.where(VALUES[:8] < 0.5, 0.2, VALUES[:8])},
        library=LIBRARY,
    )
    yield Case(
        "regressor-base-score", lambda: reg(base_score=-3.25).fit(VALUES, NUMBERS), few, library=LIBRARY
    )
    yield Case(
        "classifier-base-score", lambda: cls(base_score=0.125).fit(VALUES, IS_LAST), few, library=LIBRARY
    )
    yield Case("regressor-dart", lambda: reg(**DART).fit(VALUES, NUMBERS), few, library=LIBRARY)
    yield Case("classifier-dart", lambda: cls(**DART).fit(VALUES, KINDS), few, library=LIBRARY)
    yield Case("regressor-linear", lambda: reg(**LINEAR).fit(FLOWERS, NUMBERS), inputs_of(), library=LIBRARY)
    yield Case("classifier-linear", lambda: cls(**LINEAR).fit(FLOWERS, KINDS), few, library=LIBRARY)
    yield Case(
        "regressor-best-iteration",
        lambda: stopped_early(lambda **more: reg(**{**more}), NUMBERS),
        few,
        library=LIBRARY,
    )
    yield Case(
        "classifier-best-iteration",
        lambda: stopped_early(lambda **more: cls(**{**more}), KINDS),
        few,
        library=LIBRARY,
    )
    forest = {"n_estimators": 3, "max_depth": 3, "random_state": 0, "n_jobs": 1}
    yield Case(
        "forest-regressor", lambda: xgb.XGBRFRegressor(**forest).fit(VALUES, NUMBERS), few, library=LIBRARY
    )
    yield Case(
        "forest-classifier", lambda: xgb.XGBRFClassifier(**forest).fit(VALUES, KINDS), few, library=LIBRARY
    )
    yield Case(
        "boosted-forest",
        lambda: reg(num_parallel_tree=2, n_estimators=2, subsample=0.7).fit(VALUES, NUMBERS),
        few,
        library=LIBRARY,
    )
    yield Case(
        "ranker",
        lambda: xgb.XGBRanker(**SMALL, objective="rank:pairwise").fit(FLOWERS, KINDS, group=[50, 50, 50]),
        {**few, "with queries": FLOWERS.iloc[::16].assign(qid=np.arange(10) // 5)},
        library=LIBRARY,
    )
    yield Case("regressor-pandas", pandas_model(xgb.XGBRegressor), pandas_inputs(), library=LIBRARY)
    yield Case(
        "pipeline",
        lambda: make_pipeline(StandardScaler(), cls()).fit(FLOWERS, KINDS),
        few,
        estimators=["XGBClassifier"],
        library=LIBRARY,
    )
    # The encoder's matrix is sparse, and what is absent from it is missing for XGBoost.
    encoder = OneHotEncoder(handle_unknown="ignore")
    yield Case(
        "pipeline-sparse",
        lambda: make_pipeline(encoder, cls()).fit(CATEGORIES[:, :2].astype("int64"), IS_LAST),
        {
            "an array": CATEGORIES[::11, :2].astype("int64"),
            "unknown categories": np.array([[9, 3], [2, 99], [-1, -1]]),
        },
        estimators=["XGBClassifier"],
        library=LIBRARY,
    )
    yield Case(
        "regressor-own-objective",
        lambda: reg(objective=own_objective).fit(VALUES, NUMBERS),
        few,
        library=LIBRARY,
    )
    yield Case(
        "regressor-missing-trained",
        lambda: reg().fit(FLOWERS.mask(FLOWERS > FLOWERS.mean() * 1.3), NUMBERS),
        few,
        library=LIBRARY,
    )


FEW = (
    "rows",
    "one row",
    "missing values",
    "an array",
    "integers",
    "infinite values",
    "an array with infinity",
)
DART = {"booster": "dart", "rate_drop": 0.5, "one_drop": True, "n_estimators": 4, "max_depth": 2}
LINEAR = {"booster": "gblinear", "updater": "coord_descent", "n_estimators": 5}


def category_inputs():
    rows = CATEGORIES[::11]
    odd = np.array(
        [[9, 3, 1], [-1, -0.5, 1], [1.7, 39.9, 4], [np.nan, np.nan, np.nan], [1e9, 16777216, 1], [4, 45, 2]]
    )
    return {
        "an array": rows,
        "unknown categories": odd,
        "a frame": pd.DataFrame(rows, columns=["a", "b", "c"]),
    }


def pandas_frame():
    city = pd.Categorical(np.array(["Oslo", "Lima", "Rome", "Bonn", "Paris"])[(np.arange(150) * 7) % 5])
    kind = pd.Categorical((np.arange(150) * 11) % 7)
    return pd.DataFrame({"city": city, "kind": kind, "length": VALUES[:, 2]})


def pandas_inputs():
    rows = pandas_frame().iloc[::20].reset_index(drop=True)
    numbers = rows.assign(city=np.arange(8) % 6 - 0.5, kind=np.arange(8) % 8)
    return {
        "texts": rows.astype({"city": object, "kind": "int64"}),
        "numbers": numbers,
        "an array": numbers.to_numpy().astype("float64"),
    }


def pandas_model(model):
    def make():
        params = {"tree_method": "hist", "enable_categorical": True, "max_cat_to_onehot": 1}
        return model(**{**SMALL, **params}).fit(pandas_frame(), CATEGORY_TARGET)

    return make


def category_model(one_hot):
    def make():
        params = {"tree_method": "hist", "max_cat_to_onehot": 100 if one_hot else 1, "max_depth": 4}
        options = {"feature_types": CATEGORY_TYPES, "enable_categorical": True}
        return train(params, CATEGORY_TARGET, 3, CATEGORIES, **options)

    return make


def file_cases():
    few = {name: data for name, data in inputs_of().items() if name in FEW}
    flowers = labelled("reg:squarederror", NUMBERS)
    yield file_case("booster", flowers, inputs_of())
    yield file_case("booster-json", flowers, few, suffix="xgbjson")
    yield file_case(
        "booster-array",
        lambda: train({}, NUMBERS, 3, VALUES),
        {**inputs_of(), "thresholds": thresholds(train({}, NUMBERS, 3, VALUES))},
    )
    for objective, target in REGRESSIONS.items():
        yield file_case("booster-" + objective.split(":")[1], labelled(objective, target), few)
    yield file_case("booster-aft", aft, few)
    for objective in ("rank:pairwise", "rank:ndcg", "rank:map"):
        target = "booster-" + objective.replace(":", "-")
        yield file_case(target, ranking(objective), few)
    yield file_case(
        "booster-quantiles",
        labelled("reg:quantileerror", NUMBERS, tree_method="hist", quantile_alpha=[0.2, 0.8]),
        few,
    )
    yield file_case("booster-logistic-binary", labelled("binary:logistic", IS_LAST), few)
    yield file_case("booster-softmax", labelled("multi:softmax", KINDS, num_class=3), few)
    yield file_case("booster-softprob", labelled("multi:softprob", KINDS, num_class=3), few)
    yield file_case("booster-dart", labelled("reg:squarederror", NUMBERS, booster="dart", rate_drop=0.5), few)
    yield file_case("booster-linear", labelled("reg:squarederror", NUMBERS, booster="gblinear"), few)
    yield file_case("booster-base-score", labelled("count:poisson", COUNTS, base_score=2.5), few)
    yield file_case("booster-logitraw-base", labelled("binary:logitraw", IS_LAST, base_score=0.3), few)
    yield file_case("booster-categories", category_model(False), category_inputs())
    yield file_case("booster-one-hot", category_model(True), category_inputs())
    yield file_case("regressor-file-pandas", pandas_model(xgb.XGBRegressor), pandas_inputs(), "XGBRegressor")

    def cls(**params):
        return xgb.XGBClassifier(**{**SMALL, **params})

    yield file_case("classifier-file", lambda: cls().fit(FLOWERS, KINDS), few, "XGBClassifier")
    yield file_case("classifier-file-two", lambda: cls().fit(FLOWERS, IS_LAST), few, "XGBClassifier")
    yield file_case(
        "classifier-file-softmax",
        lambda: cls(objective="multi:softmax").fit(VALUES, KINDS),
        few,
        "XGBClassifier",
    )
    yield file_case(
        "regressor-file-best-iteration",
        lambda: stopped_early(lambda **more: xgb.XGBRegressor(**{**SMALL, **more}), NUMBERS),
        few,
        "XGBRegressor",
    )
    yield file_case(
        "regressor-file-missing",
        lambda: xgb.XGBRegressor(**SMALL, missing=0.2).fit(VALUES, NUMBERS),
        {**few, "the missing number": np.where(VALUES[:8] < 0.5, 0.2, VALUES[:8])},
        "XGBRegressor",
    )


def cases():
    yield from sklearn_cases()
    yield from file_cases()
