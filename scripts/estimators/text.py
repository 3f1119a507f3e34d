"""Vectorizers of texts."""

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import (
    CountVectorizer,
    HashingVectorizer,
    TfidfTransformer,
    TfidfVectorizer,
)
from sklearn.feature_selection import VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import Binarizer, FunctionTransformer, MaxAbsScaler, StandardScaler

from .recording import SKLEARN, Case

TRANSFORM = ("transform",)
TEXTS = [
    "The quick brown fox jumps over the lazy dog",
    "A quick-witted fox; the dog was NOT lazy!",
    "Crème brûlée, naïve café: 12 euros (or 13)",
    "don't stop me now, I'm having a good time",
    "e-mail me at someone@example.org, call 555-1234",
    "Straße und ÖL; Ärger über die Größe",
    "the the the fox fox dog",
    "hello world hello",
]
CLASSES = np.array([0, 0, 1, 1, 1, 0, 0, 1])
# What is asked: known and unknown words, nothing, spaces of all kinds, and every kind of letter.
ASKED = [
    "the fox and the dog, lazy DOG",
    "",
    "unknown words only zzz",
    "a I ! ?",
    "Crème BRÛLÉE cafe\u0301 naive, 12 and 13",
    "tabs\tand\n\nnew  lines\u00a0fox\u2003dog\x1cfox\x85the",
    "snake_case dog's don't 555-1234 x2 ½ ² ٣٤ Ⅷ 漢字 漢 ǅ İstanbul ΣΊΣΥΦΟΣ ß",
    "हिन्दी ไทย עברית é\u0301\u0334 a\u20dd fi ﬁ ～ 👍🏽 fox👍dog 𝔘𝔫𝔦",
    "hello hello hello world\ufeff world",
]
BROKEN = {
    "a missing text": ["fox", None],
    "a number": ["fox", 3.5],
    "two columns": [["fox", "dog"], ["dog", "fox"]],
}


def texts(values):
    return np.array(values, dtype=object)


def inputs():
    return {
        "texts": texts(ASKED),
        "one text": texts(ASKED[:1]),
        "a frame": pd.DataFrame({"quick fox": ["the dog"], "the dog": ["hello"]}),
        **{name: texts(values) for name, values in BROKEN.items()},
    }


def vectorizer(name, make, **options):
    return Case(name, lambda: make().fit(TEXTS), {"texts": texts(ASKED)}, methods=TRANSFORM, **options)


def tfidf():
    # Before 1.5 the weights were a sparse matrix, which is not read from skops files.
    has_skops = SKLEARN >= (1, 5)
    yield Case(
        "tfidf", lambda: TfidfVectorizer().fit(TEXTS), inputs(), methods=TRANSFORM, skops=has_skops
    )
    for name, options in {
        "l1": {"norm": "l1"},
        "no-norm": {"norm": None},
        "no-idf": {"use_idf": False},
        "not-smooth": {"smooth_idf": False},
        "sublinear": {"sublinear_tf": True},
        "binary": {"binary": True},
        "float32": {"dtype": np.float32},
        "cased": {"lowercase": False},
        "words": {"ngram_range": (1, 2)},
        "pairs": {"ngram_range": (2, 3)},
        "characters": {"analyzer": "char", "ngram_range": (1, 3), "max_features": 60},
        "character-pairs": {"analyzer": "char", "ngram_range": (2, 2), "max_features": 60},
        "bounded": {"analyzer": "char_wb", "ngram_range": (2, 4), "max_features": 60},
        "long-bounded": {"analyzer": "char_wb", "ngram_range": (5, 7), "max_features": 60},
        "ascii": {"strip_accents": "ascii"},
        "unicode": {"strip_accents": "unicode"},
        "english": {"stop_words": "english"},
        "stop-list": {"stop_words": ["the", "fox"], "ngram_range": (1, 2)},
        "vocabulary": {"vocabulary": ["dog", "fox", "the", "zebra"]},
        "vocabulary-dict": {"vocabulary": {"dog": 1, "fox": 0}},
        "rare": {"min_df": 2, "max_df": 0.9},
        "one-letter": {"token_pattern": r"(?u)\b\w+\b"},
        "spaces": {"token_pattern": r"\S+"},
        "letters": {"token_pattern": r"[a-zA-Z]{2,}"},
        "no-digits": {"token_pattern": r"\b[^\d\W]+\b"},
        "group": {"token_pattern": r"(\w+)-\w+|\w{3}"},
        "one-group": {"token_pattern": r"\b(\w)\w*"},
        "apostrophes": {"token_pattern": r"\w+(?:'\w+)?|[^\w\s]"},
    }.items():
        yield vectorizer(f"tfidf-{name}", lambda options=options: TfidfVectorizer(**options))


