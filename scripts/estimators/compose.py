"""What puts parts together: pipelines, ColumnTransformer, FeatureUnion, transformed targets."""

import numpy as np
import pandas as pd
from sklearn.compose import (
    ColumnTransformer,
    TransformedTargetRegressor,
    make_column_selector,
    make_column_transformer,
)
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer,
    MinMaxScaler,
    OneHotEncoder,
    OrdinalEncoder,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

from .data import FLOWERS, IS_LAST, KINDS, NUMBERS, TWO_NUMBERS, mixed_frame, mixed_target, numeric_inputs
from .recording import SKLEARN, Case

FRAME = mixed_frame(60)
FRAME = FRAME.assign(city=FRAME["city"].where(FRAME["city"].notna(), np.nan).astype(object))
CLASSES, SCORES = mixed_target(FRAME)
NUMERIC = ["age", "income", "children"]
TEXTUAL = ["city", "size"]
POSITIVE = FLOWERS + 0.1
DENSE = {"sparse_output" if SKLEARN >= (1, 2) else "sparse": False}


def few_inputs(frame=FLOWERS):
    """Fewer of the edges, since what is tested here only hands them on."""
    wanted = ("rows", "one row", "negative values", "float32", "integers", "missing values", "an array")
    asked = {name: data[:6] for name, data in numeric_inputs(frame).items() if name in wanted}
    return {**asked, "an infinite value": numeric_inputs(frame)["an infinite value"][:2]}


def text(values):
    return pd.Series(values, dtype=object)


def mixed_inputs(frame=FRAME):
    rows = frame.iloc[2:10].reset_index(drop=True)
    few = rows.iloc[:3]
    return {
        "rows": rows,
        "one row": rows.iloc[1:2],
        "an unknown text": few.assign(city=text(["Atlantis", "Oslo", np.nan])),
        "missing everywhere": few.assign(
            age=np.nan, income=np.nan, city=text([np.nan] * 3), size=text([np.nan] * 3)
        ),
        "numbers for texts": few.assign(size=[1.0, 2.0, 3.0]),
        "texts for numbers": few.assign(income=text(["a", "b", "c"])),
        "numbers as texts": few.assign(income=text(["1000.5", "2000", "1e3"])),
        "an infinite number": few.assign(income=[1.0, np.inf, 2.0]),
        "too few columns": few.drop(columns="income"),
        "an array": few.to_numpy(dtype=object),
        "an array that is too narrow": few.to_numpy(dtype=object)[:, :3],
        # Until 0.24 the columns had to be those that were fitted, in their order.
        **({"another order": few[list(few.columns[::-1])]} if SKLEARN >= (1, 0) else {}),
        **({"more columns": few.assign(extra=1)} if SKLEARN >= (1, 0) else {}),
    }


def numbers_first():
    imputed = Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
    return ("num", imputed, NUMERIC)


def texts_next(**options):
    steps = [
        ("impute", SimpleImputer(strategy="most_frequent")),
        ("encode", OneHotEncoder(handle_unknown="ignore", **options)),
    ]
    return ("cat", Pipeline(steps), TEXTUAL)


def whole():
    """The pipelines that people have."""
    inputs = mixed_inputs()

    def model(preparation, last, target=CLASSES):
        return lambda: Pipeline([("prepare", preparation()), ("model", last())]).fit(FRAME, target)

    def usual():
        return ColumnTransformer([numbers_first(), texts_next()])

    def passing():
        return ColumnTransformer([numbers_first(), texts_next(**DENSE)], remainder="passthrough")

    def chosen():
        return make_column_transformer(
            (SimpleImputer(), make_column_selector(dtype_include=np.number)),
            (OneHotEncoder(handle_unknown="ignore"), make_column_selector("^size$")),
        )

    def ordered():
        encoder = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
        steps = make_pipeline(SimpleImputer(strategy="constant", fill_value="none"), encoder)
        return ColumnTransformer([("cat", steps, TEXTUAL)], remainder=SimpleImputer())

    def forest():
        return RandomForestClassifier(n_estimators=3, max_depth=3, random_state=0)

    def worded():
        words = ("words", TfidfVectorizer(analyzer="char", ngram_range=(1, 2), max_features=12), "size")
        return ColumnTransformer([words, ("scale", StandardScaler(), ["income"])])

    def numbers_forest():
        return RandomForestRegressor(n_estimators=3, max_depth=3, random_state=0)

    both = ["Pipeline", "ColumnTransformer"]
    yield Case("usual-logistic", model(usual, LogisticRegression), inputs, both)
    yield Case("usual-forest", model(usual, forest), inputs, both)
    yield Case("passing-forest", model(passing, forest), inputs, both)
    yield Case("passing-logistic", model(passing, lambda: LogisticRegression(C=0.1)), inputs, both)
    yield Case("worded-logistic", model(worded, LogisticRegression), inputs, both)
    yield Case("chosen-forest", model(chosen, forest), inputs, both)
    # The scales of the columns are far apart, and sums of large terms lose digits in BLAS's order.
    yield Case("chosen-linear", model(chosen, LinearRegression, SCORES), inputs, both, tolerance=1e-11)
    yield Case("ordered-forest", model(ordered, numbers_forest, SCORES), inputs, both)


