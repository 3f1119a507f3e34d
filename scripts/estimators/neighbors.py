"""Nearest neighbours."""

import numpy as np
import pandas as pd
from sklearn.neighbors import (
    KNeighborsClassifier,
    KNeighborsRegressor,
    LocalOutlierFactor,
    NearestCentroid,
    NearestNeighbors,
    RadiusNeighborsClassifier,
    RadiusNeighborsRegressor,
)

from .data import FLOWERS, IS_LAST, KINDS, NUMBERS, SPECIES, TWO_NUMBERS, numeric_inputs
from .recording import SKLEARN, Case

PART = slice(None, None, 5)
POINTS = FLOWERS.iloc[PART].reset_index(drop=True)
# A grid on which many points are equally far from any other: which of them count is decided by the
# order in which they are found.
GRID = np.array([[x, y] for x in range(7) for y in range(7)], dtype=float)[(np.arange(49) * 19) % 49]
GRID_KINDS = (np.arange(49) * 5) % 4
GRID_NUMBERS = ((np.arange(49) * 11) % 17).astype(float)
ASKED_GRID = np.array([[3, 3], [2.5, 3.5], [0, 0], [6, 2], [-4, 9], [3, 2.5], [1, 5], [50, 50.0]])
# Away from all points and from the middle between any two: a matrix product rounds distances, so that
# those which are as good as equal come out in any order.
AWAY = np.array([0.0131, 0.0272, 0.0417, 0.0096])
PLACES = np.radians(np.column_stack([(np.arange(40) * 37) % 160 - 80, (np.arange(40) * 71) % 360 - 180]))

# Truths, among them rows without any; many are equally far from one another.
ROW, COLUMN = np.meshgrid(np.arange(48), np.arange(7), indexing="ij")
TRUTHS = (ROW * 11 + COLUMN * COLUMN * 5 + ROW * COLUMN * 3) % 13 < ROW % 12
ASKED_TRUTHS = (ROW * 5 + COLUMN * COLUMN + ROW * COLUMN * 7)[:40] % 11 < (ROW[:40] * 4) % 11
TRUTH_METRICS = ("dice", "jaccard", "rogerstanimoto", "russellrao", "sokalsneath")
OLD_TRUTH_METRICS = ("kulsinski", "matching", "sokalmichener")
# NumPy 2 partitions with the instructions of the machine, which leave equal distances in any order.
IS_SIMPLE = np.__version__.startswith("1.")


def inputs():
    asked = numeric_inputs()
    rows = asked["rows"].iloc[::2] + AWAY
    return {
        "rows": rows,
        "one row": rows.iloc[2:3],
        "training points": POINTS.iloc[:3],
        "huge values": asked["huge values"].iloc[:2],
        "missing values": asked["missing values"].iloc[:2],
        "an infinite value": asked["an infinite value"].iloc[:2],
        "an array of float32": asked["an array of float32"][:4] + AWAY.astype("float32"),
    }


def few(data, *names):
    return {name: data[name] for name in names}


def classifier(**parameters):
    return lambda: KNeighborsClassifier(**parameters).fit(POINTS, SPECIES[PART])


def regressor(target=NUMBERS, **parameters):
    return lambda: KNeighborsRegressor(**parameters).fit(POINTS, target[PART])


