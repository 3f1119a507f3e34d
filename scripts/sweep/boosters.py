"""Boosted trees with parameters drawn at random: XGBoost, LightGBM and CatBoost."""

import random
from typing import Any, Dict, Tuple

Drawn = Tuple[Any, str]  # a model that is not fitted, and the kind of its target

TASKS = ("number", "positive", "count", "two", "four")


def maybe(rng: random.Random, chance: float, **choices: list) -> Dict[str, Any]:
    """Some of the parameters, each with one of its values."""
    return {name: rng.choice(values) for name, values in choices.items() if rng.random() < chance}


def draw_xgboost(rng: random.Random) -> Drawn:
    import xgboost

    task = rng.choice(TASKS)
    objectives = {
        "number": ["reg:squarederror", "reg:absoluteerror", "reg:pseudohubererror"],
        "positive": ["reg:gamma", "reg:squaredlogerror", "reg:tweedie", "survival:cox"],
        "count": ["count:poisson", "reg:tweedie", "reg:squarederror"],
        "two": ["binary:logistic", "binary:hinge", "binary:logitraw", "reg:logistic"],
        "four": ["multi:softmax", "multi:softprob"],
    }
    parameters = {
        "n_estimators": rng.choice([1, 5, 12]),
        "max_depth": rng.choice([1, 3, 6]),
        "objective": rng.choice(objectives[task]),
        "random_state": 0,
        "n_jobs": 1,
        **maybe(
            rng,
            0.25,
            learning_rate=[0.1, 0.5, 1.0],
            booster=["dart", "gblinear"],
            base_score=[0.1, 0.3, 0.7],
            subsample=[0.7],
            num_parallel_tree=[2],
            grow_policy=["lossguide"],
            tree_method=["exact", "approx", "hist"],
            missing=[0.0, -1.0, 5.0],
            rate_drop=[0.3],
        ),
    }
    is_class = task in ("two", "four")
    return (xgboost.XGBClassifier if is_class else xgboost.XGBRegressor)(**parameters), task


def draw_lightgbm(rng: random.Random) -> Drawn:
    import lightgbm

    task = rng.choice(TASKS)
    objectives = {
        "number": ["regression", "regression_l1", "huber", "fair", "quantile"],
        "positive": ["gamma", "mape", "tweedie", "regression"],
        "count": ["poisson", "tweedie", "regression"],
        "two": ["binary", "cross_entropy"],
        "four": ["multiclass", "multiclassova"],
    }
    parameters = {
        "n_estimators": rng.choice([1, 5, 12]),
        "num_leaves": rng.choice([3, 8, 31]),
        "min_child_samples": rng.choice([2, 5]),
        "objective": rng.choice(objectives[task]),
        "random_state": 0,
        "n_jobs": 1,
        "verbosity": -1,
        **maybe(
            rng,
            0.2,
            boosting_type=["dart"],
            use_missing=[True, False],
            zero_as_missing=[True],
            max_bin=[5],
            boost_from_average=[False],
            extra_trees=[True],
            reg_sqrt=[True],
            max_cat_to_onehot=[1],
            sigmoid=[2.0],
        ),
    }
    if rng.random() < 0.15:
        parameters.update(boosting_type="rf", subsample=0.6, subsample_freq=1)
    is_class = task in ("two", "four")
    return (lightgbm.LGBMClassifier if is_class else lightgbm.LGBMRegressor)(**parameters), task


def draw_catboost(rng: random.Random) -> Drawn:
    import catboost

    task = rng.choice(TASKS)
    objectives = {
        "number": ["RMSE", "MAE", "Quantile:alpha=0.3", "Huber:delta=1", "LogCosh"],
        "positive": ["Tweedie:variance_power=1.5", "MAPE", "RMSEWithUncertainty"],
        "count": ["Poisson", "RMSE"],
        "two": ["Logloss"],
        "four": ["MultiClass", "MultiClassOneVsAll"],
    }
    parameters = {
        "iterations": rng.choice([1, 5, 12]),
        "depth": rng.choice([1, 3, 6]),
        "loss_function": rng.choice(objectives[task]),
        "random_seed": 0,
        "thread_count": 1,
        "verbose": 0,
        "allow_writing_files": False,
        **maybe(
            rng,
            0.3,
            learning_rate=[0.1, 0.5],
            grow_policy=["SymmetricTree", "Depthwise", "Lossguide"],
            one_hot_max_size=[2, 10],
            max_ctr_complexity=[1, 2],
            nan_mode=["Min", "Max"],
        ),
    }
    is_class = task in ("two", "four")
    return (catboost.CatBoostClassifier if is_class else catboost.CatBoostRegressor)(
        **parameters
    ), task
