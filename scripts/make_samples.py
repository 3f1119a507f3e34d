"""Makes the models, the store and the data of samples/ with the real MLflow.

Run it in an environment with the packages of scripts/requirements.txt, xgboost 3.2.0, lightgbm
4.7.0, catboost 1.2.10, onnx 1.23.2, onnxruntime 1.32.0 and skl2onnx 1.20.0:

    python scripts/make_samples.py

The tracking store is written as if it came from another machine (the artifact locations name
/home/ada), which is what stores in the wild look like: mlinvoke finds the files all the same.
"""

import os
import shutil
import tempfile
from importlib.metadata import version
from pathlib import Path

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
os.environ["LOGNAME"] = "ada"

import catboost
import lightgbm
import mlflow
import numpy as np
import pandas as pd
import xgboost
from mlflow.models import infer_signature
from sklearn.datasets import load_diabetes, load_iris, load_wine
from skl2onnx import to_onnx
from sklearn.ensemble import GradientBoostingRegressor, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeRegressor

SCRIPTS = Path(__file__).resolve().parent
SAMPLES = SCRIPTS.parent / "samples"
ELSEWHERE = "/home/ada/flowers/mlruns"


def iris():
    data = load_iris(as_frame=True)
    return data.data, pd.Series(data.target_names[data.target], name="species")


def save(name, model, inputs, **options):
    """Saves one model folder with its signature and input example."""
    target = SAMPLES / "models" / name
    shutil.rmtree(target, ignore_errors=True)
    signature = infer_signature(inputs, model.predict(inputs))
    mlflow.sklearn.save_model(
        model, target, signature=signature, input_example=inputs.head(2), **options
    )


def save_classifiers():
    features, species = iris()
    save("iris", make_pipeline(StandardScaler(), LogisticRegression()).fit(features, species), features)

    wine = load_wine(as_frame=True)
    forest = RandomForestClassifier(50, max_depth=6, random_state=7).fit(wine.data, wine.target)
    save("wine-forest", forest, wine.data, serialization_format="cloudpickle")

    diabetes = load_diabetes(as_frame=True, scaled=False)
    tree = DecisionTreeRegressor(max_depth=4, random_state=7).fit(diabetes.data, diabetes.target)
    save(
        "diabetes-tree",
        tree,
        diabetes.data,
        skops_trusted_types=["sklearn.tree._tree.Tree"],
    )


def save_boosters():
    """One model of XGBoost and one of LightGBM, in the files of their own."""
    wine = load_wine(as_frame=True)
    classifier = xgboost.XGBClassifier(n_estimators=10, max_depth=3, random_state=7)
    classifier.fit(wine.data, wine.target)
    save_booster("wine-xgboost", mlflow.xgboost, classifier, wine.data, classifier.predict(wine.data))

    diabetes = load_diabetes(as_frame=True, scaled=False)
    data = lightgbm.Dataset(diabetes.data, diabetes.target)
    settings = {"num_leaves": 8, "num_threads": 1, "seed": 7, "verbose": -1}
    booster = lightgbm.train(settings, data, 15)
    answer = booster.predict(diabetes.data)
    save_booster("diabetes-lightgbm", mlflow.lightgbm, booster, diabetes.data, answer)


def save_booster(name, flavor, model, inputs, answer, needs=()):
    target = SAMPLES / "models" / name
    shutil.rmtree(target, ignore_errors=True)
    library = flavor.__name__.split(".")[-1]
    flavor.save_model(
        model,
        target,
        signature=infer_signature(inputs, answer),
        input_example=inputs.head(2),
        pip_requirements=[
            f"{package}=={version(package)}"
            for package in ("mlflow", library, *needs, "numpy", "pandas", "scikit-learn", "scipy")
        ],
    )