def trees():
    small = few(inputs(), "rows", "training points", "an array of float32")
    for algorithm in ("kd_tree", "ball_tree"):
        name = algorithm.replace("_", "-")
        shared = dict(algorithm=algorithm, leaf_size=4)
        yield Case(f"classifier-{name}", classifier(**shared), inputs(), skops=algorithm == "kd_tree")
        yield Case(f"classifier-{name}-distance", classifier(weights="distance", **shared), inputs())
        yield Case(f"regressor-{name}", regressor(n_neighbors=9, **shared), inputs())
        yield Case(f"regressor-{name}-distance", regressor(weights="distance", **shared), inputs())
        metrics = [("manhattan", 1), ("chebyshev", 2), ("minkowski", 3)]
        if algorithm == "ball_tree":
            metrics += [("canberra", 2), ("braycurtis", 2), ("hamming", 2)]
        for metric, power in metrics:
            model = regressor(metric=metric, p=power, weights="distance", **shared)
            yield Case(f"regressor-{name}-{metric}", model, small)
    ball = dict(algorithm="ball_tree", metric="seuclidean", metric_params={"V": np.array([1, 0.5, 2, 0.25])})
    yield Case("regressor-ball-tree-seuclidean", regressor(leaf_size=4, **ball), small)
    yield Case("classifier-auto", classifier(), inputs())
    yield Case("classifier-one", classifier(n_neighbors=1), small)
    # Older scikit-learn weighted otherwise.
    if SKLEARN >= (1, 1):
        weighted = regressor(metric_params={"w": np.array([1, 2, 0.5, 3])}, p=3, weights="distance")
        yield Case("regressor-weighted-minkowski", weighted, small)

    def places(algorithm):
        shared = dict(metric="haversine", weights="distance", leaf_size=3)
        model = KNeighborsRegressor(4, algorithm=algorithm, **shared)
        return lambda: model.fit(PLACES, np.arange(40) / 3)

    asked = {"places": np.array([[0.5, 1.0], [-1, 3], [1.4, -3.1], [0, 0]])}
    for algorithm in ("ball_tree", "brute"):
        yield Case(f"regressor-haversine-{algorithm.replace('_', '-')}", places(algorithm), asked)


def brute():
    shared = dict(algorithm="brute")
    # Squared distances come out of a matrix product, and what is close loses digits.
    away = few(inputs(), "rows", "one row", "missing values", "an array of float32")
    yield Case("classifier-brute", classifier(**shared), inputs())
    yield Case("classifier-brute-distance", classifier(weights="distance", **shared), away, tolerance=1e-11)
    yield Case("regressor-brute", regressor(n_neighbors=9, **shared), away)
    yield Case("regressor-brute-distance", regressor(weights="distance", **shared), away, tolerance=1e-11)
    for metric in ("manhattan", "chebyshev", "l2", "sqeuclidean", "cosine", "canberra", "braycurtis"):
        model = regressor(metric=metric, weights="distance", **shared)
        tolerance = 1e-6 if metric == "cosine" else 1e-10
        # The flowers have few different measures: many are equally far in the largest one.
        asked = few(away, "rows", "missing values") if metric == "chebyshev" else away
        yield Case(f"regressor-brute-{metric}", model, asked, tolerance=tolerance)
    model = regressor(metric="minkowski", p=1.5, weights="distance", **shared)
    yield Case("regressor-brute-minkowski", model, away)
    gaps = POINTS.mask(POINTS > POINTS.mean() * 1.4).to_numpy()

    def with_gaps():
        model = KNeighborsRegressor(metric="nan_euclidean", algorithm="brute", weights="distance")
        return model.fit(gaps if SKLEARN >= (1, 6) else POINTS.to_numpy(), NUMBERS[PART])

    yield Case("regressor-brute-nan-euclidean", with_gaps, away, tolerance=1e-10)
    float32 = POINTS.to_numpy(dtype="float32")
    model = KNeighborsRegressor(algorithm="brute")
    yield Case("regressor-brute-float32", lambda: model.fit(float32, NUMBERS[PART]), away)


def ties():
    asked = {"grid": ASKED_GRID}
    whole = {"grid of integers": np.array([[3, 3], [0, 0], [6, 2], [-4, 9], [1, 5], [50, 50]])}
    for algorithm in ("kd_tree", "ball_tree", "brute"):
        for count in (2, 5, 8):
            name = f"{algorithm.replace('_', '-')}-{count}"
            shared = dict(algorithm=algorithm, n_neighbors=count, leaf_size=3)

            def voter(shared=shared):
                return KNeighborsClassifier(**shared).fit(GRID, GRID_KINDS)

            def number(shared=shared):
                return KNeighborsRegressor(weights="distance", **shared).fit(GRID, GRID_NUMBERS)

            grids = dict(asked, **whole) if IS_SIMPLE or algorithm != "brute" else asked
            yield Case(f"ties-classifier-{name}", voter, grids)
            yield Case(f"ties-regressor-{name}", number, grids)


def proved(model, points, target):
    """The fitted model, if SciPy still has its metric: fit alone does not ask it."""
    model.fit(points, target).predict(points[:1])
    return model


