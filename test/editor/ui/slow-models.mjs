// Models in Python that take their time: copies of a sample that MLflow saved, with other code.
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../editor.mjs';
import { processesWith } from './processes.mjs';

/** Why the journeys with Python models are skipped, or false. */
export const withoutPython = process.env.MLINVOKE_TEST_PYTHON
  ? false
  : 'MLINVOKE_TEST_PYTHON names no Python with MLflow';

const head = `
import time
from mlflow.models import set_model
from mlflow.pyfunc import PythonModel
`;
const predict = `
class Slow(PythonModel):
    def predict(self, context, model_input, params=None):
        if (model_input["kilograms"] < 0).any():
            time.sleep(600)
        return model_input["kilograms"].tolist()

set_model(Slow())
`;

/** A model whose loading goes on for ten minutes; answers its folder. */
export function addSlowToLoad(workspace) {
  return addModel(workspace, 'slow-to-load', `${head}\ntime.sleep(600)\n${predict}`);
}

/** A model whose prediction goes on for ten minutes where `kilograms` is negative. */
export function addSlowToPredict(workspace) {
  return addModel(workspace, 'slow-to-predict', `${head}${predict}`);
}

function addModel(workspace, name, code) {
  const folder = join(workspace, 'models', name);
  cpSync(join(root, 'samples/models/body-mass-index'), folder, { recursive: true });
  writeFileSync(join(folder, 'body_mass_index.py'), code);
  return folder;
}

/** The processes that have a model loaded, or are loading it. */
export function workersOf(modelFolder) {
  return processesWith((word) => word === modelFolder);
}
