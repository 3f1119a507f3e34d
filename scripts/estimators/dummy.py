"""Estimators that ignore their input."""

import numpy as np
from sklearn.dummy import DummyClassifier, DummyRegressor

from .data import FLOWERS, IS_LAST, KINDS, NUMBERS, SPECIES, TWO_NUMBERS, numeric_inputs
from .recording import Case

# Three classes that are not equally frequent.
UNEVEN = np.where(np.arange(150) % 10 == 3, 2, np.where(np.arange(150) % 3 == 0, 1, 0))


def inputs():
    asked = numeric_inputs()
    kept = ("one row", "missing values", "an array")
    return dict({name: asked[name] for name in kept}, **{"texts": FLOWERS.iloc[:3].astype(str)})


def classifier(labels, **parameters):
    return lambda: DummyClassifier(**parameters).fit(FLOWERS, labels)


def regressor(target, **parameters):
    return lambda: DummyRegressor(**parameters).fit(FLOWERS, target)


def cases():
    for strategy in ("most_frequent", "prior"):
        name = strategy.replace("_", "-")
        yield Case(f"classifier-{name}", classifier(UNEVEN, strategy=strategy), inputs())
    yield Case("classifier-texts", classifier(SPECIES, strategy="prior"), inputs(), skops=True)
    booleans = classifier(UNEVEN == 0, strategy="most_frequent")
    yield Case("classifier-booleans", booleans, inputs())
    yield Case("classifier-constant", classifier(KINDS, strategy="constant", constant=1), inputs())
    constant = classifier(SPECIES, strategy="constant", constant="virginica")
    yield Case("classifier-constant-text", constant, inputs())
    # More than the 624 numbers that are drawn at once.
    many = {"many rows": np.zeros((330, 1))}
    for strategy in ("uniform", "stratified"):
        made = classifier(UNEVEN, strategy=strategy, random_state=4294967295)
        yield Case(f"classifier-{strategy}", made, inputs())
    made = classifier(UNEVEN, strategy="stratified", random_state=42)
    yield Case("classifier-stratified-many", made, many)
    likely = classifier(IS_LAST, strategy="stratified", random_state=7)
    yield Case("classifier-stratified-binary", likely, inputs())
    single = classifier(KINDS * 0, strategy="uniform", random_state=1)
    yield Case("classifier-one-class", single, inputs())
    two = np.column_stack([KINDS, IS_LAST])
    several = classifier(two, strategy="most_frequent")
    yield Case("classifier-outputs", several, inputs(), methods=("predict",))
    several = classifier(two, strategy="constant", constant=[2, 0])
    yield Case("classifier-outputs-constant", several, inputs(), methods=("predict",))

    yield Case("regressor-mean", regressor(NUMBERS), inputs(), skops=True)
    yield Case("regressor-median", regressor(NUMBERS, strategy="median"), inputs())
    quantile = regressor(NUMBERS, strategy="quantile", quantile=0.9)
    yield Case("regressor-quantile", quantile, inputs())
    yield Case("regressor-constant", regressor(NUMBERS, strategy="constant", constant=3), inputs())
    yield Case("regressor-outputs", regressor(TWO_NUMBERS, strategy="median"), inputs())
    constant = regressor(TWO_NUMBERS, strategy="constant", constant=[1.5, -2])
    yield Case("regressor-outputs-constant", constant, inputs())
    yield Case("regressor-float32", regressor(NUMBERS.astype("float32")), inputs())