def settled(metric, count):
    """Which rows of truths have so many neighbours that are nearer than all others."""
    try:
        index = NearestNeighbors(n_neighbors=count + 1, metric=metric, algorithm="brute").fit(TRUTHS)
        distances = index.kneighbors(ASKED_TRUTHS)[0]
    except ValueError:  # a metric that SciPy no longer has
        return np.full(len(ASKED_TRUTHS), False)
    return distances[:, -2] < distances[:, -1]


def truths():
    kinds, numbers = np.arange(48) * 5 % 3, np.arange(48) * 11 % 17 / 4
    asked = {"truths": ASKED_TRUTHS, "floats": ASKED_TRUTHS * 2.5}
    for metric in (*TRUTH_METRICS, *OLD_TRUTH_METRICS):
        # Trees of 0.24 and before ordered points at no distance otherwise.
        if SKLEARN >= (1, 0) or metric not in ("dice", "sokalsneath"):
            tree = KNeighborsRegressor(weights="distance", metric=metric, algorithm="ball_tree", leaf_size=3)
            yield Case(f"regressor-ball-tree-{metric}", lambda m=tree: proved(m, TRUTHS, numbers), asked)
    for metric in (*TRUTH_METRICS, *OLD_TRUTH_METRICS, "hamming", "yule"):
        # SciPy changed what is made of constant points, and 1.7 is the first to demand that SciPy.
        if metric == "yule" and SKLEARN < (1, 7):
            continue
        # By yule many points are at no distance.
        count = 20 if metric == "yule" else 4
        brute = KNeighborsClassifier(count, metric=metric, algorithm="brute")
        rows = np.full(len(ASKED_TRUTHS), True) if IS_SIMPLE else settled(metric, count)
        names = ("truths",) if metric == "hamming" else asked
        inputs_of_case = {name: asked[name][rows] for name in names}
        yield Case(f"classifier-brute-{metric}", lambda m=brute: proved(m, TRUTHS, kinds), inputs_of_case)


def covariances():
    small = few(inputs(), "rows", "training points", "an array of float32")
    covariance = np.cov(FLOWERS.to_numpy().T)
    inverse = np.linalg.inv(covariance)
    for name, given in (("v", {"V": covariance}), ("vi", {"VI": inverse})):
        tree = dict(algorithm="ball_tree", leaf_size=4, metric="mahalanobis", metric_params=given)
        yield Case(f"regressor-ball-tree-mahalanobis-{name}", regressor(weights="distance", **tree), small)
    brute = dict(algorithm="brute", metric="mahalanobis", metric_params={"VI": inverse})
    away = few(inputs(), "rows", "missing values", "an array of float32")
    yield Case("regressor-brute-mahalanobis", regressor(weights="distance", **brute), away)
    yield Case("classifier-brute-mahalanobis", classifier(weights="distance", **brute), away)
    model = regressor(metric="correlation", weights="distance", algorithm="brute")
    # Flowers of one kind correlate by nearly 1, and what is left of that has lost digits.
    yield Case("regressor-brute-correlation", model, few(away, "rows"), tolerance=1e-9)
    scaled = {"w": np.array([1, 2, 0.5, 3]), "p": 3}
    for algorithm in ("ball_tree", "brute"):
        name = f"regressor-{algorithm.replace('_', '-')}-wminkowski"
        model = KNeighborsRegressor(
            weights="distance", algorithm=algorithm, leaf_size=4, metric="wminkowski", metric_params=scaled
        )
        yield Case(name, lambda m=model: proved(m, POINTS, NUMBERS[PART]), small)


def targets():
    small = few(inputs(), "rows", "an array of float32")
    yield Case("regressor-outputs", regressor(TWO_NUMBERS), small)
    yield Case("regressor-outputs-distance", regressor(TWO_NUMBERS, weights="distance"), small)
    yield Case("regressor-column", regressor(NUMBERS.reshape(-1, 1)), small)
    yield Case("regressor-integers", regressor(KINDS), small)
    yield Case("regressor-target-float32", regressor(NUMBERS.astype("float32")), small)
    two = np.column_stack([KINDS, IS_LAST])[PART]
    outputs = KNeighborsClassifier(weights="distance")
    yield Case("classifier-outputs", lambda: outputs.fit(POINTS, two), small, methods=("predict",))
    few_points = KNeighborsClassifier(n_neighbors=4)
    yield Case("classifier-too-few", lambda: few_points.fit(POINTS[:3], [0, 1, 1]), small)


