"""Fits models with parameters drawn at random and records what the real library answers.

    python scripts/sweep_models.py FOLDER KIND [--count N] [--seed N]

KIND is `estimators` (any of scikit-learn, 1.2 and later), `pipelines`, `neighbors`, `radius`,
`novelty`, `processes`, `xgboost`, `lightgbm` or `catboost`. It writes below FOLDER what
scripts/record_estimators.py writes below
test/fixtures/estimators, a folder for each model that could be fitted, named by its seed.
`npm run sweep` runs it and compares the native engine's answers.
"""

import argparse
import pickle
import random
import signal
import sys
import warnings
from pathlib import Path
from typing import Any, Dict, Tuple

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from estimators.case_file import CaseFile  # noqa: E402
from estimators.recording import Case, answers_of, versions  # noqa: E402
from sweep import boosters, rows  # noqa: E402

# Sums of many floats differ by machine in their last digits; a wrong prediction differs by more.
TOLERANCE = 1e-9
SECONDS_TO_FIT = 30
BOOSTERS = {
    "xgboost": boosters.draw_xgboost,
    "lightgbm": boosters.draw_lightgbm,
    "catboost": boosters.draw_catboost,
}


def fit(kind: str, seed: int) -> Tuple[Any, Dict[str, Any]]:
    """A fitted model, and what it is asked."""
    rng = random.Random(seed)
    if kind == "estimators":
        from sweep.any_estimator import draw_estimator

        model, table, target, asked = draw_estimator(rng)
        return model.fit(table, target), {"rows": asked}
    if kind == "neighbors":
        from sweep.neighbors import draw_neighbors

        return draw_neighbors(rng)
    if kind == "radius":
        from sweep.radius_neighbors import draw_radius_neighbors

        return draw_radius_neighbors(rng)
    if kind == "novelty":
        from sweep.novelty import draw_outlier_factor

        return draw_outlier_factor(rng)
    if kind == "processes":
        from sweep.gaussian_process import draw_process

        return draw_process(rng)
    numbers = np.random.default_rng(seed)
    table = rows.draw_table(numbers)
    if kind == "pipelines":
        from sweep.pipelines import draw_pipeline

        model, task = draw_pipeline(rng, table)
        model.fit(table, rows.draw_target(rng, table, task))
        return model, rows.draw_inputs(numbers, table)
    model, task = BOOSTERS[kind](rng)
    texts = [name for name in table if table[name].dtype.kind == "O"]
    if kind == "catboost":
        table[texts] = table[texts].fillna("none")
        model.fit(table, rows.draw_target(rng, table, task), cat_features=texts)
        return model, rows.draw_inputs(numbers, table)
    table = table.drop(columns=texts)
    target = rows.draw_target(rng, table, task)
    if target.dtype.kind == "U":
        target = np.unique(target, return_inverse=True)[1]
    return model.fit(table, target), rows.draw_inputs(numbers, table)


def record(folder: Path, kind: str, seed: int) -> bool:
    model, inputs = fit(kind, seed)
    library = kind if kind in BOOSTERS else "scikit-learn"
    case = Case(f"seed-{seed}", lambda: model, inputs, library=library)
    answers = answers_of(model, case)
    if not answers[0]["answers"]:
        return False
    place = folder / kind / case.name
    place.mkdir(parents=True, exist_ok=True)
    (place / f"{case.tag()}.pkl").write_bytes(pickle.dumps(model))
    recordings = CaseFile(place / "recordings.json")
    recording = {
        "model": repr(model),
        "estimators": [type(model).__name__],
        "library": library,
        "tolerance": TOLERANCE,
        "versions": versions(),
    }
    recordings.put(case.tag(), recording, answers)
    recordings.write()
    return True


class TooSlow(Exception):
    pass


def give_up(*_: Any) -> None:
    raise TooSlow


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("kind", choices=["estimators", "pipelines", "neighbors", "radius", "novelty", "processes", *BOOSTERS])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, give_up)
    made = 0
    for seed in range(wanted.seed, wanted.seed + wanted.count):
        signal.alarm(SECONDS_TO_FIT)
        try:
            made += record(wanted.folder, wanted.kind, seed)
        except Exception:  # many drawn parameters do not go together: the library says so
            pass
        finally:
            signal.alarm(0)
    print(f"{wanted.kind}: {made} of {wanted.count} could be fitted", flush=True)
    if made == 0:
        sys.exit(1)


main()
