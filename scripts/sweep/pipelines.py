"""Pipelines as users write them, their steps and parameters drawn at random."""

import random
from typing import Any, Tuple

import numpy as np
import pandas as pd
from sklearn import ensemble, impute, linear_model, naive_bayes, neighbors, neural_network
from sklearn import preprocessing, svm, tree
from sklearn.compose import ColumnTransformer, TransformedTargetRegressor, make_column_selector
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, VarianceThreshold
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline

from estimators.recording import SKLEARN

DENSE = "sparse_output" if SKLEARN >= (1, 2) else "sparse"


def classifier(rng: random.Random) -> Any:
    return rng.choice(
        [
            linear_model.LogisticRegression(max_iter=300),
            linear_model.RidgeClassifier(),
            tree.DecisionTreeClassifier(max_depth=4, random_state=0),
            ensemble.RandomForestClassifier(7, random_state=0),
            ensemble.ExtraTreesClassifier(6, random_state=0),
            ensemble.GradientBoostingClassifier(n_estimators=6, random_state=0),
            ensemble.HistGradientBoostingClassifier(max_iter=6, min_samples_leaf=4),
            ensemble.AdaBoostClassifier(n_estimators=5, random_state=0),
            svm.SVC(random_state=0),
            svm.LinearSVC(),
            neighbors.KNeighborsClassifier(3),
            naive_bayes.GaussianNB(),
            neural_network.MLPClassifier((6,), max_iter=60, random_state=0),
        ]
    )


def regressor(rng: random.Random) -> Any:
    return rng.choice(
        [
            linear_model.Ridge(),
            linear_model.ElasticNet(0.01),
            linear_model.HuberRegressor(),
            tree.DecisionTreeRegressor(max_depth=4, random_state=0),
            ensemble.RandomForestRegressor(7, random_state=0),
            ensemble.GradientBoostingRegressor(n_estimators=6, random_state=0),
            ensemble.HistGradientBoostingRegressor(max_iter=6, min_samples_leaf=4),
            ensemble.AdaBoostRegressor(n_estimators=5, random_state=0),
            svm.SVR(),
            neighbors.KNeighborsRegressor(3),
            neural_network.MLPRegressor((6,), max_iter=60, random_state=0),
        ]
    )


def last_step(rng: random.Random, is_class: bool) -> Any:
    draw = classifier if is_class else regressor
    model, chance = draw(rng), rng.random()
    if chance < 0.1:
        bag = ensemble.BaggingClassifier if is_class else ensemble.BaggingRegressor
        return bag(model, n_estimators=4, random_state=0, max_features=0.7)
    if chance < 0.15:
        vote = ensemble.VotingClassifier if is_class else ensemble.VotingRegressor
        return vote([("a", model), ("b", draw(rng))])
    if chance < 0.2:
        stack = ensemble.StackingClassifier if is_class else ensemble.StackingRegressor
        return stack([("a", model), ("b", draw(rng))], passthrough=rng.random() < 0.5)
    if chance < 0.3 and not is_class:
        scaler = rng.choice([preprocessing.MinMaxScaler(), preprocessing.PowerTransformer()])
        return TransformedTargetRegressor(model, transformer=scaler)
    return model


def number_steps(rng: random.Random) -> Any:
    imputers = [
        impute.SimpleImputer(),
        impute.SimpleImputer(strategy="median", add_indicator=True),
        impute.SimpleImputer(strategy="constant", fill_value=-1),
        impute.SimpleImputer(strategy="most_frequent"),
    ]
    scalers = [
        preprocessing.StandardScaler(with_mean=rng.random() < 0.8),
        preprocessing.MinMaxScaler(feature_range=rng.choice([(0, 1), (-1, 2)])),
        preprocessing.RobustScaler(quantile_range=rng.choice([(25, 75), (10, 90)])),
        preprocessing.MaxAbsScaler(),
        preprocessing.PowerTransformer(),
        preprocessing.QuantileTransformer(
            n_quantiles=20, output_distribution=rng.choice(["normal", "uniform"])
        ),
        preprocessing.KBinsDiscretizer(
            4, encode=rng.choice(["onehot", "ordinal"]), strategy=rng.choice(["uniform", "quantile"])
        ),
        preprocessing.PolynomialFeatures(2, interaction_only=rng.random() < 0.5),
        preprocessing.Normalizer(rng.choice(["l1", "l2", "max"])),
    ]
    more = [
        PCA(1),
        SelectKBest(k=1),
        VarianceThreshold(),
        FeatureUnion([("main", PCA(1)), ("all", preprocessing.StandardScaler())]),
    ]
    steps = [rng.choice(imputers), rng.choice(scalers)]
    return make_pipeline(*steps, *([rng.choice(more)] if rng.random() < 0.25 else []))


def text_steps(rng: random.Random) -> Any:
    encoders = [
        preprocessing.OneHotEncoder(handle_unknown="ignore", **{DENSE: rng.random() < 0.5}),
        preprocessing.OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1),
    ]
    if SKLEARN >= (1, 1):
        infrequent = {"min_frequency": 8, "handle_unknown": "infrequent_if_exist"}
        encoders.append(preprocessing.OneHotEncoder(**infrequent))
    if SKLEARN >= (1, 3):
        encoders.append(preprocessing.TargetEncoder(random_state=0))
    imputer = impute.SimpleImputer(strategy="constant", fill_value="none")
    encoder = rng.choice(encoders)
    return make_pipeline(imputer, encoder) if rng.random() < 0.7 else encoder


def draw_pipeline(rng: random.Random, table: pd.DataFrame) -> Tuple[Any, str]:
    """A pipeline that is not fitted, and the kind of its target."""
    task = rng.choice(["number", "two", "four"])
    numbers = [name for name in table if table[name].dtype.kind in "fi"]
    texts = [name for name in table if table[name].dtype.kind not in "fib"]
    chosen = rng.choice([numbers, make_column_selector(dtype_include=np.number)])
    parts = [("numbers", number_steps(rng), chosen)]
    if texts:
        parts.append(("texts", text_steps(rng), texts))
    preparation = ColumnTransformer(
        parts,
        remainder="drop" if texts else rng.choice(["drop", "passthrough"]),
        sparse_threshold=rng.choice([0, 0.3, 1.0]),
    )
    model = Pipeline([("preparation", preparation), ("model", last_step(rng, task != "number"))])
    return (GridSearchCV(model, {}, cv=2) if rng.random() < 0.1 else model), task
