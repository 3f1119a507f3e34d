"""Records what Python and NumPy write, for the byte readers in src/core/formats.

Writes test/fixtures/formats/<kind>-numpy<version>/ with files (.pickle of protocols 0 to 5, .npy)
and expected.json, which says for each file what it holds. Run it once with NumPy 1 and once with
NumPy 2: they give their modules different names.

    pip install numpy && python scripts/record_format_fixtures.py

The fixtures in the repository come from Python 3.11.7 with NumPy 1.26.4 and with NumPy 2.4.6.
"""

import collections
import json
import math
import pickle
import platform
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "formats"

RECORD = np.dtype([("left", "<i8"), ("flag", "?"), ("threshold", "<f8")], align=True)

ARRAYS = {
    "float64": np.array([[1.5, -0.0, 1e300], [float("nan"), float("inf"), 2.0]]),
    "float32": np.array([1.1, 2.2], dtype="f4"),
    "int64": np.array([-1, 2**53, 5]),
    "int32": np.array([-1, 7], dtype="i4"),
    "int8": np.array([-128, 127], dtype="i1"),
    "uint16": np.array([0, 65535], dtype="u2"),
    "bool": np.array([True, False, True]),
    "big-endian": np.array([1, 258, -3], dtype=">i4"),
    "fortran": np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)),
    "text": np.array(["a", "länger", "", "😀"]),
    "bytes": np.array([b"a", b"bc"]),
    "records": np.array([(-1, True, 0.5), (3, False, -2.5)], dtype=RECORD),
    "scalar": np.array(3.25),
    "empty": np.zeros((0, 4)),
}

OBJECTS = {
    "none": None,
    "booleans": [True, False],
    "integers": [0, 255, 256, 65535, 65536, -1, 2**31, -(2**31), 2**53 + 1, -(2**70), 2**2048],
    "floats": [0.0, -1.5, 1e-300, float("nan"), float("inf"), float("-inf")],
    "texts": ["", "plain", "umläut", "日本", "😀", "line\nfeed", "back\\slash", "'\"", "x" * 300],
    "bytes": [b"", b"\x00\xff", b"y" * 300],
    "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)],
    "dict": {"a": 1, 2: "b", (1, 2): None},
    "sets": [{1}, frozenset([2]), set(), frozenset()],
    "nested": [[[[[1]]]], {"x": {"y": [1, {"z": ()}]}}],
    "ordered": collections.OrderedDict([("b", 1), ("a", 2)]),
    "bytearray": bytearray(b"abc"),
    "objects": np.array([1, "two", None, 3.5], dtype=object),
    "numpy scalars": [np.float64(1.5), np.int32(-4), np.bool_(True), np.str_("text")],
}


def encode(value):
    if isinstance(value, np.ndarray):
        return encode_array(value)
    if isinstance(value, np.generic):
        return encode_array(np.asarray(value))
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": value.hex()}
    for kind in (list, tuple, set, frozenset):
        if isinstance(value, kind):
            return {kind.__name__: [encode(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, int) and abs(value) >= 2**53:
        return {"integer": str(value)}
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": repr(value)}
    return str(value) if isinstance(value, str) else value


def encode_array(array):
    if array.dtype.names:
        fields = {name: [float(item) for item in array[name]] for name in array.dtype.names}
        return {"array": "structured", "shape": list(array.shape), "fields": fields}
    name = {"U": "str", "S": "bytes", "O": "object"}.get(array.dtype.kind, array.dtype.name)
    values = [encode(item) for item in array.ravel().tolist()]
    return {"array": name, "shape": list(array.shape), "values": values}


def main():
    folder = ROOT / f"numpy-{np.__version__}"
    folder.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name, array in ARRAYS.items():
        np.save(folder / f"{name}.npy", array)
        expected[f"{name}.npy"] = encode(array)
    shared = ["again"]
    objects = {**OBJECTS, **ARRAYS, "shared": [shared, shared, (shared,)]}
    for protocol in range(6):
        file = f"protocol-{protocol}.pickle"
        (folder / file).write_bytes(pickle.dumps(objects, protocol))
        expected[file] = encode(objects)
    versions = {"python": platform.python_version(), "numpy": np.__version__}
    (folder / "expected.json").write_text(json.dumps({"versions": versions, "files": expected}))


if __name__ == "__main__":
    main()
