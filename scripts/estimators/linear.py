"""Linear models."""

from sklearn.linear_model import LinearRegression, Ridge

from .data import FLOWERS, NUMBERS, numeric_inputs
from .recording import Case


def cases():
    yield Case("linear-regression", lambda: LinearRegression().fit(FLOWERS, NUMBERS), numeric_inputs())
    yield Case("ridge", lambda: Ridge(alpha=0.5).fit(FLOWERS, NUMBERS), numeric_inputs(), skops=True)
