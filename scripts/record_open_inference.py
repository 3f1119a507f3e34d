"""Records what a real MLServer answers to Open Inference Protocol requests for the fixtures' models.

    python scripts/record_open_inference.py

Run it in an environment with mlserver, mlserver-mlflow, "uvloop<0.22", mlflow and scikit-learn. It
writes test/fixtures/open-inference/<model>.json: the versions, and transcripts one a line. Requests
that name a client type are made by MLServer's own client types, mlserver.types and mlserver.codecs.
"""

import contextlib
import importlib.metadata
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from http_exchange import exchange
from mlserver.codecs import NumpyRequestCodec, PandasCodec, StringRequestCodec

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "test" / "fixtures" / "open-inference"
PACKAGES = ["mlserver", "mlserver-mlflow", "mlflow", "scikit-learn", "numpy", "pandas"]

IRIS = ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"]
IRIS_ROWS = [[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.2, 2.3], [5.9, 3.0, 4.2, 1.5]]
HOUSES = {
    "rooms": ("INT32", [3, 4, 6]),
    "id": ("INT64", [1, 2, 9007199254740993]),
    "area": ("FP32", [50.5, 75.25, 120.0]),
    "age": ("FP64", [10.0, 20.5, 1.0]),
    "garden": ("BOOL", [True, False, True]),
}
MIXED = {
    "a_double": ("FP64", [1.5, 2.0]),
    "a_float": ("FP32", [0.1, 2.5]),
    "a_long": ("INT64", [1, 9007199254740993]),
    "a_integer": ("INT32", [-3, 4]),
    "a_boolean": ("BOOL", [True, False]),
    "a_string": ("BYTES", ["x", "é ü"]),
}


def tensor(name, datatype, data, shape=None, **parameters):
    """One entry of "inputs"."""
    entry = {"name": name, "datatype": datatype, "shape": shape or [len(data)], "data": data}
    return {**entry, "parameters": parameters} if parameters else entry


def columns(table, **extra):
    return {"inputs": [tensor(name, kind, data, **extra) for name, (kind, data) in table.items()]}


def client(codec, payload):
    """A request as MLServer's own client makes it."""
    return json.loads(codec.encode_request(payload, use_bytes=False).model_dump_json(exclude_none=True))


def frame_cases(table, prefix):
    """What every model with named columns is asked."""
    pd_parameters = {"parameters": {"content_type": "pd"}}
    plain = columns(table)
    first = next(iter(table))
    kind, data = table[first]
    tall = [tensor(name, kind, data, [len(data), 1]) for name, (kind, data) in table.items()]
    nested = [tensor(n, k, [[v] for v in data], [len(data), 1]) for n, (k, data) in table.items()]
    # MLServer 1.7 does not know the string dtype of pandas 3.
    frame = pd.DataFrame({n: pd.Series(d, dtype=object if k == "BYTES" else None) for n, (k, d) in table.items()})
    return {
        "columns": plain,
        "columns-pd": {**pd_parameters, **plain},
        "columns-tall": {**pd_parameters, "inputs": tall},
        "columns-nested": {**pd_parameters, "inputs": nested},
        "columns-reversed": {**pd_parameters, "inputs": plain["inputs"][::-1]},
        "columns-extra": {**pd_parameters, "inputs": [*plain["inputs"], tensor("more", "FP64", [1.0] * len(data))]},
        "column-missing": {**pd_parameters, "inputs": plain["inputs"][1:]},
        "with-id": {"id": f"{prefix}-1", **pd_parameters, **plain},
        "with-outputs": {**pd_parameters, **plain, "outputs": [{"name": "output-1"}]},
        "with-output-parameters": {**plain, "outputs": [{"name": "output-1", "parameters": {"content_type": "np"}}]},
        "unknown-content-type": {"parameters": {"content_type": "nothing"}, **plain},
        "columns-np-inputs": {**pd_parameters, **columns(table, content_type="np")}
        if all(kind != "BYTES" for kind, _ in table.values())
        else {**pd_parameters, **plain},
        "client-pandas": client(PandasCodec, frame),
        "data-too-short": {**pd_parameters, "inputs": [tensor(first, kind, data[1:], [len(data)]), *plain["inputs"][1:]]},
        "columns-of-different-length": {**pd_parameters, "inputs": [tensor(first, kind, data[1:]), *plain["inputs"][1:]]},
        "one-row": {**pd_parameters, "inputs": [tensor(n, k, d[:1]) for n, (k, d) in table.items()]},
    }


