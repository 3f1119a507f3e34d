"""Clusters, mixtures and envelopes that predict."""

import numpy as np
from sklearn.cluster import AffinityPropagation, Birch, KMeans, MeanShift, MiniBatchKMeans
from sklearn.covariance import EllipticEnvelope
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

from .data import FLOWERS, numeric_inputs
from .recording import Case

PART = FLOWERS.iloc[::3].reset_index(drop=True)


def inputs(*left_out):
    asked = numeric_inputs()
    rows = asked["rows"].iloc[::2] + 0.01
    chosen = {
        "rows": rows,
        "one row": rows.iloc[2:3],
        "huge values": asked["huge values"].iloc[:2],
        "integers": asked["integers"].iloc[1:4],
        "missing values": asked["missing values"].iloc[:2],
        "an infinite value": asked["an infinite value"].iloc[:2],
        "an array of float32": asked["an array of float32"][:4] + np.float32(0.01),
    }
    return {name: data for name, data in chosen.items() if name not in left_out}


def fitted(model, data=FLOWERS):
    return lambda: model.fit(data)


def means():
    yield Case("k-means", fitted(KMeans(4, n_init=2, random_state=0)), inputs(), skops=True)
    yield Case("k-means-one", fitted(KMeans(1, n_init=1, random_state=0)), inputs())
    narrow = KMeans(3, n_init=2, random_state=0)
    # The matrix product is float32, and what is close loses digits.
    yield Case("k-means-float32", fitted(narrow, FLOWERS.astype("float32")), inputs(), tolerance=1e-4)
    yield Case("mini-batch-k-means", fitted(MiniBatchKMeans(3, n_init=2, random_state=0)), inputs())

    def bisecting(**parameters):
        def make():
            from sklearn.cluster import BisectingKMeans

            return BisectingKMeans(5, random_state=0, **parameters).fit(FLOWERS)

        return make

    yield Case("bisecting-k-means", bisecting(), inputs())
    yield Case("bisecting-k-means-largest", bisecting(bisecting_strategy="largest_cluster"), inputs())
    yield Case("mean-shift", fitted(MeanShift(bandwidth=1.5), PART), inputs())
    yield Case("affinity-propagation", fitted(AffinityPropagation(random_state=0), PART), inputs())
    yield Case("birch", fitted(Birch(n_clusters=3, threshold=0.8)), inputs())
    yield Case("birch-all", fitted(Birch(n_clusters=None, threshold=0.9)), inputs())


def mixtures():
    for kind in ("full", "tied", "diag", "spherical"):
        # Squares are taken apart and put together again, and lose digits on the way.
        plain = GaussianMixture(3, covariance_type=kind, random_state=0)
        asked = inputs("an array of float32") if kind == "spherical" else inputs()
        yield Case(f"gaussian-{kind}", fitted(plain), asked, tolerance=1e-11)
        for prior in ("dirichlet_process", "dirichlet_distribution"):
            model = BayesianGaussianMixture(
                n_components=3, covariance_type=kind, weight_concentration_prior_type=prior, random_state=0
            )
            name = prior.split("_")[1]
            yield Case(f"bayesian-{kind}-{name}", fitted(model), asked, tolerance=1e-11)


    # Here squares of float32 are added up in float32, in the order of the machine.
    model = GaussianMixture(3, covariance_type="spherical", random_state=0)
    float32 = {"an array of float32": inputs()["an array of float32"]}
    yield Case("gaussian-spherical-float32", fitted(model), float32, tolerance=2e-5)


def cases():
    yield from means()
    yield from mixtures()
    yield Case("envelope", fitted(EllipticEnvelope(random_state=0), PART), inputs(), tolerance=1e-11)
    outliers = EllipticEnvelope(contamination=0.3, assume_centered=True, random_state=0)
    yield Case("envelope-centred", fitted(outliers, PART - PART.mean()), inputs(), tolerance=1e-11)
