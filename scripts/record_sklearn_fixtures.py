"""Records small scikit-learn models and what the library itself answers for them.

Writes test/fixtures/sklearn/<name>/ with model.skops or model.pkl, an MLmodel file and
expected.json (inputs, answers of every method, the errors' kinds, versions). Run it once in each
virtual environment; names carry the version, so that runs do not overwrite one another:

    pip install scikit-learn pandas cloudpickle [skops]
    python scripts/record_sklearn_fixtures.py

The fixtures in the repository come from (Python, scikit-learn, NumPy, pandas):
    3.11.7, 1.9.1, 2.4.6, 3.1.1 · 3.11.7, 1.8.0, 2.4.6, 2.3.3 · 3.11.7, 1.5.2, 2.4.6, 2.3.3
    3.11.7, 1.3.2, 1.26.4, 2.1.4 · 3.11.7, 1.2.2, 1.26.4, 2.3.3
    3.9.18, 1.0.2, 1.23.5, 1.5.3 · 3.8.18, 0.23.2, 1.23.5, 1.3.5
No MLflow is needed: the MLmodel file is written as mlflow.sklearn.save_model (3.17) writes it.
"""

import json
import pickle
import platform
import sys
from pathlib import Path

import cloudpickle
import numpy as np
import pandas as pd
import sklearn
from estimators.data import FLOWERS, KINDS, NAMES, NUMBERS, SPECIES, TWO_NUMBERS
from estimators.recording import write_answer, write_input
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

try:
    import skops.io as skops_io
except ImportError:
    skops_io = None

ROOT = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "sklearn"
VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
DATA = FLOWERS.to_numpy()
METHODS = ["predict", "predict_proba", "predict_log_proba", "decision_function"]


def with_missing(frame, share=0.15):
    generator = np.random.RandomState(5)
    copy = frame.copy()
    return copy.mask(generator.rand(*copy.shape) < share)


def thresholds(estimator):
    """Rows that stand exactly at, just below and just above the thresholds of a tree."""
    trees = getattr(estimator, "estimators_", [estimator])
    rows = []
    for tree in trees[:3]:
        nodes = tree.tree_
        inner = [i for i in range(nodes.node_count) if nodes.children_left[i] >= 0][:5]
        for node in inner:
            base = DATA[(node * 17) % 150].copy()
            for value in (
                nodes.threshold[node],
                np.nextafter(nodes.threshold[node], -np.inf),
                np.nextafter(nodes.threshold[node], np.inf),
                np.float64(np.float32(nodes.threshold[node])),
                np.float64(np.nextafter(np.float32(nodes.threshold[node]), np.float32(np.inf))),
            ):
                row = base.copy()
                row[nodes.feature[node]] = value
                rows.append(row)
    return pd.DataFrame(rows, columns=NAMES) if rows else None


def last_step(model):
    return model.steps[-1][1] if isinstance(model, Pipeline) else model


def inputs_for(model, has_names):
    rows = FLOWERS.iloc[::7].reset_index(drop=True)
    cases = {
        "rows": rows,
        "one row": rows.iloc[:1],
        "huge values": rows * 1e6,
        "integers": rows.round().astype("int64"),
        "large integers": (rows.round().astype("int64") * 3002399751580331),
        "narrow integers": rows.round().astype("int32"),
        "float32": rows.astype("float32"),
        "mixed types": rows.astype({NAMES[0]: "float32", NAMES[1]: "float64"}),
        "numbers as text": rows.astype({NAMES[2]: str}),
        "a boolean column": rows.assign(**{NAMES[3]: rows[NAMES[3]] > 1}),
        "missing values": rows.mask(rows > 5.5),
        "an infinite value": rows.replace(rows.iloc[3, 0], np.inf),
        "too large for float32": rows.replace(rows.iloc[3, 0], 1e39),
        "no rows": rows.iloc[:0],
        "an array": rows.to_numpy(),
        "an array of float32": rows.to_numpy(dtype="float32"),
        "an array of integers": rows.round().to_numpy(dtype="int64"),
        "one dimension": rows.to_numpy()[0],
        "too few columns": rows.to_numpy()[:, :3],
        "text": rows.astype(object).replace(rows.iloc[3, 1], "wide"),
    }
    if has_names and VERSION >= (1, 2):
        cases["another order"] = rows[NAMES[::-1]]
        cases["an unknown name"] = rows.rename(columns={NAMES[1]: "colour"})
        cases["a column too many"] = rows.assign(colour=1.0)
    tree_rows = thresholds(last_step(model)) if hasattr(last_step(model), "tree_") or hasattr(
        last_step(model), "estimators_"
    ) else None
    if tree_rows is not None and not isinstance(model, Pipeline):
        cases["at thresholds"] = tree_rows
    return cases


def record(name, model, formats, has_names=True):
    cases = []
    for label, data in inputs_for(model, has_names).items():
        methods = [m for m in METHODS if hasattr(model, m)]
        if label not in ("rows", "at thresholds", "missing values", "huge values", "float32"):
            methods = methods[:1]
        answers = {method: write_answer(getattr(model, method), data) for method in methods}
        cases.append({"name": label, "input": write_input(data), "answers": answers})
    # The first format gets all cases, the others a few: the object in them is the same.
    for form in formats if skops_io else [form for form in formats if form != "skops"]:
        save(f"{name}-{sklearn.__version__}-{form}", model, form, cases)
        cases = [case for case in cases if case["name"] in ("rows", "missing values", "at thresholds")]