MALFORMED = {
    "no-inputs": {},
    "inputs-empty": {"inputs": []},
    "inputs-not-a-list": {"inputs": {"a": 1}},
    "no-datatype": {"inputs": [{"name": "a", "shape": [1], "data": [1]}]},
    "unknown-datatype": {"inputs": [{"name": "a", "shape": [1], "datatype": "FP99", "data": [1]}]},
    "no-shape": {"inputs": [{"name": "a", "datatype": "FP64", "data": [1]}]},
    "shape-of-text": {"inputs": [{"name": "a", "datatype": "FP64", "shape": ["x"], "data": [1]}]},
    "no-data": {"inputs": [{"name": "a", "datatype": "FP64", "shape": [1]}]},
    "no-name": {"inputs": [{"datatype": "FP64", "shape": [1], "data": [1]}]},
    "id-a-number": {"id": 5, "inputs": [{"name": "a", "datatype": "FP64", "shape": [1], "data": [1]}]},
}


def matrix_cases(rows, name="input-0", datatype="FP64"):
    """One matrix for all columns."""
    flat = [value for row in rows for value in row]
    shape = [len(rows), len(rows[0])]
    np_parameters = {"parameters": {"content_type": "np"}}
    return {
        "matrix": {"inputs": [tensor(name, datatype, flat, shape)]},
        "matrix-np": {**np_parameters, "inputs": [tensor(name, datatype, flat, shape)]},
        "matrix-np-input": {"inputs": [tensor(name, datatype, flat, shape, content_type="np")]},
        "matrix-np-nested": {**np_parameters, "inputs": [tensor(name, datatype, rows, shape)]},
        "matrix-np-float32": {**np_parameters, "inputs": [tensor(name, "FP32", flat, shape)]},
        "matrix-np-two": {**np_parameters, "inputs": [tensor("a", datatype, flat, shape), tensor("b", datatype, flat, shape)]},
        "matrix-np-wrong-shape": {**np_parameters, "inputs": [tensor(name, datatype, flat, [len(rows) + 1, len(rows[0])])]},
        "client-numpy": client(NumpyRequestCodec, np.array(rows)),
    }


def iris_table():
    return {name: ("FP64", [row[index] for row in IRIS_ROWS]) for index, name in enumerate(IRIS)}


def params_cases():
    x = tensor("x", "FP64", [1.0])
    return {
        "params-defaults": {"parameters": {"content_type": "pd"}, "inputs": [x]},
        "params-given": {"parameters": {"content_type": "pd", "count": 5, "name": "y", "weights": [1.5]}, "inputs": [x]},
        "params-wrong-type": {"parameters": {"content_type": "pd", "count": "five"}, "inputs": [x]},
        "params-unknown": {"parameters": {"content_type": "pd", "nothing": 1}, "inputs": [x]},
        "params-without-content-type": {"parameters": {"scale": 2.5}, "inputs": [x]},
    }


def text_cases():
    texts = ["first", "second é"]
    return {
        "text-pd": {"parameters": {"content_type": "pd"}, "inputs": [tensor("text", "BYTES", texts)]},
        "text-pd-str": {"parameters": {"content_type": "pd"}, "inputs": [tensor("text", "BYTES", texts, content_type="str")]},
        "text-tall": {"inputs": [tensor("text", "BYTES", texts, [2, 1])]},
        "text-str": {"parameters": {"content_type": "str"}, "inputs": [tensor("text", "BYTES", texts)]},
        "text-base64": {"inputs": [tensor("text", "BYTES", ["Zmlyc3Q="], content_type="base64")]},
        "client-string": client(StringRequestCodec, texts),
    }


def named_tensor_cases():
    a = tensor("a", "FP32", [1.5, 2.0, 3.0, 4.0], [2, 2])
    b = tensor("b", "INT64", [7, 8])
    return {
        "dict": {"inputs": [a, b]},
        "dict-content-type": {"parameters": {"content_type": "dict"}, "inputs": [a, b]},
        "dict-missing": {"inputs": [a]},
        "dict-wrong-shape": {"inputs": [tensor("a", "FP32", [1.5, 2.0], [2, 1]), b]},
        "dict-wrong-datatype": {"inputs": [tensor("a", "FP64", [1.5, 2.0, 3.0, 4.0], [2, 2]), b]},
    }