def columns():
    """Every way to choose columns."""
    beside = ("missing everywhere", "numbers as texts", "an infinite number", "texts for numbers")
    inputs = {name: data[:5] for name, data in mixed_inputs().items() if name not in beside}
    whole_numbers = FRAME[["children", "income", "age"]].fillna(30.0)
    number_inputs = few_inputs(whole_numbers)

    def transformer(*parts, frame=FRAME, **options):
        return lambda: ColumnTransformer(list(parts), **options).fit(frame)

    scale, keep, drop = StandardScaler(), "passthrough", "drop"
    names = ("scale", scale, ["income", "children"])
    yield Case("by-names", transformer(names), inputs)
    yield Case("by-names-passing", transformer(names, remainder=keep), inputs)
    yield Case("by-positions", transformer(("scale", scale, [1, -4]), remainder=keep), inputs)
    yield Case("by-slice", transformer(("scale", scale, slice(0, 3)), ("keep", keep, [4])), inputs)
    yield Case("by-named-slice", transformer(("scale", scale, slice("age", "children"))), inputs)
    mask = [True, False, True, False, False, False]
    yield Case("by-mask", transformer(("scale", scale, mask), ("drop", drop, [1]), remainder=keep), inputs)
    yield Case("by-mask-array", transformer(("scale", scale, np.array(mask))), inputs)
    index = FRAME.columns[[1, 2]]
    yield Case("by-index", transformer(("scale", scale, index), remainder=drop), inputs)
    yield Case("by-call", transformer(("scale", scale, make_column_selector("^income$"))), inputs)
    empty = ("none", scale, [])
    yield Case("by-nothing", transformer(empty, names, ("flag", keep, ["member"])), inputs)
    yield Case("nothing-left", transformer(("drop", drop, ["age"]), frame=FRAME), inputs)
    weights = {"transformer_weights": {"scale": 2.5, "flag": 0.5}}
    yield Case("weights", transformer(names, ("flag", keep, ["member", "children"]), **weights), inputs)
    arrays = transformer(("scale", scale, [0]), ("keep", keep, [2]), frame=whole_numbers.to_numpy())
    yield Case("array", arrays, number_inputs)
    narrow = whole_numbers.astype("float32")
    floats = transformer(("scale", scale, ["income"]), remainder=keep, frame=narrow)
    yield Case("float32", floats, number_inputs)
    sparse = (("code", OneHotEncoder(handle_unknown="ignore"), ["size", "member"]), ("keep", keep, ["children"]))
    yield Case("sparse", transformer(*sparse, sparse_threshold=1.0), inputs)
    yield Case("dense", transformer(*sparse, sparse_threshold=0), inputs)
    strict = ("code", OneHotEncoder(**DENSE), ["size"])
    yield Case("strict", transformer(strict, ("keep", keep, [2])), inputs)
    integers = ("code", OrdinalEncoder(dtype=int), ["size"])
    yield Case("integers", transformer(integers, ("keep", keep, ["children"])), inputs)
    whole = ("code", OneHotEncoder(dtype=np.int32, handle_unknown="ignore"), ["size", "member"])
    beside = ("keep", keep, ["children"])
    yield Case("sparse-integers", transformer(whole, beside, sparse_threshold=1.0), inputs)
    flags = ("code", OneHotEncoder(dtype=bool, handle_unknown="ignore"), ["size"])
    truths = transformer(flags, ("keep", keep, ["member"]), sparse_threshold=1.0)
    yield Case("sparse-booleans", truths, inputs)
    nested = ("inner", ColumnTransformer([names], remainder="drop"), NUMERIC)
    yield Case("nested", transformer(nested, remainder="drop"), inputs)


ALL_KNOW = ("int64", "int32", "float64", "float32", "a frame of int64", "a frame of integers")