def around(target=NUMBERS, radius=0.5, **parameters):
    return lambda: RadiusNeighborsRegressor(radius, **parameters).fit(POINTS, target[PART])


def voters(target=SPECIES, radius=0.5, points=POINTS, **parameters):
    return lambda: RadiusNeighborsClassifier(radius, **parameters).fit(points, target[PART])


def within():
    # Among the first are rows that have no neighbours.
    some = few(inputs(), "rows", "training points", "missing values", "an array of float32")
    for algorithm in ("kd_tree", "ball_tree", "brute"):
        name = algorithm.replace("_", "-")
        shared = dict(algorithm=algorithm, leaf_size=4)
        model = voters(outlier_label="most_frequent", **shared)
        yield Case(f"radius-classifier-{name}", model, inputs(), skops=algorithm == "kd_tree")
        model = voters(KINDS * 2, outlier_label=-1, weights="distance", **shared)
        yield Case(f"radius-classifier-{name}-distance", model, some, tolerance=1e-9)
        yield Case(f"radius-regressor-{name}", around(**shared), inputs())
        model = around(weights="distance", **shared)
        # Products leave next to nothing of a point's distance to itself, which another order doubles.
        yield Case(f"radius-regressor-{name}-distance", model, some, tolerance=1e-7)
        for metric in ("manhattan", "chebyshev", "minkowski"):
            model = around(metric=metric, p=3, weights="distance", **shared)
            yield Case(f"radius-regressor-{name}-{metric}", model, some)
    for metric in ("l2", "sqeuclidean", "cosine", "canberra", "braycurtis", "nan_euclidean"):
        radius = {"cosine": 0.003, "canberra": 0.4, "braycurtis": 0.03}.get(metric, 0.5)
        model = around(metric=metric, algorithm="brute", radius=radius)
        yield Case(f"radius-regressor-brute-{metric}", model, few(some, "rows", "an array of float32"))
    two = np.column_stack([KINDS, IS_LAST])
    table = few(some, "rows", "training points")
    yield Case("radius-classifier-refusing", voters(), some)
    yield Case("radius-classifier-near", voters(radius=90), some)
    model = voters(two, outlier_label=[7, 1])
    yield Case("radius-classifier-outputs", model, some, methods=("predict",))
    yield Case("radius-regressor-outputs", around(TWO_NUMBERS, weights="distance"), some)
    yield Case("radius-regressor-column", around(NUMBERS.reshape(-1, 1)), some)
    yield Case("radius-regressor-integers", around(KINDS), table)
    yield Case("radius-regressor-target-float32", around(NUMBERS.astype("float32")), table)


def counted_by_itself():
    """Arrays of floats, which 1.4 and newer count otherwise, and labels that they look for otherwise."""
    rows = inputs()["rows"]
    asked = {"a frame": rows, "an array": rows.to_numpy(), "float32": rows.to_numpy("float32")}
    shared = dict(algorithm="brute", metric="manhattan", radius=0.8)
    labels = {"none": None, "frequent": "most_frequent", "one": 1, "two": 2, "list": [4]}
    for name, label in labels.items():
        yield Case(f"radius-votes-label-{name}", voters(KINDS * 2, outlier_label=label, **shared), asked)
    model = voters(outlier_label="setosa", **shared)
    yield Case("radius-votes-texts", model, asked)
    float32 = POINTS.to_numpy(dtype="float32")
    model = voters(KINDS, points=float32, outlier_label=0, **shared)
    yield Case("radius-votes-float32", model, asked)


