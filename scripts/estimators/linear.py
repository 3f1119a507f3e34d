"""Linear models, generalized linear models, discriminant analysis, partial least squares."""

import numpy as np
import scipy.sparse
from sklearn import linear_model as lm
from sklearn.cross_decomposition import CCA, PLSCanonical, PLSRegression
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.svm import LinearSVC, LinearSVR

from .data import COUNTS, FLOWERS, IS_LAST, KINDS, NUMBERS, SPECIES, TWO_NUMBERS, numeric_inputs
from .recording import METHODS, SKLEARN, Case

# The variants answer few rows, so that fixtures of many versions stay small.
HALF = FLOWERS.iloc[::2].reset_index(drop=True)
SINGLE = HALF.astype("float32")
NUMBER, TWO, COUNT = NUMBERS[::2], TWO_NUMBERS[::2], COUNTS[::2] + 0.5
KIND, LAST, NAME = KINDS[::2], IS_LAST[::2], SPECIES[::2]
LABELS = np.column_stack([KIND == 0, KIND != 1, HALF["sepal width"] > 3]).astype("int64")
WITHOUT_TRANSFORM = [name for name in METHODS if name != "transform"]


def few_inputs():
    rows = FLOWERS.iloc[[0, 57, 147]].reset_index(drop=True)
    first = rows.columns[0]
    return {
        "rows": rows,
        "one row": rows.iloc[1:2],
        "huge values": rows.iloc[:1] * 1e6,
        "zeros": rows.iloc[:1] * 0,
        "integers": rows.iloc[2:].round().astype("int64").reset_index(drop=True),
        "a missing value": rows.iloc[:1].assign(**{first: np.nan}),
        "an infinite value": rows.iloc[:1].assign(**{first: np.inf}),
        "an array of float32": rows.iloc[1:3].to_numpy(dtype="float32"),
    }


def regressors():
    yield "elastic-net", lambda: lm.ElasticNet(alpha=0.05)
    yield "elastic-net-positive", lambda: lm.ElasticNet(alpha=0.01, positive=True, fit_intercept=False)
    yield "elastic-net-cv", lambda: lm.ElasticNetCV(alphas=[0.01, 0.1], cv=3)
    yield "lasso", lambda: lm.Lasso(alpha=0.02)
    yield "lasso-cv", lambda: lm.LassoCV(alphas=[0.01, 0.1], cv=3)
    yield "lasso-lars", lambda: lm.LassoLars(alpha=0.001)
    yield "lasso-lars-cv", lambda: lm.LassoLarsCV(cv=3)
    yield "lasso-lars-ic", lambda: lm.LassoLarsIC()
    yield "lars", lambda: lm.Lars(n_nonzero_coefs=2)
    yield "lars-cv", lambda: lm.LarsCV(cv=3)
    yield "orthogonal-matching-pursuit", lambda: lm.OrthogonalMatchingPursuit(n_nonzero_coefs=2)
    yield "orthogonal-matching-pursuit-cv", lambda: lm.OrthogonalMatchingPursuitCV(cv=3)
    yield "linear-regression-positive", lambda: LinearRegression(positive=True, fit_intercept=False)
    yield "ridge-lsqr", lambda: Ridge(alpha=2.0, solver="lsqr", fit_intercept=False)
    yield "ridge-sag", lambda: Ridge(solver="sag", random_state=0, max_iter=50)
    yield "ridge-cv", lambda: lm.RidgeCV(alphas=[0.1, 1.0, 10.0])
    yield "bayesian-ridge", lambda: lm.BayesianRidge()
    yield "ard-regression", lambda: lm.ARDRegression()
    yield "huber-regressor", lambda: lm.HuberRegressor(max_iter=300)
    yield "theil-sen-regressor", lambda: lm.TheilSenRegressor(random_state=0, max_subpopulation=200)
    yield "sgd-regressor", lambda: lm.SGDRegressor(random_state=0, max_iter=20, tol=None, eta0=0.001)
    yield "sgd-regressor-average", lambda: lm.SGDRegressor(
        loss="epsilon_insensitive", average=True, random_state=0, max_iter=20, tol=None, eta0=0.001
    )
    yield "passive-aggressive-regressor", lambda: lm.PassiveAggressiveRegressor(random_state=0)
    yield "linear-svr", lambda: LinearSVR(random_state=0, max_iter=5000)
    yield "quantile-regressor", lambda: lm.QuantileRegressor(quantile=0.7, alpha=0.01, solver="highs")


