"""Naive Bayes."""

import numpy as np
import pandas as pd
from sklearn.naive_bayes import BernoulliNB, CategoricalNB, ComplementNB, GaussianNB, MultinomialNB

from .data import FLOWERS, IS_LAST, KINDS, SPECIES
from .recording import Case

HALF = FLOWERS.iloc[::2].reset_index(drop=True)
KIND, LAST, NAME = KINDS[::2], IS_LAST[::2], SPECIES[::2]
WEIGHTS = 1 + np.arange(len(KIND)) % 3
# Ten features, as NumPy adds up eight or more of them in another order.
WIDE = pd.DataFrame(
    np.hstack([HALF.to_numpy(), HALF.to_numpy() ** 2, HALF.to_numpy()[:, :2] * 3]),
    columns=[f"f{at}" for at in range(10)],
)
AT = np.arange(60)
GROUPS = pd.DataFrame({"size": AT % 3, "city": (AT * 7) % 5, "member": AT % 2}).astype("int64")
GROUP_KIND = np.array(["no", "yes", "maybe"])[(AT * 7 % 5 + AT % 3) % 3]


def inputs(source):
    rows = source.iloc[[0, 28, 50, 73]].reset_index(drop=True)
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


def group_inputs():
    rows = GROUPS.iloc[[0, 7, 18, 33]].reset_index(drop=True)
    return {
        "rows": rows,
        "one row": rows.iloc[2:3],
        "fractions": rows + 0.7,
        "a fraction below zero": rows.iloc[:1] - 0.3,
        "a negative category": rows.iloc[:1] - 1,
        "an unknown category": rows.assign(city=[1, 2, 5, 0]),
        "a huge value": rows.iloc[:1].assign(size=1e300),
        "a missing value": rows.iloc[:1].assign(size=np.nan),
        "an infinite value": rows.iloc[:1].assign(size=np.inf),
        "booleans": rows.astype("bool"),
        "texts": rows.astype({"size": "str"}).astype({"size": "object"}),
        "a text with a fraction": rows.iloc[:1].assign(size=np.array(["1.5"], dtype="object")),
        "an array of float32": rows.to_numpy(dtype="float32"),
    }


def impossible():
    """A word that a class has never seen and no smoothing: likelihoods of minus infinity."""
    words = pd.DataFrame({"a": [1, 2, 0, 0], "b": [0, 0, 3, 1], "c": [1, 1, 1, 1]})
    parameters = {} if "force_alpha" not in MultinomialNB().get_params() else {"force_alpha": True}
    model = MultinomialNB(alpha=1e-10, **parameters).fit(words, [0, 0, 1, 1])
    model.feature_log_prob_ = np.where(model.feature_log_prob_ < -20, -np.inf, model.feature_log_prob_)
    return model


def models():
    yield "gaussian", HALF, lambda: GaussianNB().fit(HALF, KIND)
    yield "gaussian-two-classes", HALF, lambda: GaussianNB(priors=[0.7, 0.3]).fit(HALF, LAST)
    yield "gaussian-wide", WIDE, lambda: GaussianNB(var_smoothing=1e-3).fit(WIDE, NAME)
    yield "gaussian-float32", HALF, lambda: GaussianNB().fit(HALF.astype("float32"), KIND)
    yield "multinomial", HALF, lambda: MultinomialNB().fit(HALF, KIND)
    yield "multinomial-two-classes", HALF, lambda: MultinomialNB(alpha=0.1).fit(HALF, NAME == "setosa")
    yield "multinomial-uniform", WIDE, lambda: MultinomialNB(fit_prior=False).fit(WIDE, NAME, WEIGHTS)
    yield "complement", HALF, lambda: ComplementNB().fit(HALF, KIND)
    yield "complement-norm", HALF, lambda: ComplementNB(norm=True, alpha=0.5).fit(HALF, NAME)
    yield "bernoulli", HALF, lambda: BernoulliNB(binarize=3.0).fit(HALF, KIND)
    yield "bernoulli-wide", WIDE, lambda: BernoulliNB(binarize=5.1, alpha=0.3).fit(WIDE, NAME)
    yield "bernoulli-binary", HALF, lambda: BernoulliNB(binarize=None).fit((HALF > 3).astype("int64"), LAST)


def cases():
    for name, source, make in models():
        # Since 1.9 a model fitted on float32 keeps float32, whose logarithms differ in the last digit.
        yield Case(name, make, inputs(source), tolerance=2e-6 if name.endswith("float32") else 1e-12)
    yield Case(
        "multinomial-impossible",
        impossible,
        {
            "rows": pd.DataFrame({"a": [1, 0, 2], "b": [0, 1, 0], "c": [1, 3, 0]}),
            "a row that no class has": pd.DataFrame({"a": [1], "b": [1], "c": [1]}),
        },
    )
    yield Case("categorical", lambda: CategoricalNB().fit(GROUPS, GROUP_KIND), group_inputs())
    yield Case(
        "categorical-more-categories",
        lambda: CategoricalNB(min_categories=6, alpha=0.2).fit(GROUPS, GROUP_KIND == "yes"),
        group_inputs(),
    )