def save_catboost():
    """Numbers and a category in words."""
    diabetes = load_diabetes(as_frame=True, scaled=False)
    ages = np.select([diabetes.data["age"] < 40, diabetes.data["age"] < 60], ["young", "middle"], "old")
    people = diabetes.data.drop(columns="age").assign(age=ages)
    settings = {"iterations": 20, "depth": 4, "random_seed": 7, "thread_count": 1, "verbose": 0}
    model = catboost.CatBoostRegressor(cat_features=["age"], allow_writing_files=False, **settings)
    model.fit(people, diabetes.target)
    save_booster("diabetes-catboost", mlflow.catboost, model, people, model.predict(people))


def save_onnx():
    diabetes = load_diabetes(as_frame=True, scaled=False)
    model = GradientBoostingRegressor(n_estimators=20, random_state=7)
    model.fit(diabetes.data, diabetes.target)
    first = diabetes.data.to_numpy("float32")[:1]
    graph = to_onnx(model, first, target_opset={"": 21, "ai.onnx.ml": 3})
    # MLflow answers with a column for the graph's output, which skl2onnx calls "variable".
    answer = pd.DataFrame({"variable": model.predict(diabetes.data).astype("float32")})
    save_booster("diabetes-onnx", mlflow.onnx, graph, diabetes.data, answer, ["onnxruntime"])


def save_python_model():
    source = SCRIPTS / "sample_models" / "body_mass_index.py"
    target = SAMPLES / "models" / "body-mass-index"
    shutil.rmtree(target, ignore_errors=True)
    people = pd.DataFrame({"kilograms": [70.0, 82.5], "metres": [1.75, 1.8]})
    signature = infer_signature(people, np.array([22.9, 25.5]), params={"digits": 1})
    mlflow.pyfunc.save_model(
        target,
        python_model=str(source),
        signature=signature,
        input_example=people,
        pip_requirements=[f"mlflow=={mlflow.__version__}", f"pandas=={pd.__version__}"],
    )
    # MLflow notes where the code came from; whoever opens the sample has it elsewhere.
    file = target / "MLmodel"
    file.write_text(file.read_text().replace(str(source), source.name))


def log_registered_model():
    """Two versions of one registered model, the second one the champion."""
    features, species = iris()
    root = SAMPLES / "mlruns"
    shutil.rmtree(root, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        here = f"{folder}/mlruns"
        mlflow.set_tracking_uri(f"file:{here}")
        mlflow.set_experiment("flowers")
        for strength in (0.01, 1.0):
            model = make_pipeline(StandardScaler(), LogisticRegression(C=strength))
            model.fit(features, species)
            with mlflow.start_run(run_name=f"C={strength}"):
                mlflow.log_param("C", strength)
                mlflow.log_metric("accuracy", model.score(features, species))
                mlflow.sklearn.log_model(
                    model,
                    name="model",
                    signature=infer_signature(features, model.predict(features)),
                    registered_model_name="iris",
                )
        mlflow.MlflowClient().set_registered_model_alias("iris", "champion", 2)
        shutil.copytree(here, root)
        for file in root.rglob("*"):
            if file.is_file() and file.name in ("meta.yaml", "MLmodel"):
                file.write_text(file.read_text().replace(here, ELSEWHERE))
            elif file.is_file() and file.name in ("mlflow.user", "mlflow.source.name"):
                file.write_text("ada" if file.name == "mlflow.user" else "train.py")
    shutil.rmtree(root / ".trash", ignore_errors=True)


def write_tables():
    features, species = iris()
    rows = features.iloc[[0, 50, 100, 24, 77, 133]].reset_index(drop=True)
    rows.to_csv(SAMPLES / "iris.csv", index=False)
    load_wine(as_frame=True).data.iloc[::20].to_csv(SAMPLES / "wine.csv", index=False)


if __name__ == "__main__":
    save_classifiers()
    save_boosters()
    save_catboost()
    save_onnx()
    save_python_model()
    log_registered_model()
    write_tables()