def types_of_numbers():
    """The same two columns in every type of numbers, as an array and as a frame."""
    numbers = np.array([[1, -2], [0, 7], [3, 0]])
    arrays = {name: numbers.astype(name) for name in ("int64", "int32", "float64", "float32", "bool")}
    frames = {f"a frame of {name}": pd.DataFrame(data, columns=["a", "b"]) for name, data in arrays.items()}
    integers = pd.DataFrame({"a": arrays["int32"][:, 0], "b": arrays["int64"][:, 1]})
    flags = pd.DataFrame({"a": numbers[:, 0], "b": numbers[:, 1] > 0})
    narrow = pd.DataFrame({"a": arrays["float32"][:, 0], "b": arrays["bool"][:, 1]})
    mixed = {"integers and flags": flags, "float32 and flags": narrow}
    return {**arrays, **frames, "a frame of integers": integers, **mixed}


def parts():
    """Pipelines, unions and functions."""
    inputs = few_inputs()
    positive = few_inputs(POSITIVE)

    def union(*members, **options):
        return lambda: FeatureUnion(list(members), **options).fit(FLOWERS)

    scale, between = ("scale", StandardScaler()), ("between", MinMaxScaler())
    yield Case("union", union(scale, between), inputs)
    weights = {"transformer_weights": {"between": 10}}
    yield Case("union-weights", union(scale, between, ("no", "drop"), **weights), inputs)
    objects = {"objects": np.array([[1, True], [2.5, -3]], dtype=object)}
    halved = FeatureUnion([("as", FunctionTransformer())], transformer_weights={"as": 0.5})
    yield Case("union-weights-objects", lambda: halved.fit([[1, 2]]), {**objects, **types_of_numbers()})
    yield Case("union-passing", union(("as", "passthrough"), between), inputs)
    steps = [("no", None), ("scale", StandardScaler()), ("as", "passthrough")]
    last = ("model", LogisticRegression())
    yield Case("pipeline-nothing", lambda: Pipeline(steps + [last]).fit(FLOWERS, KINDS), inputs)
    inner = Pipeline(steps[1:])
    nested = Pipeline([("inner", inner), ("outer", Pipeline([("again", MinMaxScaler()), last]))])
    yield Case("pipeline-nested", lambda: nested.fit(FLOWERS, IS_LAST), inputs)
    yield Case("pipeline-transforms", lambda: Pipeline(steps[1:]).fit(FLOWERS), inputs)
    functions = ("log1p", "log", "exp", "expm1", "sqrt", "square", "abs", "log10", "log2", "negative", "cbrt")
    members = [(name, FunctionTransformer(getattr(np, name))) for name in functions]
    rows = {name: data[:2] for name, data in positive.items()}
    yield Case("functions", lambda: FeatureUnion(members).fit(POSITIVE), rows, ["FunctionTransformer"])
    yield Case("function-log", lambda: FunctionTransformer(np.log).fit(POSITIVE), positive)
    checked = FunctionTransformer(np.log1p, validate=True)
    yield Case("function-checked", lambda: checked.fit(POSITIVE), positive)
    whole = types_of_numbers()
    for name, function in {"as": None, "sin": np.sin, "square": np.square, "floor": np.floor}.items():
        # What NumPy makes of narrow types and of floored integers is a matter of its version.
        asked = {key: data for key, data in whole.items() if key in ALL_KNOW or function is None}
        asked = {key: data for key, data in asked.items() if function is not np.floor or "float" in key}
        made = FunctionTransformer(function, validate=True)
        yield Case(f"function-checked-{name}", lambda made=made: made.fit([[0, 1]]), asked)
    coded = OneHotEncoder(dtype=int, handle_unknown="ignore")
    squared = make_pipeline(coded, FunctionTransformer(np.square))
    coded_inputs = {name: data for name, data in whole.items() if name in ALL_KNOW}
    # numpy.square is a product of matrices for scipy.
    yield Case("function-sparse", lambda: squared.fit([[0, 1], [1, 7], [2, 3]]), coded_inputs)
    beside = FeatureUnion([("code", coded), ("as", FunctionTransformer())])
    objects = {"objects": pd.DataFrame({"a": [0, 1], "b": text(["x", "y"])})}
    yield Case("union-sparse", lambda: beside.fit(objects["objects"]), {**coded_inputs, **objects})
    yield Case("function-none", lambda: FunctionTransformer().fit(FLOWERS), inputs)
    logged = [("log", FunctionTransformer(np.log1p), ["petal length", "petal width"])]
    columns = ColumnTransformer(logged, remainder="passthrough")
    model = Pipeline([("columns", columns), ("model", LinearRegression())])
    # NumPy's own log1p in float32 differs in its last bit, which a sum in float64 shows.
    doubles = {name: data for name, data in positive.items() if name != "float32"}
    yield Case("function-columns", lambda: model.fit(POSITIVE, NUMBERS), doubles, ["FunctionTransformer"])