def save(folder_name, model, form, cases):
    folder = ROOT / folder_name
    folder.mkdir(parents=True, exist_ok=True)
    file = "model.skops" if form == "skops" else "model.pkl"
    if form == "skops":
        skops_io.dump(model, folder / file)
    elif form == "cloudpickle":
        (folder / file).write_bytes(cloudpickle.dumps(model, protocol=pickle.DEFAULT_PROTOCOL))
    else:
        (folder / file).write_bytes(pickle.dumps(model, protocol=int(form[-1])))
    serialization = form if form in ("skops", "cloudpickle") else "pickle"
    (folder / "MLmodel").write_text(
        "flavors:\n"
        "  python_function:\n"
        "    loader_module: mlflow.sklearn\n"
        f"    model_path: {file}\n"
        "    predict_fn: predict\n"
        f"    python_version: {platform.python_version()}\n"
        "  sklearn:\n"
        "    code: null\n"
        f"    pickled_model: {file}\n"
        f"    serialization_format: {serialization}\n"
        f"    sklearn_version: {sklearn.__version__}\n"
    )
    versions = {
        "python": platform.python_version(),
        "scikit-learn": sklearn.__version__,
        "numpy": np.__version__,
        "pandas": pd.__version__,
    }
    expected = {"versions": versions, "cases": cases}
    (folder / "expected.json").write_text(json.dumps(expected, indent=None) + "\n")


def main():
    both = ["skops", "cloudpickle"]
    scaled = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    record("iris-pipeline", scaled.fit(FLOWERS, KINDS), both + ["pickle0", "pickle2", "pickle5"])
    record("logistic-text", LogisticRegression(max_iter=500).fit(FLOWERS, SPECIES), both)
    binary = LogisticRegression(max_iter=500)
    record("logistic-bool", binary.fit(DATA, KINDS == 2), both, has_names=False)
    narrow = make_pipeline(StandardScaler(), LogisticRegression(max_iter=500))
    record("float32-pipeline", narrow.fit(FLOWERS.astype("float32"), KINDS * 1.0), both[1:])
    if VERSION < (1, 7):
        for choice, classes in (("ovr", KINDS), ("multinomial", (KINDS == 1) * 1)):
            model = LogisticRegression(max_iter=500, multi_class=choice).fit(FLOWERS, classes)
            record(f"logistic-{choice}", model, both[1:])
        record("logistic-liblinear", LogisticRegression(solver="liblinear").fit(FLOWERS, KINDS), both[1:])
    record("linear", LinearRegression().fit(FLOWERS, NUMBERS), both)
    record("linear-no-intercept", LinearRegression(fit_intercept=False).fit(FLOWERS, TWO_NUMBERS), both[1:])
    record("ridge-two", Ridge(alpha=0.5).fit(FLOWERS, TWO_NUMBERS), both)
    steps = [("scale", StandardScaler(with_mean=False)), ("skip", "passthrough"), ("fit", Ridge())]
    record("ridge-pipeline", Pipeline(steps).fit(FLOWERS, NUMBERS), both)
    tree = DecisionTreeClassifier(max_depth=5, random_state=1)
    record("tree-text", tree.fit(FLOWERS, SPECIES), both)
    weighted = DecisionTreeClassifier(max_depth=3, class_weight={0: 0.3, 1: 1.7, 2: 0.1}, random_state=1)
    record("tree-weighted", weighted.fit(FLOWERS, KINDS), both[1:])
    deep = DecisionTreeRegressor(max_depth=5, random_state=1)
    record("tree-regressor", deep.fit(FLOWERS, NUMBERS), both)
    double = DecisionTreeRegressor(max_depth=4, random_state=1)
    record("tree-regressor-two", double.fit(FLOWERS, TWO_NUMBERS), both[1:])
    forest = RandomForestClassifier(n_estimators=10, max_depth=4, random_state=2)
    record("forest", forest.fit(FLOWERS, KINDS), both + ["pickle5"])
    many = RandomForestClassifier(n_estimators=10, max_depth=4, random_state=2)
    record("forest-ten-classes", many.fit(FLOWERS, (FLOWERS.iloc[:, 0] * 2.5).round().astype(int)), both[1:])
    regressor = RandomForestRegressor(n_estimators=10, max_depth=4, random_state=3)
    record("forest-regressor", regressor.fit(FLOWERS, NUMBERS), both)
    pair = RandomForestRegressor(n_estimators=5, max_depth=3, random_state=4)
    record("forest-regressor-two", pair.fit(FLOWERS, TWO_NUMBERS), both[1:])
    mixed = make_pipeline(StandardScaler(), RandomForestClassifier(n_estimators=5, max_depth=3, random_state=0))
    record("scaled-forest", mixed.fit(FLOWERS, SPECIES), both[1:])
    if VERSION >= (1, 3):
        gaps = with_missing(FLOWERS)
        missing = DecisionTreeClassifier(max_depth=4, random_state=1)
        record("tree-missing", missing.fit(gaps, KINDS), both[1:])
    if VERSION >= (1, 4):
        wood = RandomForestRegressor(n_estimators=5, max_depth=4, random_state=1)
        record("forest-missing", wood.fit(with_missing(FLOWERS), NUMBERS), both[1:])
    print(f"recorded with scikit-learn {sklearn.__version__} in {ROOT}", file=sys.stderr)


if __name__ == "__main__":
    main()