def regressors_of_two():
    yield "multi-task-elastic-net", lambda: lm.MultiTaskElasticNet(alpha=0.05)
    yield "multi-task-elastic-net-cv", lambda: lm.MultiTaskElasticNetCV(alphas=[0.01, 0.1], cv=3)
    yield "multi-task-lasso", lambda: lm.MultiTaskLasso(alpha=0.05)
    yield "multi-task-lasso-cv", lambda: lm.MultiTaskLassoCV(alphas=[0.01, 0.1], cv=3)
    yield "linear-regression-two-targets", lambda: LinearRegression()
    yield "linear-regression-two-targets-without-intercept", lambda: LinearRegression(fit_intercept=False)
    yield "ridge-two-targets", lambda: Ridge(alpha=np.array([0.5, 2.0]))
    yield "lasso-two-targets", lambda: lm.Lasso(alpha=0.02)
    yield "lars-two-targets", lambda: lm.Lars(n_nonzero_coefs=3, fit_path=False)
    yield "orthogonal-matching-pursuit-two-targets", lambda: lm.OrthogonalMatchingPursuit(n_nonzero_coefs=2)


def generalized_regressors():
    yield "poisson-regressor", lambda: lm.PoissonRegressor(alpha=0.1)
    yield "gamma-regressor", lambda: lm.GammaRegressor(alpha=0.1)
    yield "tweedie-regressor", lambda: lm.TweedieRegressor(power=0, alpha=0.1)
    yield "tweedie-regressor-power", lambda: lm.TweedieRegressor(power=1.5, alpha=0.1)
    yield "tweedie-regressor-log", lambda: lm.TweedieRegressor(power=0, link="log", alpha=0.1)
    yield "tweedie-regressor-identity", lambda: lm.TweedieRegressor(
        power=1, link="identity", alpha=0.1, fit_intercept=False
    )


def ransac(base=None):
    name = "base_estimator" if SKLEARN < (1, 1) else "estimator"
    return lm.RANSACRegressor(random_state=0, min_samples=5, **({name: base} if base else {}))


def log_loss():
    return "log" if SKLEARN < (1, 1) else "log_loss"


def sgd(loss):
    return lm.SGDClassifier(loss=loss, random_state=0, max_iter=30, tol=None)


def classifiers():
    """Name, classifier, labels: three classes, two, or texts."""
    yield "logistic-regression-two-classes", lambda: LogisticRegression(), LAST
    yield "logistic-regression-texts", lambda: LogisticRegression(max_iter=300), NAME
    yield "logistic-regression-l1", lambda: LogisticRegression(
        penalty="l1", solver="saga", random_state=0, max_iter=300
    ), KIND
    yield "logistic-regression-without-intercept", lambda: LogisticRegression(
        fit_intercept=False, max_iter=300
    ), KIND
    yield "logistic-regression-newton-cholesky", lambda: LogisticRegression(
        solver="newton-cholesky"
    ), KIND
    yield "logistic-regression-liblinear", lambda: LogisticRegression(solver="liblinear"), LAST
    yield "logistic-regression-liblinear-three-classes", lambda: LogisticRegression(
        solver="liblinear"
    ), KIND
    if SKLEARN < (1, 8):
        yield "logistic-regression-ovr", lambda: LogisticRegression(multi_class="ovr"), KIND
        yield "logistic-regression-multinomial", lambda: LogisticRegression(
            multi_class="multinomial", max_iter=300
        ), KIND
        yield "logistic-regression-multinomial-two-classes", lambda: LogisticRegression(
            multi_class="multinomial"
        ), LAST
    yield "logistic-regression-cv", lambda: lm.LogisticRegressionCV(Cs=2, cv=2, max_iter=200), KIND
    yield "logistic-regression-cv-booleans", lambda: lm.LogisticRegressionCV(Cs=2, cv=2), NAME == "setosa"
    yield "perceptron", lambda: lm.Perceptron(random_state=0), KIND
    yield "passive-aggressive-classifier", lambda: lm.PassiveAggressiveClassifier(random_state=0), NAME
    yield "ridge-classifier", lambda: lm.RidgeClassifier(), NAME
    yield "ridge-classifier-two-classes", lambda: lm.RidgeClassifier(alpha=3.0), LAST
    yield "ridge-classifier-labels", lambda: lm.RidgeClassifier(), LABELS
    yield "ridge-classifier-cv", lambda: lm.RidgeClassifierCV(alphas=[0.1, 1.0]), KIND
    yield "linear-svc", lambda: LinearSVC(random_state=0, max_iter=5000), KIND
    yield "linear-svc-two-classes", lambda: LinearSVC(random_state=0, max_iter=5000), LAST
    yield "linear-svc-crammer-singer", lambda: LinearSVC(
        multi_class="crammer_singer", random_state=0, max_iter=5000, fit_intercept=False
    ), NAME
    yield "sgd-classifier-log", lambda: sgd(log_loss()), KIND
    yield "sgd-classifier-log-two-classes", lambda: sgd(log_loss()), LAST
    yield "sgd-classifier-modified-huber", lambda: sgd("modified_huber"), KIND
    yield "sgd-classifier-modified-huber-two-classes", lambda: sgd("modified_huber"), LAST
    for loss in ("hinge", "epsilon_insensitive"):
        yield f"sgd-classifier-{loss.replace('_', '-')}", lambda loss=loss: sgd(loss), KIND
    yield "linear-discriminant", lambda: LinearDiscriminantAnalysis(), KIND
    yield "linear-discriminant-one-component", lambda: LinearDiscriminantAnalysis(n_components=1), NAME
    yield "linear-discriminant-two-classes", lambda: LinearDiscriminantAnalysis(), LAST
    yield "linear-discriminant-eigen", lambda: LinearDiscriminantAnalysis(
        solver="eigen", shrinkage="auto"
    ), KIND
    yield "linear-discriminant-lsqr", lambda: LinearDiscriminantAnalysis(solver="lsqr"), NAME
    yield "quadratic-discriminant", lambda: QuadraticDiscriminantAnalysis(), KIND
    yield "quadratic-discriminant-two-classes", lambda: QuadraticDiscriminantAnalysis(reg_param=0.1), LAST
    yield "quadratic-discriminant-priors", lambda: QuadraticDiscriminantAnalysis(
        priors=[0.5, 0.2, 0.3]
    ), NAME


