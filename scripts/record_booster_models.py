"""Saves models of XGBoost and LightGBM with the real MLflow and records what its pyfunc answers.

Run it in an environment with mlflow, xgboost and lightgbm (the fixtures come from Python 3.11,
mlflow 3.17.2, xgboost 3.2.0, lightgbm 4.7.0, scikit-learn 1.9.1):

    python scripts/record_booster_models.py

Writes test/fixtures/booster-models/<name>/ with the MLmodel file, the model and expected.json.
"""

import os
import shutil
import warnings
from pathlib import Path

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
import lightgbm as lgb
import mlflow
import numpy as np
import xgboost as xgb
from estimators.data import FLOWERS, KINDS, NUMBERS, SPECIES
from hash_seed import fix_hash_seed
from mlflow.models import infer_signature
from saved_model import record_answers, strip

ROOT = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "booster-models"
SMALL = {"n_estimators": 3, "random_state": 0, "n_jobs": 1}


def models():
    matrix = xgb.DMatrix(FLOWERS, NUMBERS)
    yield "xgboost-booster", mlflow.xgboost, xgb.train({"max_depth": 3}, matrix, 3), {}
    classifier = xgb.XGBClassifier(max_depth=2, **SMALL).fit(FLOWERS, KINDS)
    yield "xgboost-classifier-json", mlflow.xgboost, classifier, {"model_format": "json"}
    yield "xgboost-classifier-xgb", mlflow.xgboost, classifier, {"model_format": "xgb"}
    early = xgb.XGBRegressor(
        max_depth=2, early_stopping_rounds=2, learning_rate=0.9, **{**SMALL, "n_estimators": 9}
    )
    early.fit(FLOWERS[::2], NUMBERS[::2], eval_set=[(FLOWERS[1::2] + 0.6, NUMBERS[1::2])], verbose=False)
    yield "xgboost-best-iteration", mlflow.xgboost, early, {}
    quiet = {"verbose": -1, "num_leaves": 5, "min_child_samples": 5}
    data = lgb.Dataset(FLOWERS, NUMBERS)
    yield "lightgbm-booster", mlflow.lightgbm, lgb.train({**quiet, "num_threads": 1, "seed": 0}, data, 3), {}
    labels = lgb.LGBMClassifier(**SMALL, **quiet).fit(FLOWERS, SPECIES)
    yield "lightgbm-classifier-skops", mlflow.lightgbm, labels, {}
    regressor = lgb.LGBMRegressor(**SMALL, **quiet).fit(FLOWERS, NUMBERS)
    yield "lightgbm-regressor-pickle", mlflow.lightgbm, regressor, {"serialization_format": "cloudpickle"}


def inputs():
    rows = FLOWERS.iloc[::25].reset_index(drop=True)
    first = rows.columns[0]
    return {
        "rows": rows,
        "missing values": rows.mask(rows > rows.mean()),
        "infinite values": rows.assign(**{first: np.inf}),
    }


def record(name, flavor, model, options):
    folder = ROOT / name
    shutil.rmtree(folder, ignore_errors=True)
    answer = model.predict(xgb.DMatrix(FLOWERS) if name == "xgboost-booster" else FLOWERS)
    flavor.save_model(
        model, str(folder), signature=infer_signature(FLOWERS, answer), pip_requirements=[], **options
    )
    strip(folder)
    record_answers(folder, inputs())


if __name__ == "__main__":
    fix_hash_seed()
    warnings.simplefilter("ignore")
    for entry in models():
        record(*entry)
