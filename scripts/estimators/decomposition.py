"""Decompositions and projections."""

from sklearn.decomposition import (
    NMF,
    PCA,
    FactorAnalysis,
    FastICA,
    IncrementalPCA,
    KernelPCA,
    TruncatedSVD,
)
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.kernel_approximation import RBFSampler
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import KBinsDiscretizer, StandardScaler
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

from .data import FLOWERS, KINDS, numeric_inputs
from .recording import SKLEARN, Case

FEW = FLOWERS[::10]


def all_inputs():
    return {name: data[4:8] if len(data) > 8 else data for name, data in numeric_inputs().items()}


def few_inputs():
    inputs = numeric_inputs()
    return {name: inputs[name][4:7] for name in ("rows", "float32", "missing values", "integers")}


def projection(name, model, inputs=None, frame=FLOWERS, **options):
    # The products of BLAS add up in another order, and terms that cancel out leave that to be seen.
    options = {"tolerance": 1e-11, **options}
    asked = few_inputs() if inputs is None else inputs
    return Case(name, lambda: model.fit(frame), asked, methods=("transform",), **options)


TEXTS = [
    "rain and wind in the north",
    "sun in the south and no rain",
    "the team won the cup in the north",
    "no cup for the team from the south",
    "wind and more wind and rain",
    "the cup final was won by the team",
    "sun and more sun",
    "the final in the rain",
]


def nmf_options(weights, ratio=0.0, components=3, **options):
    """Penalties have other names since 1.0, and are then times the number of features."""
    penalty = {"alpha_W": weights / 4} if SKLEARN >= (1, 0) else {"alpha": weights}
    return {"n_components": components, "init": "nndsvda", "l1_ratio": ratio, **penalty, **options}


def nmf_cases():
    """The sums over many steps are in another order than those of BLAS; a step more or less would
    be as much as the parameter tol."""
    inputs = all_inputs()
    # What is answered for a row depends on the rows beside it: one row alone is another case.
    few = {name: inputs[name] for name in ("rows", "one row", "zeros", "negative values", "float32")}
    several = {"n_components": 3, "init": "nndsvda", "max_iter": 400}
    models = {
        "nmf": (NMF(**several), inputs),
        "nmf-penalties": (NMF(**nmf_options(0.4, 0.3)), few),
        "nmf-frobenius": (NMF(solver="mu", **several), few),
        "nmf-kullback": (NMF(solver="mu", beta_loss="kullback-leibler", **several), few),
        # Here the penalty grows from step to step.
        "nmf-kullback-penalties": (
            NMF(solver="mu", beta_loss=1.0, **nmf_options(0.4, 0.6)),
            few,
        ),
        "nmf-kullback-lasso": (
            NMF(solver="mu", beta_loss=1, tol=0, **nmf_options(0.02, 1.0, max_iter=25)),
            few,
        ),
        "nmf-itakura": (NMF(solver="mu", beta_loss="itakura-saito", **several), few),
        "nmf-beta-half": (NMF(solver="mu", beta_loss=0.5, **nmf_options(0.2, 0.5)), few),
        "nmf-beta-three": (NMF(solver="mu", beta_loss=3, **several), few),
    }
    if SKLEARN < (1, 2):
        late = {"alpha": 0.5, "l1_ratio": 0.5, "n_components": 2, "init": "nndsvda"}
        models["nmf-alpha"] = (NMF(**late), few)
    if (0, 24) <= SKLEARN < (1, 2):
        models["nmf-components"] = (NMF(regularization="components", **late), few)
    for name, (model, asked) in models.items():
        yield projection(name, model, asked, tolerance=1e-8)
    for name, options in {
        "nmf-texts": {},
        "nmf-texts-frobenius": {"solver": "mu"},
        "nmf-texts-kullback": {"solver": "mu", "beta_loss": "kullback-leibler"},
        "nmf-texts-beta": {"solver": "mu", "beta_loss": 1.5},
    }.items():
        model = NMF(n_components=2, init="nndsvda", max_iter=400, **options)
        yield Case(
            name,
            lambda model=model: make_pipeline(TfidfVectorizer(), model, LogisticRegression()).fit(
                TEXTS, [0, 0, 1, 1, 0, 1, 0, 1]
            ),
            {"rows": TEXTS[::2], "one row": TEXTS[:1], "no known words": ["nothing", "rain"]},
            estimators=["NMF"],
            tolerance=1e-8,
        )


