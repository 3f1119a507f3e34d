"""Scalers and other transformers of numbers."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

from .data import FLOWERS, KINDS, numeric_inputs
from .recording import SKLEARN, Case

TRANSFORM = ("transform",)
# A column with repeated values, one that is constant and one with both signs.
UNEVEN = FLOWERS.round().assign(
    **{"petal width": 1.0, "sepal width": FLOWERS["sepal width"] - 3.0}
)
# A few short rows, among them zeros, halves and values that repeat in the training data.
SMALL = np.array([[5.0, 3.5, 1.5, 0.2], [0.0, 0.0, 0.0, 0.0], [-1.0, 2.0, 0.5, -0.5], [6.3, 3.3, 6.0, 2.5]])


def all_inputs():
    return {name: data[3:9] if len(data) > 9 else data for name, data in numeric_inputs().items()}


def small_inputs():
    inputs = numeric_inputs()
    kept = ("negative values", "float32", "missing values")
    return {**{name: inputs[name].iloc[3:6] for name in kept}, "an array": SMALL}


def edge_inputs(model):
    """Values on, just below and just above what the model compares with."""
    edges = np.concatenate([np.unique(np.asarray(each, dtype="float64"))[:6] for each in model])
    rows = np.column_stack([np.resize(np.sort(edges), 9) for _ in range(4)])
    return {
        "on edges": rows,
        "below edges": np.nextafter(rows, -np.inf),
        "above edges": np.nextafter(rows, np.inf),
        "nearly on edges": rows * (1 - 9e-6),
        "edges in float32": rows.astype("float32"),
    }


def fitted(model, frame=FLOWERS):
    return lambda: model.fit(frame)


def transformer(name, model, inputs, frame=FLOWERS, **options):
    return Case(name, fitted(model, frame), inputs, methods=TRANSFORM, **options)


def piped(name, make, **options):
    """With a classifier after it, also asked for what it predicts."""
    steps = make()
    names = [type(step).__name__ for step in steps]
    return Case(
        name,
        lambda: make_pipeline(*make(), LogisticRegression(C=0.5)).fit(FLOWERS, KINDS),
        {"rows": FLOWERS.iloc[40:120:25], "float32": FLOWERS.astype("float32").iloc[60:120:40]},
        estimators=names,
        # The products of BLAS add up in another order.
        tolerance=1e-11,
        **options,
    )


def scalers():
    inputs = all_inputs()
    yield transformer("standard-scaler", StandardScaler(), inputs)
    yield transformer("standard-scaler-without-mean", StandardScaler(with_mean=False), small_inputs())
    yield transformer("standard-scaler-without-deviation", StandardScaler(with_std=False), small_inputs())
    neither = StandardScaler(with_mean=False, with_std=False)
    yield transformer("standard-scaler-neither", neither, small_inputs())
    yield transformer("standard-scaler-float32", StandardScaler(), small_inputs(), FLOWERS.astype("float32"))
    yield transformer("min-max-scaler", MinMaxScaler(), inputs)
    yield transformer("min-max-scaler-float32", MinMaxScaler(), small_inputs(), FLOWERS.astype("float32"))
    yield transformer("min-max-scaler-range", MinMaxScaler(feature_range=(-1, 2.5)), small_inputs(), UNEVEN)
    yield Case(
        "min-max-scaler-clip",
        lambda: MinMaxScaler(feature_range=(-0.3, 0.7), clip=True).fit(FLOWERS),
        inputs,
        methods=TRANSFORM,
    )
    yield transformer("max-abs-scaler", MaxAbsScaler(), inputs)
    yield Case("max-abs-scaler-clip", lambda: MaxAbsScaler(clip=True).fit(FLOWERS), inputs, methods=TRANSFORM)
    yield transformer("robust-scaler", RobustScaler(), inputs)
    yield transformer("robust-scaler-range", RobustScaler(quantile_range=(5, 80)), small_inputs(), UNEVEN)
    yield transformer("robust-scaler-without-center", RobustScaler(with_centering=False), small_inputs())
    yield transformer("robust-scaler-without-scale", RobustScaler(with_scaling=False), small_inputs())
    for norm in ("l1", "l2", "max"):
        asked = inputs if norm == "l2" else small_inputs()
        yield transformer(f"normalizer-{norm}", Normalizer(norm=norm), asked)
    wide = np.outer(np.arange(1, 13), np.sin(np.arange(20)))
    yield transformer(
        "normalizer-wide", Normalizer(), {"rows": wide[:4], "float32": wide[:4].astype("float32")}, wide
    )
    yield transformer("binarizer", Binarizer(), {**inputs, "booleans": FLOWERS.iloc[:4] > 3.0})
    yield transformer("binarizer-threshold", Binarizer(threshold=1.5), small_inputs())


def discretizers():
    for encode in ("onehot", "onehot-dense", "ordinal"):
        model = KBinsDiscretizer(n_bins=4, encode=encode, strategy="uniform")
        edges = edge_inputs(fitted(model)().bin_edges_)
        yield transformer(f"k-bins-{encode}", model, {**small_inputs(), **edges})
    uneven = KBinsDiscretizer(n_bins=[2, 5, 3, 2], encode="ordinal", strategy="quantile")
    edges = edge_inputs(fitted(uneven, UNEVEN)().bin_edges_)
    yield transformer("k-bins-quantile", uneven, {**small_inputs(), **edges}, UNEVEN)
    means = KBinsDiscretizer(n_bins=3, encode="onehot-dense", strategy="kmeans")
    yield transformer("k-bins-kmeans", means, small_inputs())
    options = {"n_bins": 3, "encode": "onehot-dense", "strategy": "uniform"}
    for dtype in (np.float32, np.float64):
        yield Case(
            f"k-bins-{dtype.__name__}",
            lambda dtype=dtype: KBinsDiscretizer(dtype=dtype, **options).fit(FLOWERS),
            small_inputs(),
            methods=TRANSFORM,
        )


def polynomials():
    inputs = all_inputs()
    few = {name: data[:3] for name, data in inputs.items()}
    yield transformer("polynomial", PolynomialFeatures(), few, skops=True)
    for name, options in {
        "without-bias": {"include_bias": False},
        "interactions": {"interaction_only": True, "degree": 3},
        "many-interactions": {"interaction_only": True, "degree": 6},
        "degree-1": {"degree": 1},
        "degree-4": {"degree": 4},
        "range": {"degree": (2, 3)},
        "range-without-bias": {"degree": (3, 3), "include_bias": False},
        "range-of-interactions": {"degree": (2, 4), "interaction_only": True},
        "range-from-0": {"degree": (0, 2), "include_bias": False},
        "degree-0": {"degree": 0},
        "fortran": {"order": "F"},
    }.items():
        if options.get("degree") == 0 and SKLEARN < (1, 1):
            continue  # it could be fitted, but not asked anything
        asked = {name: few[name][:2] for name in ("negative values", "float32")}
        yield Case(
            f"polynomial-{name}",
            lambda options=options: PolynomialFeatures(**options).fit(FLOWERS),
            asked,
            methods=TRANSFORM,
        )


def splines():
    """SplineTransformer, there since 1.0."""
    if SKLEARN < (1, 0):
        return
    from sklearn.preprocessing import SplineTransformer

    inputs = all_inputs()
    few = {name: data[:3] for name, data in inputs.items()}
    wide = FLOWERS.iloc[[0, 60, 120]] * 3 - 5
    near = FLOWERS.iloc[[0, 60, 120]] * 1.2 - 1
    edges = FLOWERS.agg(["min", "max", "median"]).reset_index(drop=True)
    asked = {
        "beyond": wide,
        "nearly beyond": near,
        "beyond in float32": wide.astype("float32"),
        "edges": edges,
        "edges in float32": edges.astype("float32"),
        "below edges": np.nextafter(edges.to_numpy(), -np.inf),
        "above edges": np.nextafter(edges.to_numpy(), np.inf),
        "integers": wide.astype("int32"),
        "booleans": wide > 4,
        "infinite": FLOWERS.iloc[:3].assign(**{"petal width": [np.inf, -np.inf, np.nan]}),
        **{name: few[name] for name in ("negative values", "float32", "missing values")},
    }
    knots = np.column_stack([np.sort(FLOWERS[name].unique())[[0, 2, 7, 12]] for name in FLOWERS])
    drawn = {"knots": "quantile"}
    for name, options in {
        "": {},
        "-quantile": drawn,
        "-knots": {"knots": knots, "extrapolation": "linear"},
        "-without-bias": {"include_bias": False, "order": "F"},
        "-linear": {"extrapolation": "linear", "n_knots": 4},
        "-linear-quantile": {"extrapolation": "linear", "n_knots": 9, **drawn},
        "-linear-degree-2": {"extrapolation": "linear", "degree": 2, "include_bias": False},
        "-linear-degree-1": {"extrapolation": "linear", "degree": 1},
        "-linear-degree-0": {"extrapolation": "linear", "degree": 0},
        "-constant-degree-0": {"degree": 0},
        "-constant-degree-1": {"degree": 1, "n_knots": 2},
        "-continue": {"extrapolation": "continue", **drawn},
        "-continue-degree-0": {"extrapolation": "continue", "degree": 0},
        "-continue-degree-5": {"extrapolation": "continue", "degree": 5, "include_bias": False},
        "-error": {"extrapolation": "error", "n_knots": 3},
        "-periodic": {"extrapolation": "periodic"},
        "-periodic-quantile": {"extrapolation": "periodic", "n_knots": 7, "include_bias": False, **drawn},
        "-periodic-degree-0": {"extrapolation": "periodic", "degree": 0},
        "-missing": {"handle_missing": "zeros", "extrapolation": "linear"},
        "-missing-continue": {"handle_missing": "zeros", "extrapolation": "continue"},
        "-missing-constant": {"handle_missing": "zeros"},
        "-missing-error": {"handle_missing": "zeros", "extrapolation": "error"},
        "-missing-periodic": {"handle_missing": "zeros", "extrapolation": "periodic", "degree": 2},
    }.items():
        made = lambda options=options: SplineTransformer(**options).fit(FLOWERS)
        data = {**few, **asked} if name == "" else asked
        yield Case(f"spline{name}", made, data, methods=TRANSFORM, skops=name == "")
    for name, options in {"": {}, "-linear": {"extrapolation": "linear"}, "-periodic": {"extrapolation": "periodic"}}.items():
        made = lambda options=options: SplineTransformer(**drawn, **options).fit(UNEVEN)
        yield Case(f"spline-uneven{name}", made, asked, methods=TRANSFORM)


def powers():
    inputs = all_inputs()
    both = FLOWERS - FLOWERS.mean()
    wide = {name: data for name, data in inputs.items() if "float32" not in name}
    # The old formula subtracts 1 from a power near 1, so it loses digits to cancellation.
    yield transformer("power-yeo-johnson", PowerTransformer(), wide, tolerance=1e-11)
    # NumPy 1 takes powers in float32, with an error of a few units in the last place that depends
    # on the processor, and the subtraction of 1 makes it larger.
    narrow = {name: data for name, data in inputs.items() if "float32" in name}
    yield transformer("power-yeo-johnson-float32", PowerTransformer(), narrow, tolerance=1e-4)
    yield transformer("power-yeo-johnson-signs", PowerTransformer(), small_inputs(), both, tolerance=1e-11)
    yield transformer("power-yeo-johnson-raw", PowerTransformer(standardize=False), small_inputs(), both)
    yield transformer("power-box-cox", PowerTransformer(method="box-cox"), inputs, tolerance=1e-11)
    raw = PowerTransformer(method="box-cox", standardize=False)
    yield transformer("power-box-cox-raw", raw, small_inputs())

    def special(method):
        model = PowerTransformer(method=method, standardize=False).fit(FLOWERS)
        model.lambdas_ = np.array([0.0, 2.0, 1.0, -0.5])
        return model

    for method in ("yeo-johnson", "box-cox"):
        make = lambda method=method: special(method)  # noqa: E731
        yield Case(f"power-{method}-special", make, small_inputs(), methods=TRANSFORM)


def quantiles():
    options = {"n_quantiles": 20, "random_state": 0}
    for distribution in ("uniform", "normal"):
        model = QuantileTransformer(output_distribution=distribution, **options)
        edges = edge_inputs(fitted(model)().quantiles_.T)
        yield transformer(f"quantile-{distribution}", model, {**all_inputs(), **edges})
        uneven = QuantileTransformer(output_distribution=distribution, **options)
        asked = {**small_inputs(), "rounded": UNEVEN[::20]}
        yield transformer(f"quantile-{distribution}-repeated", uneven, asked, UNEVEN)


def cases():
    yield from scalers()
    yield from discretizers()
    yield from polynomials()
    yield from splines()
    yield from powers()
    yield from quantiles()
    bins = lambda count: KBinsDiscretizer(n_bins=count)  # noqa: E731
    yield piped("scaled-classifier", lambda: [StandardScaler()])
    yield piped("sparse-max-abs-classifier", lambda: [bins(4), MaxAbsScaler()])
    yield piped("binned-classifier", lambda: [bins(4), Normalizer()])
    yield piped("sparse-scaled-classifier", lambda: [bins(3), StandardScaler(with_mean=False)])
    yield piped(
        "sparse-robust-classifier",
        lambda: [bins(3), RobustScaler(with_centering=False), Binarizer()],
    )
    yield piped("sparse-quantile-classifier", lambda: [bins(3), QuantileTransformer(n_quantiles=9)])
    yield piped("sparse-polynomial-classifier", lambda: [bins(2), PolynomialFeatures()])
    yield piped("polynomial-classifier", lambda: [MinMaxScaler(), PolynomialFeatures(interaction_only=True)])
