import { type PythonObject, pythonObject } from '../../../../../formats/python-value.ts';

/** The object that a CatBoost file is loaded into: the one that a pickle of it would hold. */
export function catboostObject(
  bytes: Uint8Array,
  modelClass = 'catboost.core.CatBoost',
): PythonObject {
  const name = modelClass.slice(modelClass.lastIndexOf('.') + 1);
  const object = pythonObject({ module: 'catboost.core', name }, [], 0);
  object.state = { kind: 'dict', entries: [['__model', bytes]] };
  return object;
}
