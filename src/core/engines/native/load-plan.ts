import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { MlflowError, UnsupportedFlavorError } from '../../errors.ts';
import { FormatError } from '../../formats/format-error.ts';
import { readPickle } from '../../formats/pickle/read-pickle.ts';
import { readSkops } from '../../formats/skops/read-skops.ts';
import { diagnoseFile } from './diagnose-file.ts';
import { catboostObject } from './estimators/boosters/catboost/catboost-object.ts';
import { lightgbmFilePlan } from './estimators/boosters/lightgbm/lightgbm-file-plan.ts';
import { xgboostFilePlan } from './estimators/boosters/xgboost/xgboost-file-plan.ts';
import { methodsOf, rowCostOf } from './evaluate/evaluate-plan.ts';
import type { ModelSource } from './model-source.ts';
import type { EstimatorPlan, Plan } from './plan.ts';
import { translateModel } from './translate/translate-model.ts';

/** Larger files are left to Python, which can map them. */
const maximumFileBytes = 2 ** 31 - 1;

/**
 * Reads and translates a saved model in the calling thread. Throws UnsupportedFlavorError for
 * parts that the engine does not run, and MlflowError for a file that is damaged.
 */
export async function loadPlan(source: ModelSource): Promise<Plan> {
  const { size } = await stat(source.path);
  if (size > maximumFileBytes) {
    throw new MlflowError(
      'NOT_IMPLEMENTED',
      `The model file ${basename(source.path)} has ${size} bytes; the native engine reads up to ${maximumFileBytes}.`,
    );
  }
  const bytes = await readFile(source.path);
  try {
    return readPlan(bytes, source);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw damaged(source, bytes, error);
  }
}

function readPlan(bytes: Uint8Array, source: ModelSource): Plan {
  switch (source.format) {
    case 'skops':
      return translateModel(readSkops(bytes), source);
    case 'pickle':
      return translateModel(readPickle(bytes), source);
    case 'xgboost':
      return lonePlan(xgboostFilePlan(bytes, source.modelClass), source);
    case 'lightgbm':
      return lonePlan(lightgbmFilePlan(bytes), source);
    case 'catboost':
      return translateModel(catboostObject(bytes, source.modelClass), source);
  }
}

/** A model of one part, in a file of its library's own. */
function lonePlan(root: EstimatorPlan, { method, modelClass = 'Booster' }: ModelSource): Plan {
  const name = modelClass.slice(modelClass.lastIndexOf('.') + 1);
  const methods = methodsOf(root);
  if (!methods.includes(method)) {
    throw new UnsupportedFlavorError(
      `The MLmodel file asks for "${method}", which ${name} does not have; it has ${methods.join(', ')}.`,
    );
  }
  return { root, method, parts: [name], rowCost: rowCostOf(root) };
}

function damaged(source: ModelSource, bytes: Uint8Array, cause: FormatError): MlflowError {
  const diagnosis = diagnoseFile(bytes, source.format);
  const advice = diagnosis ?? 'It is damaged or of a kind that the native engine does not read.';
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The model file ${basename(source.path)} cannot be read as ${source.format}: ${cause.message}. ${advice}`,
    { cause },
  );
}
