"""Fills a tracking store with real MLflow, and prints what is in it as JSON.

python write_server_store.py <tracking URI> <folder for artifacts, or nothing for the server's own>

Used by the tests of database servers and of tracking servers.
"""

import json
import sys
import warnings

import mlflow
from mlflow.tracking import MlflowClient
from sklearn.linear_model import LogisticRegression

IS_3 = int(mlflow.__version__.split(".")[0]) >= 3


def log_run(name, slope, register):
    with mlflow.start_run(run_name=name) as run:
        mlflow.log_param("slope", slope)
        mlflow.log_metric("accuracy", 0.5 + slope / 10)
        mlflow.log_metric("loss", float("nan"))
        mlflow.log_metric("time", float("inf"))
        mlflow.set_tag("team", "flowers")
        rows = [[0.0, 1.0], [1.0, 0.0], [2.0, 3.0], [3.0 * slope, 2.0]]
        place = {"name": "model"} if IS_3 else {"artifact_path": "model"}
        logged = mlflow.sklearn.log_model(
            LogisticRegression().fit(rows, [0, 0, 1, 1]),
            registered_model_name="iris" if register else None,
            pip_requirements=["scikit-learn"],
            **place,
        )
        return run.info.run_id, getattr(logged, "model_id", None)


def fill(tracking_uri, artifacts):
    mlflow.set_tracking_uri(tracking_uri)
    client = MlflowClient()
    where = {"artifact_location": artifacts} if artifacts else {}
    experiment = client.create_experiment("flowers", **where)
    mlflow.set_experiment("flowers")
    runs = [log_run("first", 1.0, True), log_run("second", 2.0, True), log_run("third", 3.0, False)]
    client.set_registered_model_alias("iris", "champion", "2")
    client.set_registered_model_tag("iris", "owner", "ada")
    client.set_model_version_tag("iris", "2", "checked", "yes")
    client.update_model_version("iris", "1", description="the first try")
    client.transition_model_version_stage("iris", "1", "Production")
    client.create_registered_model("Größen v1.2")
    client.create_model_version("Größen v1.2", f"runs:/{runs[0][0]}/model", runs[0][0])
    client.create_model_version("Größen v1.2", f"runs:/{runs[0][0]}/model", runs[0][0])
    client.delete_model_version("Größen v1.2", "2")
    gone = client.create_run(experiment).info.run_id
    client.delete_run(gone)
    return {
        "mlflow": mlflow.__version__,
        "experiment": experiment,
        "runs": [run for run, _ in runs],
        "models": [model for _, model in runs if model],
        "deletedRun": gone,
    }


warnings.simplefilter("ignore")
print(json.dumps(fill(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)))
