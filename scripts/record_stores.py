"""Records small tracking stores as a version of MLflow writes them.

    pip install "mlflow==<version>" scikit-learn
    python scripts/record_stores.py [mlruns] [sqlite]

Run it once in each environment. It writes

    test/fixtures/stores/mlruns-<version>/mlruns/…       the file store
    test/fixtures/stores/sqlite-<version>/mlflow.db      the database, with its files in mlruns/…
    test/fixtures/stores/<store>/facts.json              what is in it

as if they had been made in /home/ada/flowers: stores travel, and nearly every one that is found
names a folder of another machine. The fixtures in the repository come from 1.30.0, 2.0.1, 2.9.2,
2.22.1, 3.1.0 and 3.17.2; of the first two and 3.1.0 only SQLite: their file stores have no
registry, or fail to link metrics to a model.
"""

import json
import os
import shutil
import sqlite3
import sys
import tempfile
import warnings
from pathlib import Path

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["GIT_PYTHON_REFRESH"] = "quiet"
os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"

import mlflow  # noqa: E402
from mlflow.tracking import MlflowClient  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent / "test" / "fixtures" / "stores"
HOME = "/home/ada/flowers"
IS_3 = int(mlflow.__version__.split(".")[0]) >= 3


def train(slope):
    rows = [[0.0, 1.0], [1.0, 0.0], [2.0, 3.0], [3.0 * slope, 2.0]]
    return LogisticRegression().fit(rows, [0, 0, 1, 1])


def log_run(name, slope, register):
    with mlflow.start_run(run_name=name) as run:
        mlflow.log_param("slope", slope)
        mlflow.set_tag("team", "flowers")
        place = {"name": "model"} if IS_3 else {"artifact_path": "model"}
        logged = mlflow.sklearn.log_model(
            train(slope), registered_model_name="iris" if register else None,
            pip_requirements=["scikit-learn"], **place,
        )
        mlflow.log_metric("accuracy", 0.5 + slope / 10)
        mlflow.log_metric("loss", float("nan"))
        return run.info.run_id, getattr(logged, "model_id", None)


def fill(tracking_uri):
    mlflow.set_tracking_uri(tracking_uri)
    mlflow.set_registry_uri(tracking_uri)
    mlflow.set_experiment("flowers")
    runs = [log_run("first", 1.0, True), log_run("second", 2.0, True), log_run("third", 3.0, False)]
    client = MlflowClient()
    has_aliases = hasattr(client, "set_registered_model_alias")  # since 2.3
    if has_aliases:
        client.set_registered_model_alias("iris", "champion", 2)
    client.set_registered_model_tag("iris", "owner", "ada")
    client.set_model_version_tag("iris", "2", "checked", "yes")
    client.update_model_version("iris", "1", description="the first try")
    client.transition_model_version_stage("iris", "1", "Production")
    gone = client.create_run(client.get_experiment_by_name("flowers").experiment_id).info.run_id
    client.delete_run(gone)
    return {
        "mlflow": mlflow.__version__,
        "runs": [run for run, _ in runs],
        "models": [model for _, model in runs if model],
        "deletedRun": gone,
        "hasAliases": has_aliases,
    }


def make_neutral(folder):
    """Writes the home of Ada in place of the folder that the store was made in."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in (".yaml", "", ".json", ".txt"):
            text = path.read_bytes()
            path.write_bytes(text.replace(str(folder).encode(), HOME.encode()))
    database = folder / "mlflow.db"
    if not database.exists():
        return
    with sqlite3.connect(database) as connection:
        tables = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            for column in [row[1] for row in connection.execute(f"pragma table_info({table})")]:
                connection.execute(
                    f'update "{table}" set "{column}" = replace("{column}", ?, ?) '
                    f'where typeof("{column}") = \'text\' and instr("{column}", ?) > 0',
                    (str(folder), HOME, str(folder)),
                )
        connection.execute("update runs set user_id = 'ada', source_name = 'train.py'")
        connection.execute("update tags set value = 'ada' where key = 'mlflow.user'")
        connection.execute("update tags set value = 'train.py' where key = 'mlflow.source.name'")
    connection.execute("vacuum")
    connection.close()


def record(kind):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        os.chdir(folder)
        uri = f"sqlite:///{folder / 'mlflow.db'}" if kind == "sqlite" else str(folder / "mlruns")
        facts = fill(uri)
        for tag in folder.rglob("tags/mlflow.user"):
            tag.write_text("ada")
        for tag in folder.rglob("tags/mlflow.source.name"):
            tag.write_text("train.py")
        for meta in folder.rglob("meta.yaml"):
            lines = meta.read_text().splitlines(keepends=True)
            meta.write_text("".join("user_id: ada\n" if line.startswith("user_id:") else line for line in lines))
        make_neutral(folder)
        (folder / "facts.json").write_text(json.dumps(facts, indent=2) + "\n")
        target = ROOT / f"{kind}-{mlflow.__version__}"
        shutil.rmtree(target, ignore_errors=True)
        os.chdir(ROOT.parent)
        shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".trash"))
        print(f"recorded {target}", file=sys.stderr)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    ROOT.mkdir(parents=True, exist_ok=True)
    for kind in sys.argv[1:] or ("mlruns", "sqlite"):
        record(kind)
