"""Estimators made of other estimators."""

import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import StackingClassifier, StackingRegressor, VotingClassifier, VotingRegressor
from sklearn.ensemble import RandomForestClassifier
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.multioutput import ClassifierChain, MultiOutputClassifier, MultiOutputRegressor, RegressorChain
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from .data import FLOWERS, IS_LAST, KINDS, NUMBERS, SPECIES, TWO_NUMBERS, numeric_inputs
from .recording import SKLEARN, Case

# Arithmetic in float32 is done in another order by NumPy, or in float64 by the newer ones: what
# follows it in float64 has only as many digits.
NARROW = 2e-6


def inputs(*more):
    asked = numeric_inputs()
    rows = asked["rows"].iloc[::2]
    chosen = {
        "rows": rows,
        "one row": rows.iloc[3:4],
        "missing values": asked["missing values"].iloc[:2],
        "an array": rows.to_numpy()[::2] + 0.25,
    }
    return dict(chosen, **{name: asked[name].iloc[:3] for name in more})


def narrow():
    return {"an array of float32": numeric_inputs()["an array of float32"][::2]}


def logistic(**parameters):
    return LogisticRegression(max_iter=300, **parameters)


def tree(depth=2):
    return DecisionTreeClassifier(max_depth=depth, random_state=0)


def regression_tree():
    return DecisionTreeRegressor(max_depth=2, random_state=0)


def classifiers():
    forest = RandomForestClassifier(n_estimators=2, max_depth=2, random_state=0)
    return [("line", logistic()), ("tree", tree()), ("forest", forest)]


def regressors():
    return [("line", LinearRegression()), ("tree", regression_tree()), ("ridge", Ridge(alpha=3))]


def fitted(model, target, data=FLOWERS):
    return lambda: model().fit(data, target)


def voting():
    for name, target in (("classes", KINDS), ("texts", SPECIES), ("binary", IS_LAST)):
        yield Case(f"voting-hard-{name}", fitted(lambda: VotingClassifier(classifiers()), target), inputs())
    weighted = dict(weights=[1, 2.5, 1])
    hard = fitted(lambda: VotingClassifier(classifiers(), **weighted), SPECIES)
    yield Case("voting-hard-weights", hard, inputs())
    soft = fitted(lambda: VotingClassifier(classifiers(), voting="soft"), SPECIES)
    yield Case("voting-soft", soft, inputs("huge values", "an infinite value"))
    soft = fitted(lambda: VotingClassifier(classifiers(), voting="soft", **weighted), KINDS)
    yield Case("voting-soft-weights", soft, inputs())

    def dropped():
        model = VotingClassifier(classifiers(), voting="soft", weights=np.array([3, 1, 2]))
        return model.set_params(tree="drop").fit(FLOWERS, KINDS)

    yield Case("voting-dropped", dropped, inputs())
    deep = fitted(lambda: VotingClassifier(classifiers(), voting="soft", flatten_transform=False), IS_LAST)
    yield Case("voting-not-flat", deep, inputs(), methods=("predict", "predict_proba"))
    two = [("a", logistic()), ("b", logistic(C=0.1))]
    alike = fitted(lambda: VotingClassifier(two, voting="soft"), KINDS, FLOWERS.astype("float32"))
    yield Case("voting-float32", alike, narrow(), tolerance=NARROW)
    yield Case("voting-regressor", fitted(lambda: VotingRegressor(regressors()), NUMBERS), inputs())
    weights = fitted(lambda: VotingRegressor(regressors(), weights=[1, 2, 0.5]), NUMBERS)
    yield Case("voting-regressor-weights", weights, inputs("huge values"))


def stacking():
    def classifier(**parameters):
        final = parameters.pop("final", None) or logistic()
        return lambda: StackingClassifier(classifiers(), final_estimator=final, cv=2, **parameters)

    yield Case("stacking", fitted(classifier(), SPECIES), inputs("an infinite value"))
    yield Case("stacking-binary", fitted(classifier(), IS_LAST), inputs())
    yield Case("stacking-tree", fitted(classifier(final=tree()), KINDS), inputs())
    yield Case("stacking-passthrough", fitted(classifier(passthrough=True), SPECIES), inputs("integers"))
    methods = classifier(stack_method="predict")
    yield Case("stacking-labels", fitted(methods, SPECIES), inputs())

    def dropped():
        return classifier()().set_params(forest="drop").fit(FLOWERS, KINDS)

    yield Case("stacking-dropped", dropped, inputs())

    def prefit():
        members = [("line", logistic().fit(FLOWERS, KINDS)), ("tree", tree().fit(FLOWERS, KINDS))]
        return StackingClassifier(members, cv="prefit").fit(FLOWERS, KINDS)

    yield Case("stacking-prefit", prefit, inputs())
    regressor = fitted(lambda: StackingRegressor(regressors(), Ridge(), cv=2), NUMBERS)
    yield Case("stacking-regressor", regressor, inputs("huge values"))
    regressor = fitted(lambda: StackingRegressor(regressors(), Ridge(), cv=2, passthrough=True), NUMBERS)
    yield Case("stacking-regressor-passthrough", regressor, inputs())


