import { sharedFloats } from '../../shared-memory.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { readMatrix, readVector } from '../../translate/read-arrays.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type { KernelProjectionPlan, ProjectionKernel } from './plans.ts';

const kernels = ['linear', 'rbf', 'poly', 'sigmoid', 'cosine'] as const;

/** sklearn.decomposition.KernelPCA; its results were called lambdas_ and alphas_ before 1.0. */
export function translateKernelPca(
  state: EstimatorState,
  child: ChildTranslator,
): KernelProjectionPlan {
  const rows = readMatrix(state, 'X_fit_');
  const isNew = state.has('eigenvectors_');
  const vectors = readMatrix(state, isNew ? 'eigenvectors_' : 'alphas_', {
    rowCount: rows.rowCount,
  });
  const { columnCount: componentCount } = vectors;
  const eigenvalues = readVector(state, isNew ? 'eigenvalues_' : 'lambdas_', componentCount);
  if (rows.isFloat32 || vectors.isFloat32) {
    throw state.refusal('which was fitted to float32, where the last digits are lost');
  }
  const centerer = child.state(state.value('_centerer') ?? null, `the _centerer of ${state.place}`);
  const total = plainScalar(centerer.value('K_fit_all_') ?? null);
  if (typeof total !== 'number') throw centerer.unexpected('K_fit_all_', 'a number');
  const scaled = vectors.values.map((value, at) => {
    const eigenvalue = Number(eigenvalues.values[at % componentCount]);
    return eigenvalue === 0 ? 0 : value / Math.sqrt(eigenvalue);
  });
  return {
    kind: 'kernel-projection',
    rules: inputRules(state, rows.columnCount, { allowsNaN: false, conversion: 'numeric' }),
    kernel: readKernel(state, rows.columnCount),
    rows: rows.values,
    rowCount: rows.rowCount,
    rowMeans: readVector(centerer, 'K_fit_rows_', rows.rowCount).values,
    totalMean: total,
    vectors: sharedFloats(scaled),
    componentCount,
  };
}

/** The parameter `gamma` is one by the number of features when it is None. */
function readKernel(state: EstimatorState, featureCount: number): ProjectionKernel {
  const kernel = state.value('kernel');
  const name = kernels.find((known) => known === kernel);
  if (!name) throw state.unexpected('kernel', 'linear, rbf, poly, sigmoid or cosine');
  const gammaName = state.has('gamma_') ? 'gamma_' : 'gamma';
  return {
    name,
    gamma: state.has(gammaName) ? readNumber(state, gammaName) : 1 / featureCount,
    degree: readNumber(state, 'degree'),
    coef0: readNumber(state, 'coef0'),
  };
}

function readNumber(state: EstimatorState, name: string): number {
  const value = plainScalar(state.value(name) ?? null);
  if (typeof value === 'number') return value;
  throw state.unexpected(name, 'a number');
}