def single_models():
    """Models fitted on float32, which some of them keep."""
    yield "linear-regression-float32", lambda: LinearRegression(), NUMBER.astype("float32")
    yield "ridge-float32", lambda: Ridge(), NUMBER.astype("float32")
    yield "elastic-net-float32", lambda: lm.ElasticNet(alpha=0.05), NUMBER.astype("float32")
    yield "sgd-regressor-float32", lambda: lm.SGDRegressor(
        random_state=0, max_iter=20, tol=None, eta0=0.001
    ), NUMBER.astype("float32")
    yield "poisson-regressor-float32", lambda: lm.PoissonRegressor(alpha=0.1), COUNT.astype("float32")
    yield "logistic-regression-float32", lambda: LogisticRegression(max_iter=300), KIND
    yield "logistic-regression-float32-two-classes", lambda: LogisticRegression(), LAST
    yield "sgd-classifier-float32", lambda: sgd("modified_huber"), KIND
    yield "sgd-classifier-float32-two-classes", lambda: sgd("modified_huber"), LAST
    yield "ridge-classifier-float32", lambda: lm.RidgeClassifier(), KIND
    yield "linear-discriminant-float32", lambda: LinearDiscriminantAnalysis(), KIND
    yield "quadratic-discriminant-float32", lambda: QuadraticDiscriminantAnalysis(), KIND


def with_sparse_coefficients(model, make=None):
    model.sparsify()
    if make:
        model.coef_ = make(model.coef_)
    return model


def cases():
    yield Case("linear-regression", lambda: LinearRegression().fit(FLOWERS, NUMBERS), numeric_inputs())
    yield Case("ridge", lambda: Ridge(alpha=0.5).fit(FLOWERS, NUMBERS), numeric_inputs(), skops=True)
    yield Case(
        "logistic-regression",
        lambda: LogisticRegression(max_iter=300).fit(FLOWERS, KINDS),
        numeric_inputs(),
        skops=True,
    )
    few = few_inputs()
    for name, make in regressors():
        yield Case(name, lambda make=make: make().fit(HALF, NUMBER), few)
    for name, make in regressors_of_two():
        yield Case(name, lambda make=make: make().fit(HALF, TWO), few)
    for name, make in generalized_regressors():
        yield Case(name, lambda make=make: make().fit(HALF, COUNT), few)
    yield Case("ransac-regressor", lambda: ransac().fit(HALF, NUMBER), few)
    yield Case("ransac-regressor-huber", lambda: ransac(lm.HuberRegressor()).fit(HALF, TWO[:, 1]), few)
    for name, make, labels in classifiers():
        methods = WITHOUT_TRANSFORM if name.endswith("-lsqr") else METHODS
        yield Case(name, lambda make=make, labels=labels: make().fit(HALF, labels), few, methods=methods)
    for name, make, target in single_models():
        # Products are in float32, whose last digits depend on BLAS (and powers on NumPy's own), also
        # where the answer is float64 since the intercept is; large products cancel each other out.
        yield Case(name, lambda make=make, target=target: make().fit(SINGLE, target), few, tolerance=1e-5)
    yield Case("sgd-one-class-svm", lambda: lm.SGDOneClassSVM(random_state=0, nu=0.3).fit(HALF), few)
    yield Case(
        "sgd-classifier-sparse-coefficients",
        lambda: with_sparse_coefficients(sgd("hinge").fit(HALF, KIND)),
        few,
    )
    yield Case(
        "perceptron-sparse-coefficients",
        lambda: with_sparse_coefficients(
            lm.Perceptron(random_state=0).fit(HALF, LAST), scipy.sparse.csc_matrix
        ),
        few,
    )
    yield Case("pls-regression", lambda: PLSRegression().fit(HALF[:40], NUMBER[:40]), few)
    yield Case(
        "pls-regression-two-targets",
        lambda: PLSRegression(3, scale=False).fit(HALF[:40], TWO[:40]),
        few,
    )
    yield Case("pls-canonical", lambda: PLSCanonical(2).fit(HALF[:40], TWO[:40]), few)
    yield Case("cca", lambda: CCA(1).fit(HALF[:40], TWO[:40]), few)
