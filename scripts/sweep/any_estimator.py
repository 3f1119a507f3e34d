"""Any estimator of scikit-learn (1.2 and later) with parameters drawn from its own constraints."""

import inspect
import random
from numbers import Integral
from typing import Any, Dict, Tuple

import numpy as np
import pandas as pd
from sklearn.base import is_classifier, is_regressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn.utils import all_estimators

from .rows import COLORS, draw_texts

# What decides how long or how loudly it is fitted, and not what is fitted.
LEFT_ALONE = {
    "verbose", "n_jobs", "warm_start", "copy", "copy_X", "copy_x", "memory", "cv", "max_iter",
    "n_iter", "n_iter_no_change", "max_no_improvement", "max_samples", "random_state",
}  # fmt: skip
SMALL = {"n_estimators": 5, "max_iter": 20}


def draw_value(rng: random.Random, constraint: Any) -> Any:
    """A value that a constraint of `_parameter_constraints` allows. LookupError for other kinds."""
    from sklearn.utils._param_validation import Interval, Options

    if constraint is None:
        return None
    if isinstance(constraint, str) and constraint == "boolean":
        return rng.random() < 0.5
    if isinstance(constraint, Options):
        return rng.choice(sorted(constraint.options, key=repr))
    if not isinstance(constraint, Interval):
        raise LookupError(constraint)
    closed = constraint.closed
    low = 0 if constraint.left is None or np.isinf(constraint.left) else constraint.left
    if issubclass(constraint.type, Integral):
        first = int(low) + (closed not in ("left", "both"))
        right = first + 6 if constraint.right is None else int(constraint.right)
        return rng.randint(first, min(right, first + 6))
    high = low + 3 if constraint.right is None else min(constraint.right, low + 3)
    share = rng.choice([0.02, 0.1, 0.3, 0.5, 0.8])
    if closed in ("left", "both") and rng.random() < 0.1:
        share = 0
    return float(low + (high - low) * share)


def draw_parameters(rng: random.Random, made_by: type) -> Dict[str, Any]:
    drawn: Dict[str, Any] = {}
    for name, constraints in made_by._parameter_constraints.items():
        if name in LEFT_ALONE or isinstance(constraints, str) or rng.random() < 0.55:
            continue
        for constraint in rng.sample(constraints, len(constraints)):
            try:
                drawn[name] = draw_value(rng, constraint)
                break
            except LookupError:
                continue
    known = inspect.signature(made_by.__init__).parameters
    drawn.update({name: value for name, value in SMALL.items() if name in known})
    if "random_state" in known:
        drawn["random_state"] = 0
    if "estimator" in known:
        is_class = any(part in made_by.__name__ for part in ("Class", "Rest", "One"))
        members = (
            [LogisticRegression(), DecisionTreeClassifier(max_depth=3, random_state=0)]
            if is_class
            else [Ridge(), DecisionTreeRegressor(max_depth=3, random_state=0)]
        )
        drawn["estimator"] = rng.choice(members)
    return drawn


def draw_rows(rng: random.Random, name: str) -> Tuple[Any, Any]:
    """What an estimator of this name is fitted to and asked."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    if "Vectorizer" in name and name != "DictVectorizer":
        return draw_texts(numbers, 60), np.append(draw_texts(numbers, 4), ["", "unknown"])
    if "Encoder" in name and rng.random() < 0.7:
        table = pd.DataFrame({key: numbers.choice(COLORS, 60) for key in "ab"})
        return table, pd.concat([table[:6], table[:1].assign(a="unseen")], ignore_index=True)
    values = numbers.normal(size=(60, 4)) * [1, 10, 0.1, 3] + [0, 5, 0, -2]
    kind = rng.choice(["plain", "positive", "gaps", "whole"])
    if kind == "positive":
        values = np.abs(values) + 0.01
    elif kind == "gaps":
        values[numbers.random(values.shape) < 0.2] = np.nan
    elif kind == "whole" and "Neighbors" not in name:  # ties are broken by the machine's NumPy
        values = numbers.integers(0, 5, values.shape)
    table = pd.DataFrame(values, columns=list("abcd"))
    asked = pd.concat([table[:8], (table[:2] * 3).astype(table.dtypes)], ignore_index=True)
    return (table, asked) if rng.random() < 0.7 else (table.to_numpy(), asked.to_numpy())


def draw_target(rng: random.Random, model: Any) -> np.ndarray:
    numbers = np.random.default_rng(rng.getrandbits(32))
    is_class = is_classifier(model) or (not is_regressor(model) and rng.random() < 0.5)
    if is_class:
        classes = np.arange(60) % rng.choice([2, 2, 3])
        return classes if rng.random() < 0.6 else np.array(["no", "yes", "maybe"])[classes]
    values = numbers.normal(size=60)
    kind = rng.choice(["one", "one", "positive", "two"])
    if kind == "two":
        return np.column_stack([values, values**2])
    return np.abs(values) + 0.1 if kind == "positive" else values


def draw_estimator(rng: random.Random) -> Tuple[Any, Any, Any, Any]:
    """A model that is not fitted, rows and target to fit it to, and rows to ask it."""
    _, made_by = rng.choice(all_estimators())
    model = made_by(**draw_parameters(rng, made_by))
    rows, asked = draw_rows(rng, made_by.__name__)
    return model, rows, draw_target(rng, model), asked
