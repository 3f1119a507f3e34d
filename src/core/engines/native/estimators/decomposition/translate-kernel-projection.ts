import { sharedFloats } from '../../shared-memory.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
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
    totalMean: centerer.number('K_fit_all_'),
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
    gamma: state.has(gammaName) ? state.number(gammaName) : 1 / featureCount,
    degree: state.number('degree'),
    coef0: state.number('coef0'),
  };
}