def optional_cases():
    area = tensor("area", "FP64", [50.0, 90.5])
    return {
        "optional-absent": {"inputs": [area]},
        "optional-null": {"inputs": [area, tensor("age", "FP64", [None, 3.0])]},
        "optional-present": {"inputs": [area, tensor("age", "FP64", [1.0, 3.0])]},
        "integers-for-doubles": {"inputs": [tensor("area", "INT64", [50, 90]), tensor("age", "INT32", [1, 2])]},
        "halves-for-doubles": {"inputs": [tensor("area", "FP16", [50.1, 90.7]), tensor("age", "FP16", [1.1, None])]},
        "halves-of-integers": {"inputs": [tensor("area", "FP16", [2049, 2051]), tensor("age", "FP64", [1, 2])]},
        "texts-for-doubles": {"inputs": [tensor("area", "BYTES", ["50", "x"])]},
    }


def half_cases():
    return {
        "halves": {"inputs": [tensor("x", "FP16", [0.1, 65519.0, 65520, 6e-8], [2, 2])]},
        "halves-nested": {"inputs": [tensor("x", "FP16", [[0.1, None]], [1, 2])]},
        "halves-np": {"parameters": {"content_type": "np"}, "inputs": [tensor("input-0", "FP16", [2049, -1e-9], [1, 2])]},
        "float32-for-halves": {"inputs": [tensor("x", "FP32", [0.5, 1.5], [1, 2])]},
        "halves-wrong-shape": {"inputs": [tensor("x", "FP16", [0.5, 1.5, 2.5], [1, 3])]},
    }


def array_half_cases():
    flat = [value for row in IRIS_ROWS for value in row]
    return {"matrix-np-halves": {"parameters": {"content_type": "np"}, "inputs": [tensor("input-0", "FP16", flat, [3, 4])]}}


def mixed_half_cases():
    halves = {"a_double": ("FP16", [0.1, 65519.0]), "a_float": ("FP16", [0.1, 1e-7])}
    return {"halves": columns({**MIXED, **halves}), "halves-for-texts": columns({**MIXED, "a_string": ("FP16", [0.5, 2])})}


def typed_half_cases():
    return {
        "halves": columns({**HOUSES, "area": ("FP16", [50.1, 75.3, 120.7]), "age": ("FP16", [10.1, 20.3, 1.7])}),
        "halves-for-integers": columns({**HOUSES, "rooms": ("FP16", [3, 4, 6])}),
        "halves-for-booleans": columns({**HOUSES, "garden": ("FP16", [1, 0, 1])}),
    }


def fixture(name):
    return ROOT / "test" / "fixtures" / name / "model"


MODELS = {
    "iris": (ROOT / "samples" / "models" / "iris", {**frame_cases(iris_table(), "iris"), **matrix_cases(IRIS_ROWS), **MALFORMED}),
    "iris-logreg-no-signature": (fixture("iris-logreg-no-signature"), {**frame_cases(iris_table(), "plain"), **matrix_cases(IRIS_ROWS), **array_half_cases()}),
    "iris-forest-labels": (fixture("iris-forest-labels"), frame_cases(iris_table(), "labels")),
    "iris-tree-tensor": (fixture("iris-tree-tensor"), {**matrix_cases(IRIS_ROWS), **array_half_cases()}),
    "forest-regression": (fixture("forest-regression"), frame_cases(HOUSES, "houses")),
    "ridge-two-outputs": (fixture("ridge-two-outputs"), frame_cases({"area": ("FP32", [50.5, 7.25]), "age": ("FP64", [1.0, 2.0])}, "ridge")),
    "tree-optional-column": (fixture("tree-optional-column"), optional_cases()),
    "typed-linear": (fixture("typed-linear"), {**frame_cases(HOUSES, "typed"), **typed_half_cases()}),
    "echo-columns": (fixture("echo-columns"), {**frame_cases(MIXED, "echo"), **mixed_half_cases()}),
    "echo-params": (fixture("echo-params"), params_cases()),
    "echo-single-column": (fixture("echo-single-column"), text_cases()),
    "echo-tensor-half": (fixture("echo-tensor-half"), half_cases()),
    "echo-named-tensors": (fixture("echo-named-tensors"), named_tensor_cases()),
}


