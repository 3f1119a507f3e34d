// Models that take their time: copies of a sample with other code, and one that is slow by itself.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
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

/**
 * A native model that needs half a minute for four million rows of `sepal length`, `sepal width`,
 * `petal length` and `petal width`: Minkowski distances take a power for each number.
 */
export function addSlowNeighbors(workspace) {
  const folder = join(workspace, 'models', 'slow-neighbors');
  mkdirSync(folder);
  const recorded = 'test/fixtures/estimators/neighbors/regressor-brute-minkowski';
  cpSync(join(root, recorded, 'sklearn-1.6.1.pkl'), join(folder, 'model.pkl'));
  const mlmodel = [
    'flavors:',
    '  python_function: { loader_module: mlflow.sklearn, model_path: model.pkl, env: {} }',
    '  sklearn: { pickled_model: model.pkl, serialization_format: pickle, sklearn_version: 1.6.1 }',
  ];
  writeFileSync(join(folder, 'MLmodel'), `${mlmodel.join('\n')}\n`);
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
