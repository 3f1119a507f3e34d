"""Records small models of every kind of estimator and what the real library answers for them.

Run it in a virtual environment of each version of a library that is to be read:

    python scripts/record_estimators.py [FAMILY or FAMILY/CASE …]

It writes, for every case of scripts/estimators/<family>.py that this environment can make,

    test/fixtures/estimators/<family>/<case>/<library>-<version>.pkl (and .skops where asked, or
        instead of it a file of the library's own)
    test/fixtures/estimators/<family>/<case>/recordings.json

with the answer of every method to each input, and the versions of everything involved. Runs in
different environments do not overwrite one another. The fixtures in the repository come from
scikit-learn 0.23.2, 0.24.2 (Python 3.8), 1.0.2 (3.9), 1.1.3, 1.2.2, 1.3.2, 1.4.2, 1.5.2, 1.6.1,
1.7.2, 1.8.0 and 1.9.1 (3.11); each recording names its versions.
"""

import importlib
import pickle
import sys
from pathlib import Path

import cloudpickle

try:
    import skops.io as skops_io
except ImportError:
    skops_io = None

from estimators.case_file import CaseFile
from estimators.recording import CANNOT_MAKE, Case, answers_of, versions

ROOT = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "estimators"
FAMILIES = sorted(
    path.stem
    for path in (Path(__file__).resolve().parent / "estimators").glob("*.py")
    if path.stem not in ("__init__", "case_file", "recording", "data")
)


def record(family: str, case: Case) -> None:
    folder = ROOT / family.replace("_models", "") / case.name
    tag = case.tag()
    try:
        model = case.make()
    except CANNOT_MAKE as error:
        print(f"{family}/{case.name}: not with {tag}: {str(error).splitlines()[0][:100]}")
        return
    folder.mkdir(parents=True, exist_ok=True)
    if case.save:
        file = folder / f"{tag}.{case.suffix}"
        case.save(model, str(file))
        model = case.load(str(file))
    else:
        data = cloudpickle.dumps(model, protocol=case.protocol or pickle.DEFAULT_PROTOCOL)
        (folder / f"{tag}.pkl").write_bytes(data)
    if case.skops and skops_io:
        (folder / f"{tag}.skops").write_bytes(skops_io.dumps(model))
    recording = {
        "model": type(model).__name__,
        "estimators": case.estimators or [type(model).__name__],
        "library": case.library,
        **({"modelClass": case.model_class} if case.model_class else {}),
        "tolerance": case.tolerance,
        "versions": versions(),
    }
    recordings = CaseFile(folder / "recordings.json")
    recordings.put(tag, recording, answers_of(model, case))
    recordings.write()


def main() -> None:
    wanted = sys.argv[1:]
    for family in FAMILIES:
        if wanted and not any(name.split("/")[0] == family for name in wanted):
            continue
        try:
            module = importlib.import_module(f"estimators.{family}")
        except ImportError as error:
            print(f"{family}: not here: {error}")
            continue
        for case in module.cases():
            if not wanted or family in wanted or f"{family}/{case.name}" in wanted:
                record(family, case)


if __name__ == "__main__":
    main()
