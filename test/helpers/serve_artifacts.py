"""What test/python/artifact-stores.test.ts runs: saves a model and logs it, to a bucket or a server.

    python serve_artifacts.py save FOLDER             saves a pyfunc model there
    python serve_artifacts.py bucket ENDPOINT FOLDER  puts that folder into s3://models/deep/iris
    python serve_artifacts.py log                     logs a model with MLFLOW_TRACKING_URI; prints ids
"""

import json
import os
import sys

os.environ["MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT"] = "true"


def save(folder):
    import mlflow
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    data, target = load_iris(return_X_y=True, as_frame=True)
    model = LogisticRegression(max_iter=500).fit(data, target)
    mlflow.sklearn.save_model(
        model, folder, signature=mlflow.models.infer_signature(data, model.predict(data))
    )


def bucket(endpoint, folder):
    import boto3

    client = boto3.client("s3", endpoint_url=endpoint)
    client.create_bucket(Bucket="models")
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            relative = os.path.relpath(path, folder).replace(os.sep, "/")
            client.upload_file(path, "models", f"deep/ir is ü/{relative}")
    # Enough small files that their list has more than one page of a thousand.
    for number in range(1, 1003):
        client.put_object(Bucket="models", Key=f"many/data/{number:04}", Body=b"%d" % number)
    client.put_object(Bucket="models", Key="many/MLmodel", Body=b"flavors: {}")


def log():
    import mlflow
    from sklearn.linear_model import LinearRegression

    model = LinearRegression().fit([[0.0], [1.0]], [0.0, 2.0])
    mlflow.set_experiment("artifacts")
    with mlflow.start_run() as run:
        info = mlflow.sklearn.log_model(model, name="line", registered_model_name="line")
        mlflow.sklearn.save_model(model, "plain")
        mlflow.log_artifacts("plain", "old/plain")
    print(json.dumps({"run": run.info.run_id, "model": info.model_id, "uri": run.info.artifact_uri}))


if __name__ == "__main__":
    {"save": save, "bucket": bucket, "log": log}[sys.argv[1]](*sys.argv[2:])
