"""Local outlier factors with parameters and points drawn at random."""

import random
from typing import Any, Dict, Tuple

from sklearn.neighbors import LocalOutlierFactor

from .radius_neighbors import as_given, draw_parameters, draw_points


def draw_outlier_factor(rng: random.Random) -> Tuple[Any, Dict[str, Any]]:
    """A fitted model, and what it is asked."""
    points, asked, _ = draw_points(rng)
    parameters = draw_parameters(rng, points)
    del parameters["weights"]
    parameters["n_neighbors"] = rng.choice([1, 2, 5, 20])
    parameters["contamination"] = rng.choice(["auto", "auto", 0.1, 0.4])
    fitted = points.astype("float32") if rng.random() < 0.3 else points
    model = LocalOutlierFactor(novelty=True, **parameters).fit(fitted)
    inputs = {"rows": as_given(rng, asked), "seen rows": as_given(rng, points[:6]), "one row": asked[3:4]}
    return model, inputs
