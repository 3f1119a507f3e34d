import type { EstimatorPlan } from '../../plan.ts';
import { sharedFloats } from '../../shared-memory.ts';
import { classLabels } from '../../translate/class-labels.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type { InputRules } from '../../rows/input-rules.ts';
import type {
  GaussianProcessClassifierPlan,
  GaussianProcessRegressorPlan,
  LaplaceClassifierPlan,
} from './plans.ts';
import { readKernelModel } from './read-kernel.ts';
import { squaresRows } from './squares-rows.ts';

/** sklearn.gaussian_process.GaussianProcessRegressor, 0.23 to 1.9. */
export function translateRegressor(state: EstimatorState): GaussianProcessRegressorPlan {
  const model = readKernelModel(state);
  const { values, shape } = state.numbers('alpha_');
  const [count = 0, outputCount = 1] = shape;
  if (shape.length < 1 || shape.length > 2 || count !== model.count || outputCount < 1) {
    throw state.unexpected('alpha_', `a weight for each of ${model.count} training points`);
  }
  const weights = Float64Array.from(values, (_, at) => {
    const [output, point] = [Math.floor(at / count), at % count];
    return Number(values[point * outputCount + output]);
  });
  const isFlat = shape.length === 1 || (outputCount === 1 && isAtLeast(state.version, 1, 1));
  return {
    kind: 'gaussian-process-regressor',
    rules: processRules(state, model.featureCount),
    model,
    weights: sharedFloats(weights),
    means: readForOutputs(state, '_y_train_mean', outputCount),
    deviations: readForOutputs(state, '_y_train_std', outputCount),
    isFlat,
  };
}

/** sklearn.gaussian_process.GaussianProcessClassifier, 0.23 to 1.9. */
export function translateClassifier(
  state: EstimatorState,
  child: ChildTranslator,
): GaussianProcessClassifierPlan {
  const base = child.part(state.value('base_estimator_') ?? null, `base of ${state.place}`);
  const parts = laplaceParts(base);
  if (!parts) throw state.refusal('whose base_estimator_ is not its own');
  return {
    kind: 'gaussian-process-classifier',
    rules: processRules(state, state.integer('n_features_in_')),
    base,
    squaresRows: parts.some(({ model }) => squaresRows(model.kernel)),
  };
}

/** The Laplace classifiers in a base; undefined when it consists of anything else. */
function laplaceParts(base: EstimatorPlan): LaplaceClassifierPlan[] | undefined {
  if (base.kind === 'laplace-classifier') return [base];
  if (base.kind !== 'one-vs-rest' && base.kind !== 'one-vs-one') return undefined;
  const parts = base.members.map(({ part }) => part);
  const own = parts.filter((part) => part.kind === 'laplace-classifier');
  return own.length === parts.length ? own : undefined;
}

/** The classifier's own part for two classes, _BinaryGaussianProcessClassifierLaplace. */
export function translateLaplace(state: EstimatorState): LaplaceClassifierPlan {
  const model = readKernelModel(state);
  const { count, featureCount } = model;
  const expected = readVector(state, 'pi_', count);
  const weights = readVector(state, 'y_train_', count).map(
    (truth, at) => truth - Number(expected[at]),
  );
  const lower = state.numbers('L_');
  if (lower.shape.length !== 2 || lower.shape.some((length) => length !== count)) {
    throw state.unexpected('L_', `${count} by ${count} numbers`);
  }
  return {
    kind: 'laplace-classifier',
    rules: processRules(state, featureCount),
    model,
    labels: classLabels(state, 2),
    weights: sharedFloats(weights),
    roots: sharedFloats(readVector(state, 'W_sr_', count)),
    lower: sharedFloats(lower.values),
  };
}

function processRules(state: EstimatorState, featureCount: number): InputRules {
  return inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' });
}

function readVector(state: EstimatorState, name: string, count: number): Float64Array {
  const { values, shape } = state.numbers(name);
  if (shape.length === 1 && shape[0] === count) return values;
  throw state.unexpected(name, `${count} numbers`);
}

/** One number for all outputs, or one for each. */
function readForOutputs(state: EstimatorState, name: string, outputCount: number): Float64Array {
  const { values } = state.numbers(name);
  if (values.length !== 1 && values.length !== outputCount) {
    throw state.unexpected(name, `a number for each of ${outputCount} outputs`);
  }
  const isOne = values.length === 1;
  return Float64Array.from({ length: outputCount }, (_, at) => Number(values[isOne ? 0 : at]));
}
