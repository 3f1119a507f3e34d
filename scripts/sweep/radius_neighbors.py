"""Neighbours within a radius: parameters, points on grids and labels of outliers drawn at random."""

import random
from typing import Any, Dict, Tuple

import numpy as np
import pandas as pd
from sklearn.neighbors import RadiusNeighborsClassifier, RadiusNeighborsRegressor

TREE_METRICS = ["minkowski", "minkowski", "manhattan", "chebyshev", "canberra", "seuclidean", "jaccard"]
BRUTE_METRICS = TREE_METRICS + ["l2", "sqeuclidean", "cosine", "correlation", "braycurtis", "nan_euclidean"]
BOXES = ["minkowski", "manhattan", "chebyshev"]
# Steps of grids, so that many points stand at exactly the radius.
STEPS = [0.1, 0.25, 0.3, 1.0]


def draw_points(rng: random.Random) -> Tuple[np.ndarray, np.ndarray, float]:
    """Training points, rows to ask, and a radius that some of them have around them."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    width = rng.choice([1, 2, 3, 5, 9, 17])
    shape = (rng.choice([10, 40, 300]), width)
    if rng.random() < 0.5:
        step = rng.choice(STEPS)
        points = numbers.integers(0, 7, shape) * step
        asked = numbers.integers(-1, 9, (14, width)) * step
        return points, asked, rng.choice([1, 2, 5]) * step
    scales = numbers.uniform(0.1, 5, width)
    points = numbers.normal(size=shape) * scales
    asked = numbers.normal(size=(14, width)) * scales * 1.3
    return points, asked, rng.choice([0.3, 1, 2]) * float(np.sqrt(width)) * rng.random() * 2


def draw_parameters(rng: random.Random, points: np.ndarray) -> Dict[str, Any]:
    algorithm = rng.choice(["auto", "brute", "brute", "kd_tree", "ball_tree"])
    metrics = {"brute": BRUTE_METRICS, "ball_tree": TREE_METRICS}.get(algorithm, BOXES)
    parameters = {"algorithm": algorithm, "metric": rng.choice(metrics), "leaf_size": rng.choice([2, 5, 30])}
    if parameters["metric"] == "minkowski":
        parameters["p"] = rng.choice([1, 2, 2, 2, 3])
    if parameters["metric"] == "seuclidean":
        parameters["metric_params"] = {"V": np.maximum(points.var(axis=0), 0.01)}
    parameters["weights"] = rng.choice(["uniform", "distance"])
    return parameters


def draw_classes(rng: random.Random, count: int) -> Tuple[np.ndarray, Any]:
    """Classes of the points, and a label for outliers."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    codes = numbers.integers(0, 3, count)
    kind = rng.choice(["numbers", "codes", "texts"])
    classes = {"numbers": np.array([1, 5, 2]), "codes": np.arange(3), "texts": np.array(["ab", "c", "de"])}[kind]
    target = classes[codes]
    label: Any = rng.choice([None, "most_frequent", classes[1], classes[1].item(), -1, 1])
    if kind == "texts" and not isinstance(label, str) and label is not None:
        label = rng.choice(["c", "zz"])
    if rng.random() < 0.3:
        target = np.column_stack([target, classes[numbers.integers(0, 3, count)]])
        if label not in (None, "most_frequent"):
            label = [label, classes[0]]
    elif rng.random() < 0.2 and label not in (None, "most_frequent"):
        label = rng.choice([[label], np.array([label])])
    return target, label


def draw_targets(rng: random.Random, count: int) -> np.ndarray:
    numbers = np.random.default_rng(rng.getrandbits(32))
    shape = rng.choice([(count,), (count, 1), (count, 2)])
    if rng.random() < 0.2:
        return numbers.integers(-9, 9, shape)
    return numbers.normal(size=shape).astype(rng.choice(["float64", "float64", "float32"]))


def as_given(rng: random.Random, rows: np.ndarray) -> Any:
    """Rows in one of the forms in which they may come."""
    form = rng.choice(["array", "array", "frame", "float32", "integers"])
    if form == "frame":
        return pd.DataFrame(rows, columns=[f"f{number}" for number in range(rows.shape[1])])
    if form == "integers":
        return rows.round().astype("int64")
    return rows.astype("float32") if form == "float32" else rows


def draw_radius_neighbors(rng: random.Random) -> Tuple[Any, Dict[str, Any]]:
    """A fitted model, and what it is asked."""
    points, asked, radius = draw_points(rng)
    parameters = draw_parameters(rng, points)
    radius = rng.choice([radius, radius, round(radius), 0.05 if parameters["metric"] == "cosine" else radius])
    parameters["radius"] = radius
    if rng.random() < 0.5:
        target, label = draw_classes(rng, len(points))
        model = RadiusNeighborsClassifier(outlier_label=label, **parameters)
    else:
        target = draw_targets(rng, len(points))
        model = RadiusNeighborsRegressor(**parameters)
    fitted = points.astype("float32") if rng.random() < 0.2 else points
    model.fit(fitted, target)
    inputs = {"rows": as_given(rng, asked), "seen rows": as_given(rng, points[:6]), "one row": asked[3:4]}
    return model, inputs
