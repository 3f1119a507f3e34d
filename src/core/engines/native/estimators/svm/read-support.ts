import { sharedFloats } from '../../shared-memory.ts';
import type { EstimatorState, NumberArray } from '../../translate/estimator-state.ts';
import { isSparse, readSparse, readSparseRows } from '../../translate/read-sparse.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import type { Kernel, SupportVectors } from './plans.ts';

/**
 * Reads what libsvm computes with: `_dual_coef_` and `_intercept_`, whose signs are its own, unlike
 * those of dual_coef_ and intercept_.
 */
export function readSupport(
  state: EstimatorState,
  child: ChildTranslator,
  counts: { readonly coefficientRows: number; readonly intercepts: number },
): SupportVectors {
  const kernel = readKernel(state);
  const { vectors, count, featureCount } = readVectors(state, child);
  const coefficients = isSparse(state.value('_dual_coef_'))
    ? readSparse(state, '_dual_coef_', child)
    : state.numbers('_dual_coef_');
  const intercepts = state.numbers('_intercept_');
  checkCoefficients(state, coefficients, [counts.coefficientRows, count]);
  if (intercepts.values.length !== counts.intercepts) {
    throw state.unexpected('_intercept_', `${counts.intercepts} numbers`);
  }
  return {
    kernel,
    count,
    featureCount,
    vectors,
    coefficients: sharedFloats(coefficients.values),
    intercepts: sharedFloats(intercepts.values),
  };
}

function readVectors(
  state: EstimatorState,
  child: ChildTranslator,
): Pick<SupportVectors, 'vectors' | 'count' | 'featureCount'> {
  if (state.boolean('_sparse')) {
    const rows = readSparseRows(state, 'support_vectors_', child);
    const { rowCount: count, columnCount: featureCount } = rows;
    return { vectors: { kind: 'sparse', ...rows }, count, featureCount };
  }
  const { shape, values } = state.numbers('support_vectors_');
  const [count = 0, featureCount = 0] = shape;
  if (shape.length !== 2 || featureCount < 1) {
    throw state.unexpected('support_vectors_', 'a row of numbers for each support vector');
  }
  return { vectors: { kind: 'dense', values: sharedFloats(values) }, count, featureCount };
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
    gamma: state.number('_gamma'),
    coefficient: state.number('coef0'),
    degree: state.integer('degree'),
  };
}
