"""The ensembles of imbalanced-learn, whose members are scikit-learn's."""

import numpy as np
from imblearn.ensemble import (
    BalancedBaggingClassifier,
    BalancedRandomForestClassifier,
    EasyEnsembleClassifier,
    RUSBoostClassifier,
)
from sklearn.ensemble import AdaBoostClassifier
from sklearn.tree import DecisionTreeClassifier

from .data import FLOWERS, IS_LAST, SPECIES, numeric_inputs
from .recording import Case


def few_inputs():
    inputs = numeric_inputs(FLOWERS.iloc[::3].reset_index(drop=True))
    chosen = ("rows", "one row", "float32", "missing values", "an infinite value", "an array")
    return {name: inputs[name] for name in chosen}


def cases():
    inputs = few_inputs()
    small = {"n_estimators": 3, "random_state": 0}
    stump = DecisionTreeClassifier(max_depth=2, random_state=0)
    boosts = {"estimator": AdaBoostClassifier(n_estimators=2, random_state=0)}

    def fitted(model, answer=SPECIES):
        return lambda: model.fit(FLOWERS, answer)

    forest = {"max_depth": 3, "sampling_strategy": "all", "replacement": True, "bootstrap": False}
    yield Case("balanced-forest", fitted(BalancedRandomForestClassifier(**small, **forest)), inputs)
    two = BalancedRandomForestClassifier(max_depth=2, **small)
    yield Case("balanced-forest-two", fitted(two, IS_LAST), inputs)
    yield Case("easy-ensemble", fitted(EasyEnsembleClassifier(**{**small, **boosts}), IS_LAST), inputs)
    yield Case("easy-ensemble-classes", fitted(EasyEnsembleClassifier(**{**small, **boosts})), inputs)
    yield Case("rus-boost", fitted(RUSBoostClassifier(estimator=stump, **small)), inputs)
    yield Case("rus-boost-two", fitted(RUSBoostClassifier(**small), IS_LAST), inputs)
    bag = BalancedBaggingClassifier(estimator=stump, max_features=0.75, **small)
    yield Case("balanced-bagging", fitted(bag, np.where(IS_LAST == 1, "yes", "no")), inputs)