def calibrated(base, target, data=FLOWERS, **parameters):
    def make():
        try:
            model = CalibratedClassifierCV(estimator=base(), **parameters)
        except TypeError:
            model = CalibratedClassifierCV(base_estimator=base(), **parameters)
        return model.fit(data, target)

    return make


def calibration():
    for method in ("sigmoid", "isotonic", "temperature"):
        name = method
        if method == "temperature" and SKLEARN < (1, 8):
            continue
        more = ("huge values", "zeros")
        yield Case(f"calibrated-{name}", calibrated(logistic, SPECIES, method=method, cv=2), inputs(*more))
        binary = calibrated(logistic, IS_LAST, method=method, cv=2)
        yield Case(f"calibrated-{name}-binary", binary, inputs(*more))
        trees = calibrated(tree, IS_LAST, method=method, cv=2)
        yield Case(f"calibrated-{name}-tree", trees, inputs())
        trees = calibrated(tree, KINDS, method=method, cv=2)
        yield Case(f"calibrated-{name}-tree-classes", trees, inputs())
    single = calibrated(logistic, SPECIES, method="isotonic", cv=2, ensemble=False)
    yield Case("calibrated-no-ensemble", single, inputs())
    scaled = calibrated(lambda: make_pipeline(StandardScaler(), logistic()), SPECIES, cv=2)
    yield Case("calibrated-pipeline", scaled, inputs())
    if SKLEARN < (1, 8):
        before = calibrated(lambda: tree().fit(FLOWERS, SPECIES), SPECIES, cv="prefit")
        yield Case("calibrated-prefit", before, inputs())
    float32 = calibrated(logistic, KINDS, FLOWERS.astype("float32"), cv=2)
    yield Case("calibrated-float32", float32, narrow(), tolerance=NARROW)

    xs = np.array([1, 1, 2, 3, 4, 5.5, 6, 8])
    ys = np.array([1, 2, 3, 2, 2, 6, 7, 6.5])
    asked = {
        "points": np.array([1, 2, 2.25, 3.5, 4, 5.75, 8]),
        "one column": np.array([[1.5], [2], [7.75]]),
        "outside": np.array([0, 9.5, 1]),
        "a missing value": np.array([1, np.nan]),
        "two columns": np.array([[1, 2.0], [3, 4]]),
    }
    for bounds in ("nan", "clip", "raise"):
        model = fitted(lambda: IsotonicRegression(out_of_bounds=bounds), ys, xs)
        yield Case(f"isotonic-{bounds}", model, asked)
    falling = fitted(lambda: IsotonicRegression(increasing=False, out_of_bounds="clip"), -ys, xs)
    yield Case("isotonic-falling", falling, asked)
    flat = fitted(lambda: IsotonicRegression(out_of_bounds="clip"), ys[:1], xs[:1])
    yield Case("isotonic-one-point", flat, asked)
    narrow_xs, narrow_ys = xs.astype("float32"), ys.astype("float32")
    float32 = fitted(lambda: IsotonicRegression(out_of_bounds="clip"), narrow_ys, narrow_xs)
    yield Case("isotonic-float32", float32, asked)


def outputs():
    labels = np.column_stack([KINDS, IS_LAST])
    both = np.column_stack([IS_LAST, KINDS == 0, KINDS > 0]).astype("int64")
    regressor = fitted(lambda: MultiOutputRegressor(Ridge()), TWO_NUMBERS)
    yield Case("multi-output-regressor", regressor, inputs("an infinite value"), skops=True)
    classifier = fitted(lambda: MultiOutputClassifier(tree()), labels)
    # Its predict_proba is a list of arrays.
    yield Case("multi-output-classifier", classifier, inputs(), methods=("predict",))
    texts = np.column_stack([SPECIES, SPECIES[::-1]])
    classifier = fitted(lambda: MultiOutputClassifier(logistic()), texts)
    yield Case("multi-output-texts", classifier, inputs(), methods=("predict",))
    chain = fitted(lambda: RegressorChain(Ridge(), order=[1, 0]), TWO_NUMBERS)
    yield Case("regressor-chain", chain, inputs("an infinite value"))
    chain = fitted(lambda: RegressorChain(regression_tree(), order="random", random_state=1), TWO_NUMBERS)
    yield Case("regressor-chain-random", chain, inputs())
    chain = fitted(lambda: ClassifierChain(logistic(), order=[2, 0, 1]), both)
    yield Case("classifier-chain", chain, inputs())
    chain = fitted(lambda: ClassifierChain(tree(), cv=2), both)
    yield Case("classifier-chain-tree", chain, inputs())
    if SKLEARN >= (1, 5):
        for method in ("predict_proba", "decision_function"):
            chain = fitted(lambda: ClassifierChain(logistic(), chain_method=method), both)
            yield Case(f"classifier-chain-{method.replace('_', '-')}", chain, inputs())


