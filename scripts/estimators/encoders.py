"""Encoders of categories: one-hot, ordinal, target."""

import numpy as np
import pandas as pd
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

from .data import mixed_frame
from .recording import SKLEARN, Case

FRAME = mixed_frame(40)
TEXTS = FRAME[["size", "member", "children"]].assign(
    town=FRAME["city"].where(FRAME["city"].notna(), "nowhere")
)
GAPS = FRAME[["city", "size"]].assign(city=FRAME["city"].where(FRAME["city"].notna(), np.nan))
NUMBERS = np.column_stack([np.arange(24) % 5, (np.arange(24) * 7) % 4 - 1.5, np.arange(24) % 2])
DENSE = {"sparse_output" if SKLEARN >= (1, 2) else "sparse": False}


def text_inputs(frame=TEXTS):
    rows = frame.iloc[:12].reset_index(drop=True)
    text = [name for name in frame.columns if frame[name].dtype.kind not in "bif"][-1]
    known = rows[text].iloc[0]
    inputs = {
        "rows": rows,
        "one row": rows.iloc[:1],
        "an unknown text": rows.iloc[:4].assign(**{text: [known, "Atlantis", known, "x"]}),
        "a missing text": rows.iloc[:3].assign(**{text: [known, np.nan, known]}),
        "numbers for texts": rows.iloc[:3].assign(**{text: [1.5, 2.5, 3.5]}),
        "mixed for texts": rows.iloc[:3].assign(**{text: pd.Series([known, 2, True], dtype=object)}),
        "an array of objects": rows.to_numpy(dtype=object),
        "too few columns": rows.iloc[:, :1],
    }
    # 1.0 and 1.1 only warned and took the columns as they came.
    if SKLEARN >= (1, 2):
        inputs["another order"] = rows[list(rows.columns[::-1])]
    return inputs


def more_texts():
    inputs = text_inputs()
    rows = inputs["rows"].iloc[:5]
    inputs["floats for integers"] = rows.assign(children=[0.0, 1.0, 2.5, 3.0, 4.0])
    inputs["objects for integers"] = rows.assign(children=pd.Series([0, 1.0, True, "1", 9], dtype=object))
    inputs["numbers for booleans"] = rows.assign(member=[0, 1, 1, 0, 2])
    inputs["a missing number"] = rows.assign(children=[0.0, 1.0, np.nan, 3.0, 2.0])
    inputs["an infinite number"] = rows.assign(children=[0.0, 1.0, np.inf, 3.0, 2.0])
    return inputs


def number_inputs():
    rows = NUMBERS[:8]
    odd = rows.copy()
    odd[2, 0] = 99
    gap = rows.copy()
    gap[1, 1] = np.nan
    endless = rows.copy()
    endless[1, 1] = -np.inf
    return {
        "rows": rows,
        "one row": rows[:1],
        "an unknown number": odd,
        "a missing number": gap,
        "an infinite number": endless,
        "float32": rows.astype("float32"),
        "integers": rows.round().astype("int64"),
        "a frame": pd.DataFrame(rows),
    }


def one_hot():
    texts, gaps, numbers = more_texts(), text_inputs(GAPS), number_inputs()

    def encoder(data=TEXTS, **options):
        return lambda: OneHotEncoder(**options).fit(data)

    yield Case("one-hot-error", encoder(), texts, skops=True)
    yield Case("one-hot-ignore", encoder(handle_unknown="ignore"), texts)
    yield Case("one-hot-dense", encoder(handle_unknown="ignore", dtype=np.float32, **DENSE), texts)
    yield Case("one-hot-integers", encoder(dtype=int, drop="first"), texts)
    yield Case("one-hot-bytes", encoder(dtype=np.uint8), texts)
    yield Case("one-hot-booleans", encoder(dtype=bool), texts)
    yield Case("one-hot-drop-ignore", encoder(drop="if_binary", handle_unknown="ignore", **DENSE), texts)
    yield Case("one-hot-drop-binary", encoder(drop="if_binary"), texts)
    yield Case("one-hot-drop-these", encoder(drop=["small", True, 2, "Rome"], **DENSE), texts)
    yield Case("one-hot-missing", encoder(GAPS, handle_unknown="ignore"), gaps)
    yield Case("one-hot-numbers", encoder(NUMBERS, handle_unknown="ignore"), numbers)
    yield Case("one-hot-numbers-error", encoder(NUMBERS, **DENSE), numbers)
    lists = [["small", "large", "medium"], [False, True], [0, 1, 2, 3], ["Rome", "Oslo", "nowhere"]]
    yield Case("one-hot-given", encoder(categories=lists, handle_unknown="ignore"), texts)
    for choice in ("infrequent_if_exist", "ignore", "error", "warn"):
        rare = {"handle_unknown": choice, "min_frequency": 8, **DENSE}
        yield Case(f"one-hot-rare-{choice}", encoder(**rare), texts)
    most = {"max_categories": 3, "handle_unknown": "infrequent_if_exist"}
    yield Case("one-hot-at-most", encoder(drop="first", **most), texts)
    yield Case("one-hot-at-most-missing", encoder(GAPS, **most), gaps)


def ordinal():
    texts, gaps, numbers = more_texts(), text_inputs(GAPS), number_inputs()

    def encoder(data=TEXTS, **options):
        return lambda: OrdinalEncoder(**options).fit(data)

    coded = {"handle_unknown": "use_encoded_value", "unknown_value": -1}
    yield Case("ordinal-error", encoder(), texts, skops=True)
    yield Case("ordinal-unknown", encoder(**coded), texts)
    yield Case("ordinal-unknown-nan", encoder(**{**coded, "unknown_value": np.nan}), texts)
    yield Case("ordinal-integers", encoder(dtype=np.int32, **coded), texts)
    yield Case("ordinal-missing", encoder(GAPS), gaps)
    yield Case("ordinal-missing-code", encoder(GAPS, encoded_missing_value=-2, **coded), gaps)
    yield Case("ordinal-numbers", encoder(NUMBERS, dtype="float32", **coded), numbers)
    yield Case("ordinal-rare", encoder(min_frequency=8, **coded), texts)
    yield Case("ordinal-rare-missing", encoder(GAPS, max_categories=3), gaps)
    lists = [["small", "medium", "large"], [False, True], [0, 1, 2, 3], sorted(set(TEXTS["town"]))]
    yield Case("ordinal-given", encoder(categories=lists, **coded), texts)


def target():
    from sklearn.preprocessing import TargetEncoder

    texts, gaps, numbers = more_texts(), text_inputs(GAPS), number_inputs()
    at = np.arange(40)
    amounts = np.sin(at) * 3 + at % 5
    two = np.where(amounts > 1.5, "yes", "no")
    three = np.array(["a", "b", "c"])[(at * 3 + at // 4) % 3]

    def encoder(data, answer, **options):
        return lambda: TargetEncoder(random_state=0, **options).fit(data, answer[: len(data)])

    yield Case("target-numbers", encoder(TEXTS, amounts), texts, skops=True)
    yield Case("target-smooth", encoder(TEXTS, amounts, smooth=5.0, target_type="continuous"), texts)
    yield Case("target-two-classes", encoder(GAPS, two), gaps)
    yield Case("target-classes", encoder(GAPS, three), gaps)
    yield Case("target-of-numbers", encoder(NUMBERS, amounts), numbers)


def cases():
    yield from one_hot()
    yield from ordinal()
    try:
        yield from target()
    except ImportError:  # before 1.3
        pass
