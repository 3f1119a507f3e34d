"""What the recorders of models that MLflow saved have in common."""

import json
from pathlib import Path
from typing import Any, Dict

import mlflow
from estimators.recording import versions, write_answer, write_input

# Files that say how to install Python, which no test reads.
ENVIRONMENT = ("conda.yaml", "python_env.yaml", "requirements.txt")
# What MLflow draws anew for each save.
IDENTITY = ("model_uuid", "utc_time_created", "model_id")


def strip(folder: Path) -> None:
    """Leaves of a saved model what tests read and what every save writes alike."""
    for name in ENVIRONMENT:
        (folder / name).unlink()
    lines = (folder / "MLmodel").read_text().splitlines()
    kept = [line for line in lines if not line.startswith(IDENTITY)]
    (folder / "MLmodel").write_text("\n".join(kept) + "\n")


def record_answers(folder: Path, inputs: Dict[str, Any]) -> None:
    """Asks the model's pyfunc and writes its answers into expected.json beside the model."""
    loaded = mlflow.pyfunc.load_model(str(folder))
    cases = [
        {"name": name, "input": write_input(data), "answer": write_answer(loaded.predict, data)}
        for name, data in inputs.items()
    ]
    expected = {"versions": {**versions(), "mlflow": mlflow.__version__}, "cases": cases}
    (folder / "expected.json").write_text(json.dumps(expected, separators=(",", ":")) + "\n")
