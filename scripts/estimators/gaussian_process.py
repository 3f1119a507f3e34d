"""Gaussian processes: a regressor and a classifier with every kernel that has a closed form."""

import numpy as np
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (
    RBF,
    ConstantKernel,
    DotProduct,
    ExpSineSquared,
    Matern,
    RationalQuadratic,
    WhiteKernel,
)

from .data import FLOWERS, IS_LAST, KINDS, NUMBERS, SPECIES, TWO_NUMBERS
from .recording import Case

# Few rows, so that the matrices in the files stay small.
SOME = FLOWERS.iloc[::8].reset_index(drop=True)
NUMBER, TWO, KIND, LAST, NAME = NUMBERS[::8], TWO_NUMBERS[::8], KINDS[::8], IS_LAST[::8], SPECIES[::8]
FOUR = np.where(SOME["sepal width"].to_numpy() > 3.3, 3, KIND)
EACH = [0.8, 1.7, 2.2, 0.6]
NOISE = WhiteKernel(0.1, "fixed")


def inputs():
    rows = FLOWERS.iloc[[0, 57, 101, 133, 147]].reset_index(drop=True)
    first = rows.columns[0]
    return {
        "rows": rows,
        "one row": rows.iloc[1:2],
        "seen rows": SOME.iloc[:3],
        "far away": rows.iloc[:2] * 1e3,
        "zeros": rows.iloc[:1] * 0,
        "integers": rows.iloc[3:].round().astype("int64").reset_index(drop=True),
        "a missing value": rows.iloc[:1].assign(**{first: np.nan}),
        "an infinite value": rows.iloc[:1].assign(**{first: np.inf}),
        "an array": rows.to_numpy()[1:3],
    }


def narrow_inputs():
    rows = FLOWERS.iloc[[3, 57, 101]].to_numpy()
    return {
        "an array of float32": rows.astype("float32"),
        "an array of int32": rows.astype("int32"),
        "an array of one truth": rows[1:] > 5.7,
    }


def fixed(kernel, **options):
    """With the kernel's own parameters, so that every version fits the same."""
    return GaussianProcessRegressor(kernel, optimizer=None, **{"alpha": 1e-2, **options})


def classifier(kernel, **options):
    return GaussianProcessClassifier(kernel, optimizer=None, **options)


def regressors():
    yield "regressor", lambda: GaussianProcessRegressor(alpha=1e-2).fit(SOME, NUMBER)
    yield "regressor-rbf", lambda: fixed(RBF(1.5)).fit(SOME, NUMBER)
    yield "regressor-rbf-each", lambda: fixed(RBF(EACH)).fit(SOME, NUMBER)
    yield "regressor-rbf-arrays", lambda: fixed(RBF(np.array([2.5]))).fit(SOME.to_numpy(), NUMBER)
    for nu in (0.5, 1.5, 2.5, np.inf):
        yield f"regressor-matern-{nu}", lambda nu=nu: fixed(Matern(2.0, nu=nu)).fit(SOME, NUMBER)
    yield "regressor-matern-each", lambda: fixed(Matern(EACH)).fit(SOME, NUMBER)
    yield "regressor-rational-quadratic", lambda: fixed(
        RationalQuadratic(length_scale=1.3, alpha=0.7)
    ).fit(SOME, NUMBER)
    yield "regressor-periodic", lambda: fixed(
        9.0 * ExpSineSquared(length_scale=2.0, periodicity=5.0) * RBF(1.0), alpha=0.1
    ).fit(SOME, NUMBER)
    yield "regressor-dot-product", lambda: fixed(DotProduct(0.8), alpha=0.5).fit(SOME, NUMBER)
    yield "regressor-power", lambda: fixed(DotProduct(0.8) ** 2 + NOISE, alpha=0.5).fit(SOME, NUMBER)
    yield "regressor-root", lambda: fixed(RBF(3.0) ** 0.5 + 0.3).fit(SOME, NUMBER)
    yield "regressor-sum-of-products", lambda: fixed(
        2.0 * RBF(1.0) + 0.5 * RationalQuadratic(2.0, 1.0) * DotProduct(1.0) + NOISE
    ).fit(SOME, NUMBER)
    yield "regressor-normalized", lambda: fixed(RBF(2.0), normalize_y=True).fit(SOME, NUMBER)
    yield "regressor-constant-target", lambda: fixed(RBF(2.0)).fit(SOME, NUMBER * 0 + 3)
    yield "regressor-noise-by-point", lambda: fixed(
        RBF(2.0), alpha=np.linspace(0.1, 0.5, len(SOME))
    ).fit(SOME, NUMBER)
    yield "regressor-outputs", lambda: fixed(Matern(2.0)).fit(SOME, TWO)
    yield "regressor-outputs-normalized", lambda: fixed(RBF(2.0), normalize_y=True).fit(SOME, TWO)
    yield "regressor-one-column", lambda: fixed(RBF(2.0)).fit(SOME, TWO[:, :1])
    yield "regressor-whole-numbers", lambda: fixed(Matern(2.0)).fit(
        SOME.round().astype("int64"), NUMBER
    )


