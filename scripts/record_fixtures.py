"""Saves the fixtures' models with real MLflow and records what its scoring server answers.

    python scripts/record_fixtures.py [NAME ...]

Run it in an environment with mlflow and scikit-learn (skops for the default format). It writes
test/fixtures/<name>/ with the model, fixture.json, versions.json and the transcripts, one a line in
cases/<group>.json; and, named "encoding", how MLflow writes predictions of every dtype. Run again with the same versions, it writes the same transcripts.
"""

import base64
import importlib.metadata
import json
import logging
import os
import platform
import shutil
import sys
import warnings
from pathlib import Path

import numpy as np
import yaml
from hash_seed import fix_hash_seed

FOLDER = Path(__file__).parent.parent / "test" / "fixtures"
PACKAGES = ["mlflow", "scikit-learn", "skops", "cloudpickle", "numpy", "pandas", "pyarrow", "fastapi"]


def main(names):
    from fixtures.models import all_fixtures

    if not names or "encoding" in names:
        record_encodings()
    chosen = [fixture for fixture in all_fixtures() if not names or fixture.name in names]
    unknown = set(names) - {fixture.name for fixture in chosen} - {"encoding"}
    if unknown:
        sys.exit(f"There is no fixture named {', '.join(sorted(unknown))}.")
    for fixture in chosen:
        record(fixture)


def record_encodings():
    from fixtures.encoding import record_encoding

    folder = FOLDER / "encoding"
    shutil.rmtree(folder, ignore_errors=True)
    transcripts = record_encoding()
    write_json(folder / "versions.json", versions())
    write_lines(folder / "predictions.json", transcripts)
    print(f"encoding: {len(transcripts)} predictions")


def record(fixture):
    from fixtures.scoring_server import send, serve

    folder = FOLDER / fixture.name
    shutil.rmtree(folder, ignore_errors=True)
    np.random.seed(0)
    fixture.save(str(folder / "model"))
    fix_identity(folder / "model" / "MLmodel", fixture.name)
    write_json(folder / "fixture.json", {"engine": fixture.engine})
    write_json(folder / "versions.json", versions())
    groups = {}
    with serve(folder / "model") as port:
        for case in unique(fixture.cases):
            transcript = {"name": case.name, "request": describe_request(case), "answer": send(port, case)}
            groups.setdefault(case.name.split("-")[0], []).append(transcript)
    for group, transcripts in groups.items():
        write_lines(folder / "cases" / f"{group}.json", transcripts)
    shutil.rmtree(folder / "model" / "__pycache__", ignore_errors=True)
    print(f"{fixture.name}: {len(fixture.cases)} cases")


def unique(cases):
    names = [case.name for case in cases]
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        raise ValueError(f"These cases stand twice: {sorted(repeated)}")
    return cases


def describe_request(case):
    request = {"method": case.method, "path": case.path}
    if case.content_type is not None:
        request["contentType"] = case.content_type
    if case.body is not None and (case.content_type or "").startswith("application/vnd.apache.parquet"):
        request["bodyBase64"] = base64.b64encode(case.body).decode("ascii")
    elif case.body is not None:
        try:
            request["body"] = case.body.decode("utf-8")
        except UnicodeDecodeError:
            request["bodyLatin1"] = case.body.decode("latin-1")
    return request


def fix_identity(path, name):
    """Replaces what MLflow draws anew for each save, and the path of this checkout."""
    content = yaml.safe_load(path.read_text())
    function = content["flavors"]["python_function"]
    if "model_code_path" in function:
        function["model_code_path"] = Path(function["model_code_path"]).name
    content["model_uuid"] = name.encode().hex().ljust(32, "0")[:32]
    content["utc_time_created"] = "2024-01-01 00:00:00.000000"
    content.pop("model_size_bytes", None)
    path.write_text(yaml.safe_dump(content, sort_keys=True))


def versions():
    found = {package: importlib.metadata.version(package) for package in PACKAGES}
    return {"python": platform.python_version(), **found}


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def write_lines(path, values):
    """A JSON list with one value a line, so that a difference shows the case."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(value, ensure_ascii=False) for value in values)
    path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    fix_hash_seed()
    os.environ["PYTHONWARNINGS"] = "ignore"
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    main(sys.argv[1:])