def resampled():
    """Pipelines of imbalanced-learn, whose samplers do nothing once a model is fitted."""
    from imblearn.combine import SMOTEENN
    from imblearn.over_sampling import ADASYN, SMOTE, RandomOverSampler
    from imblearn.pipeline import Pipeline as SamplingPipeline
    from imblearn.pipeline import make_pipeline as make_sampling_pipeline
    from imblearn.under_sampling import RandomUnderSampler, TomekLinks

    inputs, chosen = few_inputs(), np.r_[0:50, 50:80, 100:115]
    flowers, kinds = FLOWERS.iloc[chosen], KINDS[chosen]
    named = ["imblearn.pipeline.Pipeline"]
    for name, sampler in {
        "smote": SMOTE(random_state=0),
        "over": RandomOverSampler(random_state=0),
        "under": RandomUnderSampler(random_state=0),
        "adasyn": ADASYN(random_state=0, sampling_strategy={2: 40}),
        "tomek": TomekLinks(),
        "smoteenn": SMOTEENN(random_state=0),
    }.items():
        steps = [StandardScaler(), sampler, LogisticRegression()]
        model = make_sampling_pipeline(*steps)
        yield Case(
            f"sampling-{name}", lambda m=model: m.fit(flowers, kinds), inputs, named, library="imbalanced-learn"
        )
    prepared = ColumnTransformer([numbers_first(), texts_next()])
    forest = RandomForestClassifier(n_estimators=3, max_depth=3, random_state=0)
    steps = [("prepare", prepared), ("draw", SMOTE(random_state=0)), ("no", "passthrough"), ("model", forest)]
    whole = SamplingPipeline(steps)
    yield Case(
        "sampling-whole", lambda: whole.fit(FRAME, CLASSES), mixed_inputs(), named, library="imbalanced-learn"
    )


def frames():
    """Parts that answer with frames of pandas (since 1.2)."""
    inputs = mixed_inputs()

    def model():
        prepared = ColumnTransformer([numbers_first(), texts_next(**DENSE)], remainder="passthrough")
        pipeline = make_pipeline(prepared.set_output(transform="pandas"), LogisticRegression())
        return pipeline.fit(FRAME, CLASSES)

    def chained():
        numbers = ColumnTransformer([("impute", SimpleImputer(), NUMERIC)], verbose_feature_names_out=False)
        scaled = ColumnTransformer([("scale", MinMaxScaler(), ["age"])], remainder="passthrough")
        pipeline = make_pipeline(numbers, scaled, LogisticRegression()).set_output(transform="pandas")
        return pipeline.fit(FRAME, CLASSES)

    yield Case("frames", model, inputs, ["ColumnTransformer"])
    yield Case("frames-chained", chained, inputs, ["ColumnTransformer"])


def targets():
    inputs = {name: data[:4] for name, data in few_inputs().items()}
    shifted = NUMBERS - NUMBERS.min() + 0.5

    def target(y=shifted, **options):
        return lambda: TransformedTargetRegressor(LinearRegression(), **options).fit(FLOWERS, y)

    # exp and its kin multiply the differences of BLAS's sums.
    far = {"tolerance": 1e-10}
    yield Case("target-log1p", target(func=np.log1p, inverse_func=np.expm1), inputs, **far)
    yield Case("target-log", target(func=np.log, inverse_func=np.exp), inputs, **far)
    yield Case("target-sqrt", target(func=np.sqrt, inverse_func=np.square), inputs, **far)
    yield Case("target-none", target(), inputs)
    for name, transformer in {
        "scaled": StandardScaler(),
        "between": MinMaxScaler(),
        "robust": RobustScaler(),
        "power": PowerTransformer(),
        "box-cox": PowerTransformer(method="box-cox", standardize=False),
        "quantile": QuantileTransformer(n_quantiles=20),
        "quantile-normal": QuantileTransformer(n_quantiles=20, output_distribution="normal"),
        "function": FunctionTransformer(np.log1p, np.expm1),
    }.items():
        yield Case(f"target-{name}", target(transformer=transformer), inputs, **far)
    two = TransformedTargetRegressor(LinearRegression(), transformer=StandardScaler())
    yield Case("target-two", lambda: two.fit(FLOWERS, TWO_NUMBERS), inputs, **far)


def cases():
    yield from whole()
    yield from columns()
    yield from parts()
    yield from frames()
    yield from targets()
    try:
        yield from resampled()
    except ImportError:  # not in this environment
        pass