def seasons():
    """Of one feature, since a periodic kernel of more is no covariance."""
    season = ExpSineSquared(1.1, periodicity=1.7)
    time = SOME[["petal length"]]
    yield "regressor-season", lambda: fixed(season, alpha=0.5).fit(time, NUMBER)
    yield "regressor-season-trend", lambda: fixed(
        4.0 * season * Matern(3.0, nu=0.5) + DotProduct(1.0) ** 3, alpha=0.5
    ).fit(time, NUMBER)


def ill_conditioned():
    yield "regressor-fitted-kernel", lambda: GaussianProcessRegressor(
        ConstantKernel() * RBF([1.0] * 4) + WhiteKernel(), random_state=0
    ).fit(SOME, NUMBER)
    yield "regressor-close-points", lambda: fixed(9.0 * RBF(6.0), alpha=1e-9).fit(SOME, NUMBER)


def classifiers():
    yield "classifier", lambda: GaussianProcessClassifier().fit(SOME, KIND)
    yield "classifier-fitted-kernel", lambda: GaussianProcessClassifier(
        1.0 * RBF([1.0] * 4) + WhiteKernel(), random_state=0
    ).fit(SOME, LAST)
    yield "classifier-two-classes", lambda: classifier(2.0 * RBF(1.2)).fit(SOME, LAST)
    yield "classifier-two-texts", lambda: classifier(Matern(EACH)).fit(SOME, np.where(LAST, "yes", "no"))
    yield "classifier-texts", lambda: classifier(4.0 * Matern(1.5, nu=2.5)).fit(SOME, NAME)
    yield "classifier-four-classes", lambda: classifier(3.0 * RBF(1.0) + NOISE).fit(SOME, FOUR)
    yield "classifier-dot-product", lambda: classifier(
        0.1 * DotProduct(1.0) ** 2 + RationalQuadratic(1.0, 2.0)
    ).fit(SOME, LAST)
    yield "classifier-periodic", lambda: classifier(
        9.0 * ExpSineSquared(1.0, 8.0) * RBF(2.0)
    ).fit(SOME, KIND)


def pairs():
    options = {"multi_class": "one_vs_one"}
    yield "classifier-pairs", lambda: classifier(2.0 * RBF(1.0), **options).fit(SOME, NAME)
    yield "classifier-pairs-of-four", lambda: classifier(2.0 * Matern(1.0), **options).fit(SOME, FOUR)


def narrow():
    yield "float32-regressor", lambda: fixed(RBF(1.7)).fit(SOME, NUMBER)
    yield "float32-regressor-each", lambda: fixed(RBF(EACH)).fit(SOME, NUMBER)
    yield "float32-regressor-points", lambda: fixed(Matern(1.7)).fit(SOME.astype("float32"), NUMBER)
    yield "float32-regressor-product", lambda: fixed(DotProduct(0.8), alpha=0.5).fit(SOME, NUMBER)
    yield "float32-classifier", lambda: classifier(2.0 * RBF(1.2)).fit(SOME, KIND)
    yield "float32-classifier-product", lambda: classifier(
        0.1 * DotProduct(1.0) + RBF(1.0)
    ).fit(SOME, LAST)


def cases():
    asked = inputs()
    for name, make in regressors():
        # These have terms that cancel, too: of a fitted amplitude, and of far rows.
        tolerance = 1e-10 if name in ("regressor", "regressor-power") else 1e-12
        yield Case(name, make, asked, skops=name == "regressor-sum-of-products", tolerance=tolerance)
    for name, make in classifiers():
        yield Case(name, make, asked)
    times = {name: rows[["petal length"]] for name, rows in asked.items() if name != "an array"}
    for name, make in seasons():
        yield Case(name, make, times)
    # Large weights cancel one another: the library's own answers for a row differ by the rows that
    # it is asked with, in digits that are lost.
    for name, make in ill_conditioned():
        yield Case(name, make, asked, tolerance=1e-9)
    # By pairs there are no probabilities: predict_proba is there, and always raises.
    for name, make in pairs():
        yield Case(name, make, asked, methods=("predict",))
    for name, make in narrow():
        yield Case(name, make, narrow_inputs())
