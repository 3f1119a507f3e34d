"""Saves CatBoost models with the real MLflow and records what its pyfunc answers.

Run it in an environment with mlflow and catboost (the fixtures come from Python 3.11, mlflow
3.17.2, catboost 1.2.10):

    python scripts/record_catboost_models.py

Writes test/fixtures/catboost-models/<name>/ with the MLmodel file, the model and expected.json.
"""

import shutil
import warnings
from pathlib import Path

import mlflow
from catboost import CatBoost, CatBoostClassifier, CatBoostRanker, CatBoostRegressor
from estimators.catboost_models import ANSWER, CATEGORIES, PEOPLE, SCORE, SMALL, THIRDS, settled
from estimators.data import COUNTS, FLOWERS, KINDS, NUMBERS, SPECIES, TWO_NUMBERS
from mlflow.models import infer_signature
from saved_model import record_answers, strip

ROOT = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "catboost-models"
JSON = {"format": "json"}
COMBINED = {"max_ctr_complexity": 2, "one_hot_max_size": 3, "cat_features": CATEGORIES}


def models():
    yield "regressor", CatBoostRegressor(**SMALL), FLOWERS, NUMBERS, {}
    yield "sums", CatBoost({"loss_function": "Poisson", **SMALL}), FLOWERS, COUNTS, {}
    yield "ranker", CatBoostRanker(loss_function="RMSE", **SMALL), FLOWERS, NUMBERS, {}
    yield "classifier", CatBoostClassifier(**SMALL), FLOWERS, SPECIES, {}
    yield "people", CatBoostClassifier(**COMBINED, **SMALL), PEOPLE, ANSWER, {}
    yield "json-classifier", CatBoostClassifier(**SMALL), FLOWERS, SPECIES, JSON
    yield "json-poisson", CatBoostRegressor(loss_function="Poisson", **SMALL), FLOWERS, COUNTS, JSON
    both = CatBoostRegressor(loss_function="MultiRMSE", **SMALL)
    yield "json-two-numbers", both, FLOWERS, TWO_NUMBERS, JSON
    for policy in ("Depthwise", "Lossguide"):
        model = CatBoostClassifier(grow_policy=policy, **SMALL)
        yield f"json-{policy.lower()}", model, FLOWERS, KINDS, JSON
    yield "json-people", CatBoostClassifier(**COMBINED, **SMALL), PEOPLE, ANSWER, JSON
    yield "json-people-thirds", CatBoostClassifier(**COMBINED, **SMALL), PEOPLE, THIRDS, JSON
    means = {"simple_ctr": ["BinarizedTargetMeanValue"], "combinations_ctr": ["Counter"]}
    yield "json-people-score", CatBoostRegressor(**COMBINED, **means, **SMALL), PEOPLE, SCORE, JSON


def inputs(frame):
    rows = frame.iloc[::12].reset_index(drop=True)
    numbers = rows.select_dtypes("number").columns[0]
    asked = {
        "rows": rows,
        "one row": rows.iloc[:1],
        "missing numbers": rows.assign(**{numbers: float("nan")}),
    }
    if "city" in frame:
        asked["unknown categories"] = rows.assign(city="Atlantis")
    return asked


def record(name, model, frame, target, options):
    folder = ROOT / name
    shutil.rmtree(folder, ignore_errors=True)
    settled(model.fit(frame, target))
    signature = infer_signature(frame, model.predict(frame))
    mlflow.catboost.save_model(model, str(folder), signature=signature, pip_requirements=[], **options)
    strip(folder)
    record_answers(folder, inputs(frame))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    for entry in models():
        record(*entry)
