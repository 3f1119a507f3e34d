"""Selectors of features."""

import numpy as np
import pandas as pd
from sklearn.ensemble import (
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.feature_selection import (
    RFE,
    RFECV,
    GenericUnivariateSelect,
    SelectFdr,
    SelectFpr,
    SelectFromModel,
    SelectFwe,
    SelectKBest,
    SelectPercentile,
    VarianceThreshold,
    f_classif,
    f_regression,
)
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from .data import FLOWERS, IS_LAST, KINDS, NUMBERS, numeric_inputs
from .recording import SKLEARN, Case

# Eight features: the flowers' own, two that say nothing, one that repeats and one that is constant.
AT = np.arange(150)
WIDE = FLOWERS.assign(
    noise=np.sin(AT * 7.0), small=np.cos(AT) * 1e-3, again=FLOWERS["petal width"], constant=2.0
)


def wide_inputs():
    inputs = {name: data[:3] for name, data in numeric_inputs(WIDE).items()}
    rows = inputs["rows"]
    inputs["mixed types"] = rows.astype({"constant": "int64", "noise": "float32"})
    inputs["booleans"] = rows > 1.5
    inputs["booleans beside numbers"] = rows.assign(constant=rows["again"] > 1.0)
    inputs["objects"] = rows.astype("object")
    if SKLEARN >= (1, 2):  # before, other names were only warned of
        inputs["other names"] = rows.rename(columns={"noise": "sound"})
    return inputs


def few_inputs():
    inputs = wide_inputs()
    return {name: inputs[name][:2] for name in ("rows", "missing values")}


def case(name, make, inputs=None, **options):
    methods = {"methods": ("transform",)} if "estimators" not in options else {}
    return Case(name, make, few_inputs() if inputs is None else inputs, **methods, **options)


def univariate():
    scored = SelectKBest(f_classif, k=3)
    inputs = wide_inputs()
    inputs["a column of None"] = inputs["rows"].assign(noise=None)  # which is not NaN
    yield case("k-best", lambda: scored.fit(WIDE, KINDS), inputs)
    yield case("k-best-all", lambda: SelectKBest(f_regression, k="all").fit(WIDE, NUMBERS))
    yield case("k-best-none", lambda: SelectKBest(k=0).fit(WIDE, KINDS), wide_inputs())
    tied = WIDE[["petal width", "noise", "again"]]
    yield case("k-best-ties", lambda: SelectKBest(k=1).fit(tied, KINDS), {"rows": tied[::70]})
    for percentile in (0, 13, 30, 50, 100):
        yield case(
            f"percentile-{percentile}",
            lambda percentile=percentile: SelectPercentile(percentile=percentile).fit(WIDE, KINDS),
        )
    for selector in (SelectFpr, SelectFdr, SelectFwe):
        for alpha in (0.05, 1e-30):
            yield case(
                f"{selector.__name__[6:].lower()}-{alpha}",
                lambda selector=selector, alpha=alpha: selector(alpha=alpha).fit(WIDE, KINDS),
            )
    for mode, param in {"k_best": 2, "percentile": 40, "fpr": 0.01, "fdr": 0.01, "fwe": 0.01}.items():
        yield case(
            f"generic-{mode.replace('_', '-')}",
            lambda mode=mode, param=param: GenericUnivariateSelect(
                mode=mode, param=param
            ).fit(WIDE, KINDS),
        )
    yield case("variance", lambda: VarianceThreshold().fit(WIDE), wide_inputs())
    yield case("variance-threshold", lambda: VarianceThreshold(0.5).fit(WIDE))


def logistic():
    return LogisticRegression(C=0.5)


def from_models():
    forest = {"n_estimators": 5, "max_depth": 3, "random_state": 0}
    models = {
        "lasso": (Lasso(alpha=0.1), NUMBERS),
        "elastic-net": (ElasticNet(alpha=0.1, l1_ratio=1.0), NUMBERS),
        "ridge": (Ridge(), NUMBERS),
        "logistic": (LogisticRegression(C=0.5), KINDS),
        "logistic-l1": (LogisticRegression(penalty="l1", solver="liblinear"), IS_LAST),
        "logistic-l1-ratio": (LogisticRegression(l1_ratio=1.0, solver="saga", max_iter=50), IS_LAST),
        "tree": (DecisionTreeClassifier(max_depth=3, random_state=0), KINDS),
        "tree-regressor": (DecisionTreeRegressor(max_depth=3, random_state=0), NUMBERS),
        "forest": (RandomForestClassifier(**forest), KINDS),
        "forest-regressor": (RandomForestRegressor(**forest), NUMBERS),
        "extra-trees": (ExtraTreesClassifier(**forest), KINDS),
        "boosting": (GradientBoostingClassifier(n_estimators=3, max_depth=2, random_state=0), KINDS),
        "boosting-regressor": (
            GradientBoostingRegressor(n_estimators=4, max_depth=2, random_state=0),
            NUMBERS,
        ),
    }
    for name, (model, target) in models.items():
        yield case(
            f"from-{name}",
            lambda model=model, target=target: SelectFromModel(model).fit(WIDE, target),
        )
    options = {
        "median": {"threshold": "median"},
        "scaled-mean": {"threshold": "1.25*mean"},
        "scaled-median": {"threshold": "0.5 * median"},
        "number": {"threshold": 0.2},
        "at-most": {"threshold": -np.inf, "max_features": 3},
        "at-most-of": {"max_features": 1},
        "norm-2": {"norm_order": 2},
        "norm-infinity": {"norm_order": np.inf},
        "getter": {"importance_getter": "coef_"},
        # Evaluated, so that the pickle names no file of this machine.
        "counted": {"max_features": eval("lambda X: 2", {"__name__": "counted"})},
    }
    for name, parameters in options.items():
        yield case(
            f"from-logistic-{name}",
            lambda parameters=parameters: SelectFromModel(logistic(), **parameters).fit(WIDE, KINDS),
        )
    values = WIDE.to_numpy()
    prefit = logistic().fit(values, KINDS)
    yield case(
        "from-prefit",
        lambda: make_pipeline(SelectFromModel(prefit, prefit=True), logistic()).fit(values, KINDS),
        {"an array": few_inputs()["rows"].to_numpy()},
        estimators=["SelectFromModel"],
        tolerance=1e-11,
    )


def wrappers():
    # The products of BLAS add up in another order.
    loose = {"tolerance": 1e-11}
    yield case(
        "elimination",
        lambda: RFE(logistic(), n_features_to_select=3).fit(WIDE, KINDS),
        estimators=["RFE"],
        **loose,
    )
    yield case(
        "elimination-regressor",
        lambda: RFE(LinearRegression(), n_features_to_select=2).fit(WIDE, NUMBERS),
        estimators=["RFE"],
        **loose,
    )
    tree = DecisionTreeClassifier(max_depth=3, random_state=0)
    yield case(
        "elimination-tree",
        lambda: RFE(tree, n_features_to_select=2).fit(WIDE, KINDS),
        estimators=["RFE"],
    )
    yield case(
        "elimination-validated",
        lambda: RFECV(logistic(), cv=3).fit(WIDE, KINDS),
        estimators=["RFECV"],
        **loose,
    )

    def sequential(**options):
        from sklearn.feature_selection import SequentialFeatureSelector

        selector = SequentialFeatureSelector(logistic(), n_features_to_select=2, cv=2, **options)
        return selector.fit(WIDE, KINDS)

    yield case("sequential", sequential)
    yield case("sequential-backward", lambda: sequential(direction="backward"))
    bins = {"n_bins": 3, "strategy": "uniform"}
    missing = pd.DataFrame(np.full((2, 4), np.nan), columns=FLOWERS.columns)
    rows = FLOWERS[::40]
    # A frame's texts are objects, which are cast; an array of texts is refused.
    texts = {"texts": rows.astype(str).astype(object), "an array of texts": rows.to_numpy().astype(str)}
    for name, steps in {
        "k-best-classifier": lambda: [SelectKBest(k=4)],
        "sparse-k-best-classifier": lambda: [KBinsDiscretizer(**bins), SelectKBest(k=6)],
    }.items():
        yield case(
            name,
            lambda steps=steps: make_pipeline(*steps(), logistic()).fit(FLOWERS, KINDS),
            {"rows": rows, "missing values": missing, **texts},
            estimators=["SelectKBest"],
            **loose,
        )


def cases():
    yield from univariate()
    yield from from_models()
    yield from wrappers()
