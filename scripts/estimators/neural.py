"""Multi-layer perceptrons."""

import numpy as np
from sklearn.neural_network import MLPClassifier, MLPRegressor

from .data import FLOWERS, IS_LAST, KINDS, NUMBERS, SPECIES, TWO_NUMBERS
from .recording import Case

SOME = FLOWERS.iloc[::3].reset_index(drop=True)
NUMBER, TWO = NUMBERS[::3], TWO_NUMBERS[::3]
KIND, LAST, NAME = KINDS[::3], IS_LAST[::3], SPECIES[::3]
LABELS = np.column_stack([KIND == 0, KIND != 1, SOME["sepal width"] > 3]).astype("int64")


def inputs():
    rows = FLOWERS.iloc[[0, 57, 101, 147]].reset_index(drop=True)
    first = rows.columns[0]
    return {
        "rows": rows,
        "one row": rows.iloc[1:2],
        "huge values": rows.iloc[:2] * 1e3,
        "negative values": -rows.iloc[:1],
        "zeros": rows.iloc[:1] * 0,
        "integers": rows.iloc[3:].round().astype("int64").reset_index(drop=True),
        "a missing value": rows.iloc[:1].assign(**{first: np.nan}),
        "an infinite value": rows.iloc[:1].assign(**{first: np.inf}),
        "an array of float32": rows.iloc[1:3].to_numpy(dtype="float32"),
    }


def small(kind, layers=(3,), **parameters):
    """lbfgs, as the moments of adam would make the file three times as large."""
    return kind(hidden_layer_sizes=layers, solver="lbfgs", max_iter=40, random_state=0, **parameters)


def models():
    yield "classifier", lambda: small(MLPClassifier).fit(SOME, KIND)
    yield "classifier-two-classes", lambda: small(MLPClassifier, activation="tanh").fit(SOME, LAST)
    yield "classifier-texts", lambda: small(MLPClassifier, (4, 3), activation="logistic").fit(SOME, NAME)
    yield "classifier-two-texts", lambda: small(MLPClassifier, 2).fit(SOME, np.where(LAST, "yes", "no"))
    yield "classifier-booleans", lambda: small(MLPClassifier, activation="identity").fit(SOME, KIND == 1)
    yield "classifier-labels", lambda: small(MLPClassifier).fit(SOME, LABELS)
    yield "classifier-without-layers", lambda: small(MLPClassifier, ()).fit(SOME, KIND)
    yield "classifier-adam", lambda: MLPClassifier(
        hidden_layer_sizes=(3,), early_stopping=True, max_iter=5, random_state=0
    ).fit(SOME, KIND)
    yield "regressor", lambda: small(MLPRegressor).fit(SOME, NUMBER)
    yield "regressor-tanh", lambda: small(MLPRegressor, (3, 2), activation="tanh").fit(SOME, NUMBER)
    yield "regressor-logistic", lambda: small(MLPRegressor, activation="logistic").fit(SOME, NUMBER)
    yield "regressor-identity", lambda: small(MLPRegressor, activation="identity").fit(SOME, NUMBER)
    yield "regressor-two-targets", lambda: small(MLPRegressor, (4,)).fit(SOME, TWO)
    yield "regressor-poisson", lambda: MLPRegressor(
        hidden_layer_sizes=(3,), loss="poisson", solver="sgd", max_iter=5, random_state=0
    ).fit(SOME / 10, np.abs(NUMBER))


def cases():
    asked = inputs()
    for name, make in models():
        yield Case(name, make, asked)
    single = SOME.astype("float32")
    # lbfgs would make float64 of the weights.
    few = {"solver": "sgd", "hidden_layer_sizes": (3,), "max_iter": 5, "random_state": 0}
    for name, make in (
        ("classifier-float32", lambda: MLPClassifier(**few).fit(single, KIND)),
        ("classifier-float32-two-classes", lambda: MLPClassifier(**few).fit(single, LAST)),
        ("regressor-float32", lambda: MLPRegressor(activation="tanh", **few).fit(single, NUMBER)),
    ):
        yield Case(name, make, asked)
