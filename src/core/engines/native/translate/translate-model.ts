import { UnsupportedFlavorError } from '../../../errors.ts';
import {
  type PythonObject,
  type PythonValue,
  describePythonValue,
  isTagged,
} from '../../../formats/python-value.ts';
import { asItems } from '../../../formats/resolve-python.ts';
import { keepsRowsTogether, methodsOf, rowCostOf } from '../evaluate/evaluate-plan.ts';
import type { PredictMethod } from '../methods.ts';
import type { EstimatorPlan, Plan } from '../plan.ts';
import { EstimatorState, attributesOf } from './estimator-state.ts';
import { refuseFrames } from './refuse-frames.ts';
import { translators } from './registry.ts';
import { type SklearnVersion, isAtLeast, parseSklearnVersion } from './sklearn-version.ts';
import type { ChildTranslator } from './translator.ts';

/** What the MLmodel file says about the object to translate. */
export interface TranslateOptions {
  readonly method: PredictMethod;
  /** The version in the flavor's entry, for states that carry none. */
  readonly sklearnVersion?: string;
}

const maximumDepth = 32;
const maximumParts = 10_000;
/** Releases whose attributes and rules were compared with the source. */
const oldest = { major: 0, minor: 20 };
const newest = { major: 1, minor: 9 };

/**
 * Translates a decoded model into a plan. Throws UnsupportedFlavorError that names the part which
 * cannot be run: nothing unknown is guessed at.
 */
export function translateModel(value: PythonValue, options: TranslateOptions): Plan {
  const translation = new Translation(options);
  const root = translation.part(value, 'the model');
  const { parts } = translation;
  const methods = methodsOf(root);
  if (options.method === 'predict' && !methods.includes('predict')) throw cannotPredict(parts);
  if (!methods.includes(options.method)) throw missingMethod(options.method, methods);
  if (options.method === 'transform') refuseFrames(value);
  return {
    root,
    method: options.method,
    parts,
    rowCost: rowCostOf(root),
    ...(translation.keepsRowsTogether && { keepsRowsTogether: true }),
  };
}

/** One model on its way into a plan: what was met so far, and how deep we are. */
class Translation implements ChildTranslator {
  readonly parts: string[] = [];
  /** Noted for every part on its way, so that no estimator around it can forget to ask. */
  keepsRowsTogether = false;
  readonly methodsOf = methodsOf;
  private readonly options: TranslateOptions;
  private depth = 0;

  constructor(options: TranslateOptions) {
    this.options = options;
  }

  readonly part = (value: PythonValue, place: string): EstimatorPlan => {
    const state = this.state(value, place);
    const translator = translators.get(state.className);
    if (!translator) throw unsupportedClass(state.className, place);
    if (this.depth >= maximumDepth || this.parts.length >= maximumParts) throw tooLarge(place);
    this.depth += 1;
    this.parts.push(state.shortName);
    const plan = translator(state, this);
    this.depth -= 1;
    this.keepsRowsTogether ||= keepsRowsTogether(plan);
    return plan;
  };

  readonly transformer = (value: PythonValue, place: string): EstimatorPlan => {
    const plan = this.part(value, place);
    if (methodsOf(plan).includes('transform')) return plan;
    throw new UnsupportedFlavorError(
      `The native engine cannot run this model: ${place} is followed by other parts, but it cannot transform.`,
    );
  };

  readonly state = (value: PythonValue, place: string): EstimatorState => {
    const object = asEstimator(value, place);
    return new EstimatorState(object, place, versionOf(object, place, this.options));
  };
}

function asEstimator(value: PythonValue, place: string): PythonObject {
  if (isTagged(value) && value.kind === 'object') return value;
  throw new UnsupportedFlavorError(
    `The native engine cannot run this model: ${place} is ${describePythonValue(value)}, not an estimator.`,
  );
}

/**
 * scikit-learn writes its version into the state of its own estimators. Those of other libraries
 * carry none, and mean the one of their members, the one that the flavor names, or the newest.
 */
function versionOf(object: PythonObject, place: string, options: TranslateOptions): SklearnVersion {
  const isForeign = !object.module.startsWith('sklearn.');
  const saved = attributesOf(object).get('_sklearn_version');
  const fallback =
    (isForeign ? memberVersion(object) : undefined) ??
    options.sklearnVersion ??
    (isForeign ? `${newest.major}.${newest.minor}` : undefined);
  const text = typeof saved === 'string' ? saved : fallback;
  const version = text === undefined ? undefined : parseSklearnVersion(text);
  const isKnown =
    version &&
    isAtLeast(version, oldest.major, oldest.minor) &&
    !isAtLeast(version, newest.major, newest.minor + 1);
  if (version && isKnown) return version;
  throw new UnsupportedFlavorError(
    `The native engine cannot run this model: ${place} was saved by scikit-learn ${text ?? 'of unknown version'}; ` +
      `the versions it knows are ${oldest.major}.${oldest.minor} to ${newest.major}.${newest.minor}.`,
  );
}

/** The version of the first member of an ensemble, or of the last step of a pipeline there. */
function memberVersion(object: PythonObject): string | undefined {
  const member = asItems(attributesOf(object).get('estimators_'))?.[0];
  const attributes = attributesIn(member);
  const steps = attributes?.get('steps');
  const last =
    steps === undefined ? attributes : attributesIn(asItems(asItems(steps)?.at(-1))?.[1]);
  const version = last?.get('_sklearn_version');
  return typeof version === 'string' ? version : undefined;
}

function attributesIn(
  value: PythonValue | undefined,
): ReadonlyMap<PythonValue, PythonValue> | undefined {
  return isTagged(value) && value.kind === 'object' ? attributesOf(value) : undefined;
}

/** Modules of scikit-learn whose classes transform and do not predict. */
const transformerModules =
  /^sklearn\.(preprocessing|impute|decomposition|feature_extraction|feature_selection)\./;

function unsupportedClass(className: string, place: string): UnsupportedFlavorError {
  if (place === 'the model' && transformerModules.test(className)) {
    return cannotPredict([className.slice(className.lastIndexOf('.') + 1)]);
  }
  return new UnsupportedFlavorError(
    `The native engine cannot run this model: ${place} is ${className}, which it does not know.`,
  );
}

function cannotPredict([name = '', ...steps]: readonly string[]): UnsupportedFlavorError {
  const shown = steps.length > 0 ? `${name} of ${steps.join(', ')}` : name;
  return new UnsupportedFlavorError(
    `The model holds a ${shown}, which transforms and cannot predict. ` +
      'Log a pipeline that ends with a classifier or a regressor, or set predict_fn to "transform".',
  );
}

function missingMethod(
  method: PredictMethod,
  methods: readonly PredictMethod[],
): UnsupportedFlavorError {
  return new UnsupportedFlavorError(
    `The MLmodel file asks for predict_fn "${method}", which this model does not have; it has ${methods.join(', ')}.`,
  );
}

function tooLarge(place: string): UnsupportedFlavorError {
  return new UnsupportedFlavorError(
    `The native engine cannot run this model: ${place} is nested more than ${maximumDepth} estimators deep, or there are more than ${maximumParts}.`,
  );
}
