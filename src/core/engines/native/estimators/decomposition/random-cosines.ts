import { toDense } from '../../rows/dense.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { readMatrix, readVector } from '../../translate/read-arrays.ts';
import { inputRules } from '../../translate/translator.ts';
import type { RandomCosinesPlan } from './plans.ts';

/** sklearn.kernel_approximation.RBFSampler, 0.23 to 1.9. */
export function translateRbfSampler(state: EstimatorState): RandomCosinesPlan {
  const weights = readMatrix(state, 'random_weights_');
  const { columnCount: componentCount, rowCount: featureCount } = weights;
  const offsets = readVector(state, 'random_offset_', componentCount);
  if (state.integer('n_components') !== componentCount) {
    throw state.refusal(`whose n_components is not the ${componentCount} that it was fitted with`);
  }
  if (weights.isFloat32 || offsets.isFloat32) {
    throw state.refusal('which was fitted to float32, where the last digits are lost');
  }
  return {
    kind: 'random-cosines',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'numeric' }),
    weights: weights.values,
    offsets: offsets.values,
    componentCount,
  };
}

/** RBFSampler.transform: `cos(X @ random_weights_ + random_offset_) * sqrt(2 / n_components)`. */
export function evaluateRandomCosines(
  plan: RandomCosinesPlan,
  rows: Matrix | SparseMatrix,
): Matrix {
  const { weights, offsets, componentCount } = plan;
  const source = rows.kind === 'sparse' ? toDense(rows) : rows;
  const { rowCount, columnCount } = source;
  const scale = Math.sqrt(2 / componentCount);
  const values = new Float64Array(rowCount * componentCount);
  for (let row = 0; row < rowCount; row += 1) {
    for (let component = 0; component < componentCount; component += 1) {
      let sum = 0;
      for (let column = 0; column < columnCount; column += 1) {
        const weight = weights[column * componentCount + component] as number;
        sum += (source.values[row * columnCount + column] as number) * weight;
      }
      values[row * componentCount + component] = Math.cos(sum + Number(offsets[component])) * scale;
    }
  }
  return { kind: 'matrix', rowCount, columnCount: componentCount, values, isFloat32: false };
}
