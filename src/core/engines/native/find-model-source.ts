import { UnsupportedFlavorError } from '../../errors.ts';
import { type LocalModel, resolveModelFile } from '../../model/local-model.ts';
import type { FlavorConfig } from '../../model/mlmodel.ts';
import type { ModelFormat, ModelSource } from './model-source.ts';
import { predictMethods } from './methods.ts';

/** What a flavor's entry says about its file, which is named inside of the model folder. */
type FlavorFile = Omit<ModelSource, 'path'> & { readonly file: string };

/** The flavors that are read, in the order of preference where there is no python_function. */
const flavorReaders: ReadonlyMap<string, (model: LocalModel, flavor: FlavorConfig) => FlavorFile> =
  new Map([
    ['sklearn', sklearnFile],
    ['xgboost', xgboostFile],
    ['lightgbm', lightgbmFile],
    ['catboost', catboostFile],
  ]);

/**
 * Finds the saved model by the MLmodel file: the flavor that python_function is loaded by, or the
 * first one that is read. Throws UnsupportedFlavorError for other flavors, loaders, formats and
 * predict functions, naming them; and what resolveModelFile throws. Follows mlflow.pyfunc.load_model
 * and the `_load_pyfunc` of each flavor (2.9 to 3.17).
 */
export async function findModelSource(model: LocalModel): Promise<ModelSource> {
  const { flavors } = model.mlmodel;
  const loader = textOf(flavors.get('python_function'), 'loader_module');
  const names = [...flavorReaders.keys()];
  const name = flavors.has('python_function')
    ? names.find((candidate) => loader === `mlflow.${candidate}`)
    : names.find((candidate) => flavors.has(candidate));
  const read = name === undefined ? undefined : flavorReaders.get(name);
  const flavor = name === undefined ? undefined : flavors.get(name);
  if (!read || !flavor) throw unknownFlavor(model, name);
  const { file, ...rest } = read(model, flavor);
  return { path: await resolveModelFile(model, file), ...rest };
}

/** mlflow.sklearn._load_pyfunc. */
function sklearnFile(model: LocalModel, sklearn: FlavorConfig): FlavorFile {
  const pyfunc = model.mlmodel.flavors.get('python_function');
  const sklearnVersion = textOf(sklearn, 'sklearn_version');
  return {
    file: textOf(pyfunc, 'model_path') ?? textOf(sklearn, 'pickled_model') ?? 'model.pkl',
    format: pickleFormat(textOf(sklearn, 'serialization_format') ?? 'pickle'),
    method: methodOf(pyfunc),
    ...(sklearnVersion !== undefined && { sklearnVersion }),
  };
}

/** mlflow.xgboost._load_model and _XGBModelWrapper.predict. */
function xgboostFile(model: LocalModel, xgboost: FlavorConfig): FlavorFile {
  const parameters = model.mlmodel.signature?.params?.map((parameter) => parameter.name) ?? [];
  if (parameters.length > 0) {
    throw refusal(
      `its signature has the parameters ${parameters.join(', ')}, which XGBoost's predict would take`,
    );
  }
  return {
    file: dataOf(xgboost, 'xgboost'),
    format: 'xgboost',
    method: 'predict',
    modelClass: textOf(xgboost, 'model_class') ?? 'xgboost.core.Booster',
  };
}

/** mlflow.lightgbm._load_model: a Booster as text, anything else pickled or as skops. */
function lightgbmFile(_: LocalModel, lightgbm: FlavorConfig): FlavorFile {
  const modelClass = textOf(lightgbm, 'model_class') ?? 'lightgbm.basic.Booster';
  const isBooster = modelClass === 'lightgbm.basic.Booster';
  const written = textOf(lightgbm, 'serialization_format') ?? 'cloudpickle';
  return {
    file: dataOf(lightgbm, 'lightgbm'),
    format: isBooster ? 'lightgbm' : pickleFormat(written),
    method: 'predict',
    modelClass,
  };
}

/** mlflow.catboost._load_pyfunc: `predict` of the class that was saved. */
function catboostFile(model: LocalModel, catboost: FlavorConfig): FlavorFile {
  const format = textOf(catboost, 'save_format') ?? 'cbm';
  if (format !== 'cbm' && format !== 'json') {
    throw refusal(`its save_format is "${format}"; cbm and json are read`);
  }
  const type = textOf(catboost, 'model_type') ?? 'none';
  if (!catboostClasses.has(type)) {
    throw refusal(`its model_type is "${type}"; ${[...catboostClasses].join(', ')} are known`);
  }
  const pyfunc = model.mlmodel.flavors.get('python_function');
  return {
    file: textOf(pyfunc, 'data') ?? textOf(catboost, 'data') ?? 'model.cb',
    format: 'catboost',
    method: 'predict',
    modelClass: `catboost.core.${type}`,
  };
}

const catboostClasses: ReadonlySet<string> = new Set([
  'CatBoost',
  'CatBoostClassifier',
  'CatBoostRegressor',
  'CatBoostRanker',
]);

function dataOf(flavor: FlavorConfig, name: string): string {
  const file = textOf(flavor, 'data');
  if (file !== undefined) return file;
  throw refusal(`its flavor ${name} does not say in which file the model is ("data")`);
}

function pickleFormat(format: string): ModelFormat {
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

function unknownFlavor(model: LocalModel, name: string | undefined): UnsupportedFlavorError {
  const { flavors } = model.mlmodel;
  const loader = flavors.get('python_function')?.['loader_module'];
  if (loader !== undefined && name === undefined) {
    return refusal(`its python_function flavor is loaded by ${JSON.stringify(loader)}`);
  }
  const listed = [...flavors.keys()].join(', ') || 'none';
  const wanted = name ?? [...flavorReaders.keys()].join(', ');
  return refusal(`its flavors are ${listed}, and ${wanted} is not among them`);
}

function refusal(reason: string): UnsupportedFlavorError {
  return new UnsupportedFlavorError(`The native engine cannot run this model: ${reason}.`);
}