def multiclass():
    several = np.column_stack([IS_LAST, KINDS == 0, KINDS > 0]).astype("int64")
    constant = np.column_stack([IS_LAST, KINDS * 0, KINDS * 0 + 1])
    rest = {
        "texts": (logistic, SPECIES),
        "tree": (tree, KINDS),
        "regressors": (Ridge, SPECIES),
        "binary": (logistic, IS_LAST),
        "binary-tree": (tree, IS_LAST),
        "labels": (tree, several),
        "labels-scores": (logistic, several),
        "constant": (logistic, constant),
    }
    for name, (base, target) in rest.items():
        model = fitted(lambda base=base: OneVsRestClassifier(base()), target)
        yield Case(f"one-vs-rest-{name}", model, inputs("huge values"))
    for name in ("texts", "tree", "regressors", "binary", "binary-tree"):
        base, target = rest[name]
        model = fitted(lambda base=base: OneVsOneClassifier(base()), target)
        yield Case(f"one-vs-one-{name}", model, inputs("huge values"))
    for base in (logistic, tree):
        model = fitted(lambda base=base: OutputCodeClassifier(base(), code_size=2, random_state=3), SPECIES)
        yield Case(f"output-code-{base.__name__}", model, inputs())


def wrappers():
    grid = fitted(lambda: GridSearchCV(logistic(), {"C": [1]}, cv=2), SPECIES)
    yield Case("grid-search", grid, inputs())
    steps = make_pipeline(StandardScaler(), tree())
    search = RandomizedSearchCV(
        steps, {"decisiontreeclassifier__max_depth": [1, 2]}, n_iter=2, cv=2, random_state=0
    )
    yield Case("randomized-search", fitted(lambda: search, KINDS), inputs())
    grid = fitted(lambda: GridSearchCV(Ridge(), {"alpha": [1]}, cv=2), NUMBERS)
    yield Case("grid-search-regressor", grid, inputs())

    def halving(name):
        def make():
            from sklearn import model_selection
            from sklearn.experimental import enable_halving_search_cv  # noqa: F401

            return getattr(model_selection, name)(
                tree(), {"max_depth": [1, 2]}, cv=2, random_state=0, min_resources=60
            ).fit(FLOWERS, SPECIES)

        return make

    yield Case("halving-grid-search", halving("HalvingGridSearchCV"), inputs())
    yield Case("halving-random-search", halving("HalvingRandomSearchCV"), inputs())

    def frozen():
        from sklearn.frozen import FrozenEstimator

        return FrozenEstimator(logistic().fit(FLOWERS, SPECIES))

    yield Case("frozen", frozen, inputs())

    def frozen_calibrated():
        from sklearn.frozen import FrozenEstimator

        base = FrozenEstimator(tree().fit(FLOWERS, SPECIES))
        return CalibratedClassifierCV(base, cv=2).fit(FLOWERS, SPECIES)

    yield Case("frozen-calibrated", frozen_calibrated, inputs())

    def self_training():
        from sklearn.semi_supervised import SelfTrainingClassifier

        unlabelled = np.where(np.arange(150) % 3 == 0, -1, KINDS)
        return SelfTrainingClassifier(logistic()).fit(FLOWERS, unlabelled)

    yield Case("self-training", self_training, inputs())


def threshold(name, base=logistic, target=None, **parameters):
    def make():
        from sklearn import model_selection

        model = getattr(model_selection, name)(base(), **parameters)
        return model.fit(FLOWERS, IS_LAST if target is None else target)

    return make


def thresholds():
    texts = np.where(IS_LAST == 1, "b", "a")
    fixed = {
        "auto": dict(),
        "scores": dict(response_method="decision_function"),
        "high": dict(threshold=0.9),
        "first": dict(threshold=0.3, pos_label=0),
        "first-scores": dict(threshold=-1.5, pos_label=0, response_method="decision_function"),
        "texts": dict(threshold=0.4, pos_label="a", target=texts),
    }
    for name, parameters in fixed.items():
        yield Case(f"fixed-threshold-{name}", threshold("FixedThresholdClassifier", **parameters), inputs())
    tuned = threshold("TunedThresholdClassifierCV", cv=2)
    yield Case("tuned-threshold", tuned, inputs())
    tuned = threshold("TunedThresholdClassifierCV", base=tree, cv=2, scoring="f1")
    yield Case("tuned-threshold-f1", tuned, inputs())


def cases():
    yield from voting()
    yield from stacking()
    yield from calibration()
    yield from outputs()
    yield from multiclass()
    yield from wrappers()
    yield from thresholds()
