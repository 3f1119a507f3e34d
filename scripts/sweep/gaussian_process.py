"""Gaussian processes with kernels, noise and rows drawn at random."""

import random
from typing import Any, Dict, Tuple

import numpy as np
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (
    RBF,
    ConstantKernel,
    DotProduct,
    ExpSineSquared,
    Kernel,
    Matern,
    RationalQuadratic,
    WhiteKernel,
)

from .radius_neighbors import as_given


def draw_scale(rng: random.Random, width: int) -> Any:
    each = [rng.uniform(0.3, 4) for _ in range(width)]
    return rng.choice([each[0], each, np.array(each)])


def draw_kernel(rng: random.Random, width: int, depth: int = 0) -> Kernel:
    if depth < 3 and rng.random() < 0.4:
        first, second = (draw_kernel(rng, width, depth + 1) for _ in range(2))
        combine = rng.choice(["+", "*", "**"])
        if combine == "**":
            return first ** rng.choice([0.5, 1, 2, 1.5])
        return first + second if combine == "+" else first * second
    if depth and rng.random() < 0.3:
        return rng.choice([ConstantKernel(rng.uniform(0.2, 5)), WhiteKernel(rng.uniform(0.01, 1))])
    return rng.choice(
        [
            RBF(draw_scale(rng, width)),
            Matern(draw_scale(rng, width), nu=rng.choice([0.5, 1.5, 2.5, np.inf])),
            RationalQuadratic(rng.uniform(0.3, 4), rng.choice([0.5, 1.0, 2.0, rng.uniform(0.1, 5)])),
            ExpSineSquared(rng.uniform(0.5, 3), rng.uniform(1, 9)),
            DotProduct(rng.uniform(0, 2)),
        ]
    )


def draw_process(rng: random.Random) -> Tuple[Any, Dict[str, Any]]:
    """A fitted model, and what it is asked."""
    numbers = np.random.default_rng(rng.getrandbits(32))
    width = rng.choice([1, 1, 2, 3, 6])
    points = numbers.normal(size=(rng.choice([6, 20, 60]), width)) * numbers.uniform(0.3, 3, width)
    asked = np.vstack([numbers.normal(size=(8, width)) * 2, points[:2], points[:1] * 100])
    kernel = rng.choice([draw_kernel(rng, width), draw_kernel(rng, width), None])
    optimizer = rng.choice([None, None, "fmin_l_bfgs_b"])
    inputs = {"rows": as_given(rng, asked), "one row": asked[3:4]}
    classes = numbers.integers(0, rng.choice([2, 3, 4]), len(points))
    if rng.random() < 0.5:
        mode = rng.choice(["one_vs_rest", "one_vs_rest", "one_vs_one"])
        model = GaussianProcessClassifier(kernel, optimizer=optimizer, multi_class=mode)
        return model.fit(points, np.array(["a", "b", "c", "d"])[classes]), inputs
    target = np.sin(points[:, 0]) * 3 + numbers.normal(size=len(points))
    if rng.random() < 0.3:
        target = np.column_stack([target, classes])[:, : rng.choice([1, 2])]
    model = GaussianProcessRegressor(
        kernel, alpha=rng.choice([1e-3, 0.1, 1.0]), optimizer=optimizer, normalize_y=rng.random() < 0.4
    )
    return model.fit(points, target), inputs
