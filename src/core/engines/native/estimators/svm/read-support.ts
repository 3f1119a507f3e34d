import { sharedFloats } from '../../shared-memory.ts';
import type { EstimatorState, NumberArray } from '../../translate/estimator-state.ts';
import type { Kernel, SupportVectors } from './plans.ts';

/**
 * Reads what libsvm computes with: `_dual_coef_` and `_intercept_`, whose signs are its own, unlike
 * those of dual_coef_ and intercept_. Models fitted on sparse rows are refused.
 */
export function readSupport(
  state: EstimatorState,
  counts: { readonly coefficientRows: number; readonly intercepts: number },
): SupportVectors {
  const kernel = readKernel(state);
  if (state.boolean('_sparse')) throw state.refusal('which was fitted on sparse rows');
  const vectors = state.numbers('support_vectors_');
  const coefficients = state.numbers('_dual_coef_');
  const intercepts = state.numbers('_intercept_');
  const [count = 0, featureCount = 0] = vectors.shape;
  if (vectors.shape.length !== 2 || featureCount < 1) {
    throw state.unexpected('support_vectors_', 'a row of numbers for each support vector');
  }
  checkCoefficients(state, coefficients, [counts.coefficientRows, count]);
  if (intercepts.values.length !== counts.intercepts) {
    throw state.unexpected('_intercept_', `${counts.intercepts} numbers`);
  }
  return {
    kernel,
    count,
    featureCount,
    vectors: sharedFloats(vectors.values),
    coefficients: sharedFloats(coefficients.values),
    intercepts: sharedFloats(intercepts.values),
  };
}

function checkCoefficients(
  state: EstimatorState,
  { shape }: NumberArray,
  [rowCount, columnCount]: readonly [number, number],
): void {
  if (shape.length !== 2 || shape[0] !== rowCount || shape[1] !== columnCount) {
    throw state.unexpected('_dual_coef_', `${rowCount} by ${columnCount} numbers`);
  }
}

function readKernel(state: EstimatorState): Kernel {
  const saved = state.value('kernel');
  if (typeof saved !== 'string') throw state.refusal('whose kernel is a function of its own');
  if (saved !== 'linear' && saved !== 'poly' && saved !== 'rbf' && saved !== 'sigmoid') {
    throw state.refusal(`whose kernel is "${saved}"`);
  }
  return {
    name: saved,
    gamma: oneNumber(state, '_gamma'),
    coefficient: oneNumber(state, 'coef0'),
    degree: state.integer('degree'),
  };
}

/** A parameter that is one number, Python's or NumPy's. */
export function oneNumber(state: EstimatorState, name: string): number {
  const { values } = state.numbers(name);
  const [value] = values;
  if (value === undefined || values.length !== 1) throw state.unexpected(name, 'a number');
  return value;
}