def main():
    # What ends this ends the server, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        port = free_port()
        configure(Path(directory), port)
        with serve(directory, port):
            for name, (_, cases) in MODELS.items():
                record(name, cases, port)


def configure(directory, port):
    settings = {"host": "127.0.0.1", "http_port": port, "grpc_port": free_port(), "metrics_endpoint": None, "parallel_workers": 0, "debug": False}
    write_json(directory / "settings.json", settings)
    for name, (folder, _) in MODELS.items():
        (directory / name).mkdir()
        copy = shutil.copytree(folder, directory / name / "model")
        # MLServer 1.7 cannot load a model whose signature has no outputs.
        text = (copy / "MLmodel").read_text().replace("  outputs: null\n", "  outputs: '[{\"type\": \"string\"}]'\n")
        (copy / "MLmodel").write_text(text)
        model = {"name": name, "implementation": "mlserver_mlflow.MLflowRuntime", "parameters": {"uri": str(copy)}}
        write_json(directory / name / "model-settings.json", model)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextlib.contextmanager
def serve(directory, port):
    """MLServer over the folder until the block ends, however it ends."""
    command = [sys.executable, "-m", "mlserver.cli.main", "start", directory]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    log = Path(directory) / "log.txt"
    with open(log, "w") as output:
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
    try:
        wait_until_ready(server, port, log)
        yield
    finally:
        server.terminate()
        server.wait()


def wait_until_ready(server, port, log):
    deadline = time.time() + 120
    while time.time() < deadline and server.poll() is None:
        try:
            if all(send(port, "GET", f"/v2/models/{name}/ready")["status"] == 200 for name in MODELS):
                return
        except OSError:
            pass
        time.sleep(0.5)
    sys.exit(f"MLServer did not start:\n{log.read_text()}")


def record(name, cases, port):
    requests = [("GET", f"/v2/models/{name}", None), ("GET", f"/v2/models/{name}/ready", None), ("GET", f"/v2/models/{name}-not/ready", None)]
    names = ["metadata", "ready", "not-found"]
    if name == "iris":
        requests += [("GET", "/v2/health/live", None), ("GET", "/v2/health/ready", None)]
        requests += [("POST", "/v2/models/nothing/infer", json.dumps(cases["columns"])), ("POST", f"/v2/models/{name}/infer", "{"), ("POST", f"/v2/models/{name}/infer", "[]")]
        requests += [("GET", f"/v2/models/{name}/infer", None), ("POST", f"/v2/models/{name}/versions/7/infer", json.dumps(cases["columns"]))]
        names += ["live", "ready-server", "infer-unknown-model", "broken-json", "body-a-list", "infer-get", "infer-unknown-version"]
    for case, body in cases.items():
        names.append(case)
        requests.append(("POST", f"/v2/models/{name}/infer", json.dumps(body)))
    lines = [
        json.dumps({"name": case, "request": describe(method, path, body), "answer": send(port, method, path, body)}, ensure_ascii=False)
        for case, (method, path, body) in zip(names, requests, strict=True)
    ]
    versions = {package: importlib.metadata.version(package) for package in PACKAGES}
    text = f'{{"versions": {json.dumps(versions)}, "transcripts": [\n' + ",\n".join(lines) + "\n]}\n"
    (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
    print(f"{name}: {len(lines)} cases")


def describe(method, path, body):
    return {"method": method, "path": path, **({"body": body} if body is not None else {})}


def send(port, method, path, body=None):
    sent = {} if body is None else {"body": body.encode(), "content_type": "application/json"}
    status, content_type, text = exchange(port, method, path, **sent)
    return {"status": status, "contentType": content_type, "body": normalize(text)}


def normalize(body):
    """Replaces what differs from run to run: the id that MLServer makes up, addresses, stacks."""
    body = re.sub(r'"id":"[0-9a-f]{8}-[0-9a-f-]{27}"', '"id":"<generated>"', body)
    body = body.replace(str(ROOT), "")
    return "Internal Server Error" if body.startswith("Traceback") else body


def write_json(path, value):
    path.write_text(json.dumps(value), encoding="utf-8")


if __name__ == "__main__":
    main()