def at_the_radius():
    """Many points stand at exactly the radius, or would if their tenths were exact."""
    tenths, few_tenths = GRID * 0.1, ASKED_GRID[:6] * 0.1
    frame = pd.DataFrame(few_tenths, columns=["x", "y"])
    asked = {"grid": few_tenths, "float32": few_tenths.astype("float32"), "frame": frame}
    for algorithm in ("kd_tree", "ball_tree", "brute"):
        name = algorithm.replace("_", "-")
        shared = dict(algorithm=algorithm, leaf_size=3)
        for metric in ("euclidean", "manhattan", "chebyshev"):
            model = RadiusNeighborsRegressor(0.3, metric=metric, **shared)
            make = lambda model=model: model.fit(tenths, GRID_NUMBERS)  # noqa: E731
            yield Case(f"radius-ties-{name}-{metric}", make, asked)
        whole = RadiusNeighborsClassifier(5, outlier_label=9, **shared)
        grids = {"grid": ASKED_GRID, "integers": ASKED_GRID.astype("int64")}
        yield Case(f"radius-ties-{name}-whole", lambda m=whole: m.fit(GRID, GRID_KINDS), grids)
    wide = np.column_stack([tenths, tenths[::-1], tenths[::2].repeat(2, 0)[:49], tenths])
    for dtype in ("float64", "float32"):
        model = RadiusNeighborsRegressor(0.5, algorithm="brute")
        points = wide.astype(dtype)
        make = lambda model=model, points=points: model.fit(points, GRID_NUMBERS)  # noqa: E731
        inputs_of_case = {"grid": wide[:20] + 0.1, "float32": (wide[:20] + 0.1).astype("float32")}
        yield Case(f"radius-ties-brute-{dtype}", make, inputs_of_case)


def outlier_factors():
    def factor(points=POINTS, **parameters):
        return lambda: LocalOutlierFactor(novelty=True, **parameters).fit(points)

    some = few(inputs(), "rows", "training points", "missing values", "an array of float32")
    # Away from all points: of those that brute force finds as far as the last one any may count.
    away = few(inputs(), "rows", "one row", "missing values")
    for algorithm in ("kd_tree", "ball_tree"):
        name = algorithm.replace("_", "-")
        shared = dict(algorithm=algorithm, leaf_size=4)
        model = factor(n_neighbors=5, **shared)
        asked = inputs()
        asked["other names"] = asked["rows"].iloc[:, ::-1]  # which nobody compares
        yield Case(f"factor-{name}", model, asked, skops=algorithm == "kd_tree")
        for metric in ("manhattan", "chebyshev", "minkowski"):
            model = factor(n_neighbors=7, metric=metric, p=3, contamination=0.1, **shared)
            yield Case(f"factor-{name}-{metric}", model, some)
    shared = dict(algorithm="brute", n_neighbors=6)
    # What is close loses digits by a product.
    yield Case("factor-brute", factor(**shared), away, tolerance=1e-10)
    for metric in ("l2", "sqeuclidean", "cosine", "canberra", "braycurtis", "nan_euclidean", "minkowski"):
        tolerance = 1e-6 if metric == "cosine" else 1e-9
        model = factor(metric=metric, p=3, contamination=0.2, **shared)
        yield Case(f"factor-brute-{metric}", model, few(away, "rows"), tolerance=tolerance)
    asked = few(some, "rows", "an array of float32")
    float32 = POINTS.to_numpy(dtype="float32")
    for contamination in ("auto", 0.1):
        name = "factor-float32" if contamination == "auto" else "factor-float32-share"
        yield Case(name, factor(float32, contamination=contamination), asked)
    yield Case("factor-duplicates", factor(np.repeat(GRID[:12], 4, axis=0), n_neighbors=3), {"grid": ASKED_GRID})
    yield Case("factor-ties", factor(GRID, n_neighbors=4, algorithm="kd_tree"), {"grid": ASKED_GRID})
    yield Case("factor-few-points", factor(POINTS[:4], n_neighbors=50), asked)


def centroids():
    for metric in ("euclidean", "manhattan"):
        for threshold in (None, 0.4):
            model = NearestCentroid(metric=metric, shrink_threshold=threshold)
            name = metric if threshold is None else f"{metric}-shrunk"
            # With 1.6 came scores and priors, which are not read.
            make = lambda model=model: model.fit(FLOWERS, SPECIES)  # noqa: E731
            yield Case(f"centroid-{name}", make, inputs(), methods=("predict",))


def cases():
    yield from trees()
    yield from brute()
    yield from ties()
    yield from truths()
    yield from covariances()
    yield from targets()
    yield from within()
    yield from counted_by_itself()
    yield from at_the_radius()
    yield from outlier_factors()
    yield from centroids()
