import { UnsupportedFlavorError } from '../../errors.ts';
import { type LocalModel, resolveModelFile } from '../../model/local-model.ts';
import type { FlavorConfig } from '../../model/mlmodel.ts';
import type { ModelSource } from './model-source.ts';
import { predictMethods } from './methods.ts';

/**
 * Finds the saved scikit-learn object by the MLmodel file. Throws UnsupportedFlavorError for other
 * flavors, loaders, formats and predict functions, naming them; and what resolveModelFile throws.
 * Follows mlflow.sklearn._load_pyfunc and mlflow.pyfunc.load_model (3.17).
 */
export async function findModelSource(model: LocalModel): Promise<ModelSource> {
  const { flavors } = model.mlmodel;
  const sklearn = flavors.get('sklearn');
  const pyfunc = flavors.get('python_function');
  if (!sklearn)
    throw refusal(`its flavors are ${listFlavors(model)}, and sklearn is not among them`);
  const loader = pyfunc?.['loader_module'];
  if (pyfunc && loader !== 'mlflow.sklearn') {
    throw refusal(`its python_function flavor is loaded by ${JSON.stringify(loader)}`);
  }
  const format = formatOf(sklearn);
  const file = textOf(pyfunc, 'model_path') ?? textOf(sklearn, 'pickled_model') ?? 'model.pkl';
  const sklearnVersion = textOf(sklearn, 'sklearn_version');
  return {
    path: await resolveModelFile(model, file),
    format,
    method: methodOf(pyfunc),
    ...(sklearnVersion !== undefined && { sklearnVersion }),
  };
}

function formatOf(sklearn: FlavorConfig): ModelSource['format'] {
  const format = textOf(sklearn, 'serialization_format') ?? 'pickle';
  if (format === 'skops') return 'skops';
  if (format === 'pickle' || format === 'cloudpickle') return 'pickle';
  throw refusal(`its serialization_format is "${format}"; skops, pickle and cloudpickle are read`);
}

function methodOf(pyfunc: FlavorConfig | undefined): ModelSource['method'] {
  const name = textOf(pyfunc, 'predict_fn') ?? 'predict';
  const method = predictMethods.find((candidate) => candidate === name);
  if (method) return method;
  throw refusal(`its predict_fn is "${name}"; ${predictMethods.join(', ')} are supported`);
}

function textOf(config: FlavorConfig | undefined, key: string): string | undefined {
  const value = config?.[key];
  return typeof value === 'string' ? value : undefined;
}

function listFlavors(model: LocalModel): string {
  return [...model.mlmodel.flavors.keys()].join(', ') || 'none';
}

function refusal(reason: string): UnsupportedFlavorError {
  return new UnsupportedFlavorError(`The native engine cannot run this model: ${reason}.`);
}