def hashing():
    yield Case("hashing", lambda: HashingVectorizer(n_features=16).fit(TEXTS), inputs(), methods=TRANSFORM)
    for name, options in {
        "unsigned": {"alternate_sign": False, "norm": "l1"},
        "binary": {"binary": True, "norm": None},
        "counted": {"norm": None, "ngram_range": (1, 2)},
        "float32": {"dtype": np.float32},
        "odd": {"n_features": 13, "analyzer": "char_wb", "ngram_range": (1, 5)},
        "integers": {"norm": None, "dtype": np.int64},
        "integers-normed": {"dtype": np.int32},
    }.items():
        options = {"n_features": 16, **options}
        yield vectorizer(f"hashing-{name}", lambda options=options: HashingVectorizer(**options))


def counts():
    """Counts that are the answer, which are integers unless told otherwise."""
    for name, steps in {
        "count": [CountVectorizer()],
        "count-binary-int32": [CountVectorizer(binary=True, dtype=np.int32)],
        "count-float32": [CountVectorizer(dtype=np.float32)],
        "count-binarized": [CountVectorizer(), Binarizer(threshold=1)],
        "count-kept": [CountVectorizer(), VarianceThreshold(0.2)],
        "count-largest": [CountVectorizer(), MaxAbsScaler()],
        "count-imputed": [CountVectorizer(), SimpleImputer(missing_values=1, add_indicator=True)],
        "count-imputed-often": [
            CountVectorizer(),
            SimpleImputer(missing_values=1, strategy="most_frequent", add_indicator=True),
        ],
        "count-log": [CountVectorizer(), FunctionTransformer(np.log1p)],
        "count-negative": [CountVectorizer(), FunctionTransformer(np.negative)],
        "count-beside-counts": [
            FeatureUnion([("64", CountVectorizer()), ("32", CountVectorizer(dtype=np.int32))])
        ],
        "count-beside-tfidf": [
            FeatureUnion([("count", CountVectorizer()), ("tfidf", TfidfVectorizer(dtype=np.float32))])
        ],
        "count-halved": [FeatureUnion([("count", CountVectorizer())], transformer_weights={"count": 0.5})],
    }.items():
        named = ["CountVectorizer"]
        yield vectorizer(name, lambda steps=steps: make_pipeline(*steps), estimators=named)


def pipelines():
    asked = {name: inputs()[name] for name in ("texts", "a frame", "a missing text")}
    for name, steps in {
        "count": lambda: [CountVectorizer()],
        "count-float32": lambda: [CountVectorizer(dtype=np.float32)],
        "count-tfidf": lambda: [CountVectorizer(binary=True), TfidfTransformer(sublinear_tf=True)],
        "count-float32-tfidf": lambda: [CountVectorizer(dtype=np.float32), TfidfTransformer()],
        "tfidf": lambda: [TfidfVectorizer()],
        "hashing": lambda: [HashingVectorizer(n_features=32)],
    }.items():
        yield Case(
            f"{name}-classifier",
            lambda steps=steps: make_pipeline(*steps(), LogisticRegression()).fit(TEXTS, CLASSES),
            asked,
            estimators=[type(step).__name__ for step in steps()],
        )
    yield from columns()
    counts = np.array([[1.0, 0, 2, 3], [0, 0, 0, 0], [4, 1, 0, 1]])
    rows = {"rows": counts, "float32": counts.astype("float32"), "integers": counts.astype("int64")}
    for name, options in {
        "": {},
        "-sublinear": {"sublinear_tf": True, "norm": "l1"},
        "-no-idf": {"use_idf": False},
    }.items():
        yield Case(
            f"tfidf-transformer{name}",
            lambda options=options: TfidfTransformer(**options).fit(counts),
            {**rows, "too wide": counts[:, :3], "missing": counts * np.nan},
            methods=TRANSFORM,
        )
    yield Case(
        "tfidf-transformer-float32",
        lambda: TfidfTransformer().fit(counts.astype("float32")),
        rows,
        methods=TRANSFORM,
    )


def columns():
    """A column of texts beside one of numbers; only a frame has both."""
    frame = pd.DataFrame({"review": TEXTS, "stars": np.arange(8) % 5})
    asked = pd.DataFrame({"review": ASKED, "stars": np.arange(9) % 4})
    for name, vectorizer in {
        "tfidf": TfidfVectorizer(),
        "count": CountVectorizer(ngram_range=(1, 2)),
        "hashing": HashingVectorizer(n_features=32),
    }.items():
        parts = [("words", vectorizer, "review"), ("numbers", StandardScaler(), ["stars"])]
        yield Case(
            f"{name}-column-classifier",
            lambda parts=parts: make_pipeline(ColumnTransformer(parts), LogisticRegression()).fit(
                frame, CLASSES
            ),
            {
                "rows": asked,
                "one row": asked[:1],
                "a missing text": asked.assign(review=["fox", None] + ASKED[2:]),
                "no texts": asked[["stars"]],
            },
            estimators=[type(vectorizer).__name__],
        )


def cases():
    yield from tfidf()
    yield from hashing()
    yield from counts()
    yield from pipelines()
