import { UnsupportedFlavorError } from '../../../errors.ts';
import {
  type PythonObject,
  type PythonValue,
  describePythonValue,
  isTagged,
} from '../../../formats/python-value.ts';
import type { EstimatorPlan, Plan, PredictMethod, PredictorPlan } from '../plan.ts';
import { EstimatorState, attributesOf, publicClassName } from './estimator-state.ts';
import { isPredictor } from './pipeline.ts';
import { translators } from './registry.ts';
import { type SklearnVersion, isAtLeast, parseSklearnVersion } from './sklearn-version.ts';
import { treeRowCost } from './tree-models.ts';

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
 * Translates a decoded scikit-learn model into a plan. Throws UnsupportedFlavorError that names
 * the part which cannot be run: nothing unknown is guessed at.
 */
export function translateModel(value: PythonValue, options: TranslateOptions): Plan {
  const parts: string[] = [];
  let depth = 0;
  const translate = (child: PythonValue, place: string): EstimatorPlan => {
    const object = asEstimator(child, place);
    const className = publicClassName(object);
    const translator = translators.get(className);
    if (!translator) throw unsupportedClass(className, place);
    if (depth >= maximumDepth || parts.length >= maximumParts) throw tooLarge(place);
    depth += 1;
    const state = new EstimatorState(object, place, versionOf(object, place, options));
    parts.push(state.shortName);
    const plan = translator(state, translate);
    depth -= 1;
    return plan;
  };
  const plan = translate(value, 'the model');
  if (!isPredictor(plan)) throw loneTransformer(parts[0] ?? '');
  checkMethod(plan, options.method);
  return { predictor: plan, method: options.method, parts, rowCost: rowCost(plan) };
}

function asEstimator(value: PythonValue, place: string): PythonObject {
  if (isTagged(value) && value.kind === 'object') return value;
  throw new UnsupportedFlavorError(
    `The native engine cannot run this model: ${place} is ${describePythonValue(value)}, not a scikit-learn estimator.`,
  );
}

function versionOf(object: PythonObject, place: string, options: TranslateOptions): SklearnVersion {
  const saved = attributesOf(object).get('_sklearn_version');
  const text = typeof saved === 'string' ? saved : options.sklearnVersion;
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

function unsupportedClass(className: string, place: string): UnsupportedFlavorError {
  const isTransformer =
    /^sklearn\.(preprocessing|impute|decomposition|feature_extraction|feature_selection)\./.test(
      className,
    );
  if (isTransformer && place === 'the model') return loneTransformer(className);
  return new UnsupportedFlavorError(
    `The native engine cannot run this model: ${place} is ${className}, which it does not know.`,
  );
}

function loneTransformer(name: string): UnsupportedFlavorError {
  const short = name.slice(name.lastIndexOf('.') + 1);
  return new UnsupportedFlavorError(
    `The model holds a ${short}, a transformer that cannot predict. ` +
      'Log a pipeline that ends with a classifier or a regressor.',
  );
}

function tooLarge(place: string): UnsupportedFlavorError {
  return new UnsupportedFlavorError(
    `The native engine cannot run this model: ${place} is nested more than ${maximumDepth} estimators deep, or there are more than ${maximumParts}.`,
  );
}

const regressorMethods: readonly PredictMethod[] = ['predict'];
const treeMethods: readonly PredictMethod[] = ['predict', 'predict_proba', 'predict_log_proba'];
const linearMethods: readonly PredictMethod[] = [...treeMethods, 'decision_function'];

function methodsOf(plan: PredictorPlan): readonly PredictMethod[] {
  switch (plan.kind) {
    case 'pipeline':
      return methodsOf(plan.predictor);
    case 'linear-classifier':
      return linearMethods;
    case 'tree-classifier':
      return treeMethods;
    case 'linear-regressor':
    case 'tree-regressor':
      return regressorMethods;
  }
}

function checkMethod(plan: PredictorPlan, method: PredictMethod): void {
  const methods = methodsOf(plan);
  if (methods.includes(method)) return;
  throw new UnsupportedFlavorError(
    `The MLmodel file asks for predict_fn "${method}", which this model does not have; it has ${methods.join(', ')}.`,
  );
}

function rowCost(plan: PredictorPlan): number {
  switch (plan.kind) {
    case 'pipeline':
      return (
        plan.transformers.reduce((sum, step) => sum + step.rules.featureCount, 0) +
        rowCost(plan.predictor)
      );
    case 'linear-classifier':
    case 'linear-regressor':
      return plan.scores.coefficients.length;
    case 'tree-classifier':
    case 'tree-regressor':
      return treeRowCost(plan) + plan.rules.featureCount;
  }
}
