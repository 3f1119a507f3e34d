"""A model in plain Python, which only the Python engine can run."""

from mlflow.models import set_model
from mlflow.pyfunc import PythonModel


class BodyMassIndex(PythonModel):
    def predict(self, context, model_input, params=None):
        digits = (params or {}).get("digits", 1)
        return (model_input["kilograms"] / model_input["metres"] ** 2).round(digits)


set_model(BodyMassIndex())