def mini_batch_cases():
    if SKLEARN < (1, 1):
        return
    from sklearn.decomposition import MiniBatchNMF

    inputs = all_inputs()
    names = ("rows", "one row", "negative values", "zeros", "float32", "missing values")
    few = {name: inputs[name] for name in names}
    common = {"init": "nndsvda", "random_state": 0, "batch_size": 50}
    for name, options in {
        "mini-batch-nmf": {},
        "mini-batch-nmf-kullback": {"beta_loss": "kullback-leibler", "alpha_W": 0.05, "l1_ratio": 0.5},
        "mini-batch-nmf-itakura": {"beta_loss": "itakura-saito", "transform_max_iter": 30},
        "mini-batch-nmf-beta": {"beta_loss": 2.5, "tol": 1e-6},
    }.items():
        yield projection(name, MiniBatchNMF(3, **common, **options), few, tolerance=1e-8)


def cases():
    yield from nmf_cases()
    yield from mini_batch_cases()
    narrow = FLOWERS.astype("float32")
    # Rows a million times larger lose as many digits to the subtraction of the mean.
    yield projection("pca", PCA(n_components=2), all_inputs(), skops=True, tolerance=1e-10)
    yield projection("pca-all", PCA())
    yield projection("pca-share", PCA(n_components=0.95))
    yield projection("pca-whiten", PCA(n_components=3, whiten=True))
    yield projection("pca-randomized", PCA(n_components=2, svd_solver="randomized", random_state=0))
    # Since 1.5 the mean is projected in float32, where the order of additions shows.
    yield projection(
        "pca-float32", PCA(n_components=2), {"rows": FLOWERS[::30]}, narrow, tolerance=1e-6
    )
    yield projection(
        "pca-narrow", PCA(n_components=2), {"float32": narrow[::30]}, narrow, tolerance=2e-6
    )
    batches = {"n_components": 2, "batch_size": 50}
    yield projection("incremental-pca", IncrementalPCA(**batches), all_inputs(), tolerance=1e-10)
    yield projection("incremental-pca-whiten", IncrementalPCA(whiten=True, **batches))
    yield projection("truncated-svd", TruncatedSVD(n_components=2, random_state=0), all_inputs())
    yield projection("truncated-svd-arpack", TruncatedSVD(algorithm="arpack", random_state=0))
    # Until 1.0 True was the only way to whiten; False keeps all features.
    whiten = "unit-variance" if SKLEARN >= (1, 1) else True
    components = FastICA(n_components=2, random_state=0, whiten=whiten)
    yield projection("fast-ica", components, all_inputs(), tolerance=1e-10)
    centered = StandardScaler().fit_transform(FLOWERS)
    yield projection("fast-ica-raw", FastICA(random_state=0, whiten=False, max_iter=20), frame=centered)
    factors = FactorAnalysis(n_components=2, random_state=0)
    yield projection("factor-analysis", factors, all_inputs(), tolerance=1e-10)
    yield projection("factor-analysis-four", FactorAnalysis(random_state=0))
    drawn = {"n_components": 3, "random_state": 0}
    yield projection("gaussian-projection", GaussianRandomProjection(**drawn), all_inputs())
    yield projection("sparse-projection", SparseRandomProjection(**drawn), all_inputs())
    # Eigenvalues near zero divide what centering has left of the last digits.
    for kernel in ("linear", "rbf", "poly", "sigmoid", "cosine"):
        model = KernelPCA(n_components=2, kernel=kernel, eigen_solver="dense")
        yield projection(f"kernel-pca-{kernel}", model, frame=FEW, tolerance=1e-9)
    tuned = KernelPCA(n_components=3, kernel="poly", gamma=0.3, degree=2, coef0=0.5, eigen_solver="dense")
    yield projection("kernel-pca-tuned", tuned, frame=FEW, tolerance=1e-9)
    bins = KBinsDiscretizer(n_bins=4, strategy="uniform")
    for name, steps in {
        "pca-classifier": [StandardScaler(), PCA(n_components=2)],
        "sparse-svd-classifier": [bins, TruncatedSVD(n_components=3, random_state=0)],
        "sparse-projection-classifier": [bins, SparseRandomProjection(n_components=5, random_state=0)],
    }.items():
        yield Case(
            name,
            lambda steps=steps: make_pipeline(*steps, LogisticRegression(C=0.5)).fit(FLOWERS, KINDS),
            {"rows": FLOWERS[::40], "one row": FLOWERS[:1]},
            estimators=[type(steps[-1]).__name__],
            tolerance=1e-11,
        )
    sampler = RBFSampler(gamma=0.2, n_components=4, random_state=0)
    yield projection("rbf-sampler", sampler)
