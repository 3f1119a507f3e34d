"""Nearest neighbours with metrics and parameters drawn at random."""

import random
from typing import Any, Dict, Tuple

import numpy as np
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

TREE_METRICS = ["minkowski", "manhattan", "chebyshev", "canberra", "braycurtis", "mahalanobis"]
BRUTE_METRICS = TREE_METRICS + ["correlation", "cosine", "sqeuclidean"]
TRUTH_METRICS = ["dice", "jaccard", "rogerstanimoto", "russellrao", "sokalsneath", "hamming"]
# SciPy had more of them once.
TREE_TRUTHS = TRUTH_METRICS + ["kulsinski", "matching", "sokalmichener"]
# Products round distances: that of a point to itself is anything near zero.
BY_PRODUCT = ["correlation", "cosine", "sqeuclidean", "minkowski"]


def draw_metric(rng: random.Random, algorithm: str, points: np.ndarray) -> Dict[str, Any]:
    if points.dtype.kind == "b" or rng.random() < 0.2:
        truths = TRUTH_METRICS + ["yule"] if algorithm == "brute" else TREE_TRUTHS
        return {"metric": rng.choice(truths)}
    metric = rng.choice(BRUTE_METRICS if algorithm == "brute" else TREE_METRICS)
    if metric == "minkowski":
        return {"metric": metric, "p": rng.choice([1.5, 2, 2, 3])}
    if metric == "mahalanobis":
        covariance = np.cov(points.T.astype(float)) + 0.1 * np.eye(points.shape[1])
        if algorithm == "ball_tree" and rng.random() < 0.5:
            return {"metric": metric, "metric_params": {"V": covariance}}
        return {"metric": metric, "metric_params": {"VI": np.linalg.inv(covariance)}}
    return {"metric": metric}


def without_ties(model: Any, asked: np.ndarray) -> np.ndarray:
    """Rows whose neighbours are not settled by the machine: NumPy 2 partitions by vectors."""
    count = min(model.n_neighbors + 1, len(model._fit_X))
    distances = model.kneighbors(asked, count)[0]
    return asked[~np.isclose(distances[:, -1], distances[:, -2], equal_nan=True)]


def draw_neighbors(rng: random.Random) -> Tuple[Any, Dict[str, np.ndarray]]:
    """A fitted model, and what it is asked."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    shape = (rng.choice([12, 40, 150]), rng.choice([2, 3, 5, 11]))
    if rng.random() < 0.4:
        points = numbers.random(shape) < rng.choice([0.2, 0.5, 0.8])
        asked = numbers.random((12, shape[1])) < 0.5
        if rng.random() < 0.5:
            points, asked = points.astype(float), asked.astype(float)
    else:
        points = numbers.normal(size=shape) * numbers.uniform(0.1, 5, shape[1])
        asked = numbers.normal(size=(12, shape[1])) * 2
    algorithm = rng.choice(["brute", "ball_tree"])
    parameters = draw_metric(rng, algorithm, points)
    parameters.update(algorithm=algorithm, leaf_size=rng.choice([2, 5, 30]))
    parameters.update(weights=rng.choice(["uniform", "distance"]), n_neighbors=rng.randint(1, 9))
    if rng.random() < 0.5:
        target = numbers.integers(0, 4, shape[0])
        model = KNeighborsClassifier(**parameters)
    else:
        target = numbers.normal(size=shape[0])
        model = KNeighborsRegressor(**parameters)
    model.fit(points, target)
    inputs = {"rows": asked, "seen rows": points[:6]}
    if algorithm == "brute":
        inputs = {name: without_ties(model, rows) for name, rows in inputs.items()}
        if parameters["metric"] in BY_PRODUCT:
            del inputs["seen rows"]
    return model, {name: rows for name, rows in inputs.items() if len(rows)}
