"""Rows and targets drawn at random: what models of a sweep are fitted to and asked."""

import random
from typing import Any, Dict

import numpy as np
import pandas as pd

COLORS = np.array(["red", "green", "blue", "grün", "", "a b"], dtype=object)
WORDS = "the cat sat on a mat Über naïve don't 42 foo_bar e-mail CAT".split()


def draw_table(rng: np.random.Generator, count: int = 90) -> pd.DataFrame:
    """Floats of several sizes, some missing or float32, and maybe integers, texts and booleans."""
    columns: Dict[str, Any] = {}
    for index in range(rng.integers(2, 5)):
        values = rng.normal(size=count) * 10.0 ** rng.integers(-2, 3) + rng.choice([0, 5, -100])
        if rng.random() < 0.4:
            values = np.where(rng.random(count) < 0.15, np.nan, values)
        columns[f"number {index}"] = values.astype("float32") if rng.random() < 0.1 else values
    for index in range(rng.integers(0, 3)):
        columns[f"count {index}"] = rng.integers(0, rng.integers(2, 20), count)
    for index in range(rng.integers(0, 3)):
        texts = rng.choice(COLORS, count)
        # NaN and not None: JSON has one null for both, and pandas 3 has NaN.
        texts[rng.random(count) < rng.choice([0, 0.1])] = np.nan
        columns[f"text {index}"] = texts
    if rng.random() < 0.2:
        columns["truth"] = rng.random(count) < 0.5
    return pd.DataFrame(columns)


def draw_target(rng: random.Random, table: pd.DataFrame, kind: str) -> np.ndarray:
    """One target of a kind: `number`, `positive`, `count`, `two` or `four` classes."""
    noise = np.random.default_rng(rng.getrandbits(32)).normal(size=len(table)) * 0.3
    numbers = table.select_dtypes("number").fillna(0).astype(float)
    score = ((numbers - numbers.mean()) / (numbers.std() + 1e-9)).sum(axis=1).to_numpy() + noise
    if kind == "number":
        return score
    if kind == "positive":
        return np.abs(score) + 0.1
    if kind == "count":
        return np.floor(np.abs(score) * 2)
    classes = pd.qcut(score, 2 if kind == "two" else 4, labels=False)
    return classes if rng.random() < 0.6 else np.array(["a", "b", "c", "d"])[classes]


def draw_inputs(rng: np.random.Generator, table: pd.DataFrame) -> Dict[str, pd.DataFrame]:
    """Rows that were seen, the same with more gaps and unseen texts, and rows far outside."""
    rows = table.sample(12, random_state=int(rng.integers(99))).reset_index(drop=True)
    gaps, far = rows.copy(), rows.copy()
    for name in rows.columns:
        kind = rows[name].dtype.kind
        if kind == "f":
            gaps[name] = gaps[name].mask(rng.random(len(gaps)) < 0.3)
            far[name] = far[name] * 100
        elif kind == "i":
            far[name] = far[name] + 50
        elif kind == "O":
            gaps[name] = gaps[name].mask(rng.random(len(gaps)) < 0.3, "unseen")
    return {"rows": rows, "more gaps": gaps, "far rows": far}


def draw_texts(rng: np.random.Generator, count: int) -> np.ndarray:
    return np.array([" ".join(rng.choice(WORDS, 6)) for _ in range(count)], dtype=object)
