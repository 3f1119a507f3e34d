"""Support vector machines of libsvm; the linear ones stand in linear.py."""

import numpy as np
import scipy.sparse
from sklearn.svm import SVC, SVR, NuSVC, NuSVR, OneClassSVM

from .data import FLOWERS, IS_LAST, KINDS, NUMBERS, SPECIES
from .recording import Case

# Few rows, so that there are few support vectors; scaled, so that polynomials stay small.
SOME = FLOWERS.iloc[::3].reset_index(drop=True) / 4
NUMBER, KIND, LAST, NAME = NUMBERS[::3], KINDS[::3], IS_LAST[::3], SPECIES[::3]
SPARSE = scipy.sparse.csr_matrix(SOME.where(SOME > 0.7, 0).to_numpy())
FOUR = np.where(FLOWERS["sepal width"].to_numpy()[::3] > 3.3, 3, KIND)


def inputs():
    rows = FLOWERS.iloc[[0, 57, 101, 133, 147]].reset_index(drop=True) / 4
    first = rows.columns[0]
    return {
        "rows": rows,
        "one row": rows.iloc[1:2],
        "huge values": rows.iloc[:2] * 1e3,
        "zeros": rows.iloc[:1] * 0,
        "integers": rows.iloc[3:].round().astype("int64").reset_index(drop=True),
        "a missing value": rows.iloc[:1].assign(**{first: np.nan}),
        "an infinite value": rows.iloc[:1].assign(**{first: np.inf}),
        "an array of float32": rows.iloc[1:3].to_numpy(dtype="float32"),
    }


def models():
    yield "svc", lambda: SVC().fit(SOME, KIND)
    yield "svc-two-classes", lambda: SVC(gamma="auto", class_weight="balanced").fit(SOME, LAST)
    yield "svc-linear-texts", lambda: SVC(kernel="linear").fit(SOME, NAME)
    yield "svc-poly", lambda: SVC(kernel="poly", degree=3, coef0=1.5, gamma=0.5).fit(SOME, KIND)
    yield "svc-poly-square", lambda: SVC(kernel="poly", degree=2).fit(SOME, LAST)
    yield "svc-sigmoid", lambda: SVC(kernel="sigmoid", gamma=0.1, coef0=-0.5).fit(SOME, LAST)
    yield "svc-pairs", lambda: SVC(decision_function_shape="ovo", C=10.0).fit(SOME, KIND)
    yield "svc-four-classes", lambda: SVC(C=5.0).fit(SOME, FOUR)
    yield "svc-four-classes-break-ties", lambda: SVC(break_ties=True, C=0.05).fit(SOME, FOUR)
    yield "svc-probability", lambda: SVC(probability=True, random_state=0).fit(SOME, NAME)
    yield "svc-probability-two-classes", lambda: SVC(
        kernel="linear", probability=True, random_state=0
    ).fit(SOME, LAST)
    yield "svc-probability-four-classes", lambda: SVC(probability=True, random_state=0).fit(SOME, FOUR)
    yield "nu-svc", lambda: NuSVC(nu=0.2).fit(SOME, KIND)
    yield "nu-svc-probability", lambda: NuSVC(nu=0.2, probability=True, random_state=0).fit(SOME, LAST)
    # Text classifiers are fitted on sparse rows; dense rows are made sparse when they come.
    yield "svc-sparse", lambda: SVC().fit(SPARSE, KIND)
    yield "svc-sparse-linear", lambda: SVC(
        kernel="linear", probability=True, random_state=0
    ).fit(SPARSE, LAST)
    yield "svc-sparse-poly", lambda: SVC(kernel="poly", degree=2, coef0=1.0).fit(SPARSE, FOUR)
    yield "svr-sparse", lambda: SVR().fit(SPARSE, NUMBER)
    yield "one-class-svm-sparse", lambda: OneClassSVM(kernel="sigmoid", nu=0.3).fit(SPARSE)
    yield "svr", lambda: SVR(C=2.0).fit(SOME, NUMBER)
    yield "svr-linear", lambda: SVR(kernel="linear", epsilon=0.5).fit(SOME, NUMBER)
    yield "svr-poly", lambda: SVR(kernel="poly", degree=4, coef0=0.5, gamma=0.2).fit(SOME, NUMBER)
    yield "svr-sigmoid", lambda: SVR(kernel="sigmoid", gamma=0.05).fit(SOME, NUMBER)
    yield "svr-without-support", lambda: SVR(epsilon=1000.0).fit(SOME, NUMBER)
    yield "nu-svr", lambda: NuSVR(nu=0.3).fit(SOME, NUMBER)
    yield "one-class-svm", lambda: OneClassSVM(nu=0.2).fit(SOME)
    yield "one-class-svm-linear", lambda: OneClassSVM(kernel="linear", nu=0.4).fit(SOME)


def cases():
    asked = inputs()
    for name, make in models():
        yield Case(name, make, asked, skops=name == "svc-probability")
