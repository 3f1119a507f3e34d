import { sharedFloats } from '../../shared-memory.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import {
  type NumberMatrix,
  type NumberVector,
  readMatrix,
  readVector,
} from '../../translate/read-arrays.ts';
import { isSparse, readSparse } from '../../translate/read-sparse.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import { projectDense } from './evaluate-projection.ts';
import { invert } from './invert.ts';
import type { ProjectionPlan } from './plans.ts';

/**
 * sklearn.decomposition.PCA and IncrementalPCA. Since 1.5 the rows are projected first and the
 * projected mean is subtracted then.
 */
export function translatePca(state: EstimatorState): ProjectionPlan {
  const isNew = isAtLeast(state.version, 1, 5);
  const plan = projection(state, readMatrix(state, 'components_'), {
    ...(state.has('mean_') && { mean: 'mean_' }),
    centering: isNew ? 'after' : 'before',
  });
  if (!state.boolean('whiten')) return plan;
  const variance = readVector(state, 'explained_variance_', plan.componentCount);
  const smallest = variance.isFloat32 ? 2 ** -23 : Number.EPSILON;
  const scale = variance.values.map((value) => {
    const root = variance.isFloat32 ? Math.fround(Math.sqrt(value)) : Math.sqrt(value);
    return isNew && root < smallest ? smallest : root;
  });
  return { ...plan, scale: sharedFloats(scale) };
}

/** sklearn.decomposition.TruncatedSVD. */
export function translateTruncatedSvd(state: EstimatorState): ProjectionPlan {
  return projection(state, readMatrix(state, 'components_'), { conversion: 'numeric' });
}

/** sklearn.decomposition.FastICA; `whiten` is False or names how it is done. */
export function translateFastIca(state: EstimatorState): ProjectionPlan {
  const isCentered = state.value('whiten') !== false;
  return projection(state, readMatrix(state, 'components_'), {
    ...(isCentered && { mean: 'mean_' }),
    centering: 'in-place',
  });
}

/** sklearn.decomposition.FactorAnalysis: two projections in a row, which here are one. */
export function translateFactorAnalysis(state: EstimatorState): ProjectionPlan {
  const saved = readMatrix(state, 'components_');
  const { rowCount: size, columnCount } = saved;
  const noise = readVector(state, 'noise_variance_', columnCount).values;
  const weighted = saved.values.map((value, at) => value / Number(noise[at % columnCount]));
  const covariance = new Float64Array(size * size);
  eachPair(size, size, (row, column) => {
    let sum = row === column ? 1 : 0;
    for (let at = 0; at < columnCount; at += 1) {
      sum +=
        Number(weighted[row * columnCount + at]) * Number(saved.values[column * columnCount + at]);
    }
    covariance[row * size + column] = sum;
  });
  const inverse = invert(covariance, size);
  if (!inverse) throw state.refusal('whose components have no inverse');
  const components = new Float64Array(size * columnCount);
  eachPair(size, columnCount, (row, column) => {
    let sum = 0;
    for (let at = 0; at < size; at += 1) {
      sum += Number(inverse[at * size + row]) * Number(weighted[at * columnCount + column]);
    }
    components[row * columnCount + column] = sum;
  });
  const matrix = { ...saved, values: sharedFloats(components), isFloat32: false };
  return projection(state, matrix, { mean: 'mean_', conversion: 'numeric' });
}

/** sklearn.random_projection.GaussianRandomProjection and SparseRandomProjection. */
export function translateRandomProjection(
  state: EstimatorState,
  child: ChildTranslator,
): ProjectionPlan {
  const conversion = isAtLeast(state.version, 1, 1) ? 'float' : 'numeric';
  if (!isSparse(state.value('components_'))) {
    return projection(state, readMatrix(state, 'components_'), { conversion });
  }
  const { values, shape, isFloat32 } = readSparse(state, 'components_', child);
  const [rowCount = 0, columnCount = 0] = shape;
  if (values.length === 0) throw state.refusal('which has no components');
  const matrix = { values: sharedFloats(values), rowCount, columnCount, isFloat32 };
  const plan = projection(state, matrix, { conversion });
  return state.boolean('dense_output') ? plan : { ...plan, keepsSparse: true };
}

function eachPair(
  rowCount: number,
  columnCount: number,
  visit: (row: number, column: number) => void,
): void {
  for (let row = 0; row < rowCount; row += 1) {
    for (let column = 0; column < columnCount; column += 1) visit(row, column);
  }
}

function projection(
  state: EstimatorState,
  components: NumberMatrix,
  options: {
    readonly mean?: string;
    /** FastICA subtracts the mean in place, which keeps float32 also beside a mean in float64. */
    readonly centering?: 'before' | 'in-place' | 'after';
    readonly conversion?: 'numeric' | 'float';
  },
): ProjectionPlan {
  const { columnCount } = components;
  const mean =
    options.mean === undefined ? undefined : readVector(state, options.mean, columnCount);
  const isNarrowMean = mean === undefined || mean.isFloat32 || options.centering === 'in-place';
  const plan = { components: components.values, componentCount: components.rowCount };
  const isAfter = options.centering === 'after';
  return {
    kind: 'projection',
    rules: inputRules(state, columnCount, {
      allowsNaN: false,
      conversion: options.conversion ?? 'float',
    }),
    ...plan,
    ...(mean && (isAfter ? { shift: shiftOf(plan, mean, components) } : { mean: mean.values })),
    isNarrowMean,
    isFloat32: components.isFloat32 && isNarrowMean,
  };
}

/** A model that was fitted to float32 projects its mean in float32, for every input. */
function shiftOf(
  plan: Pick<ProjectionPlan, 'components' | 'componentCount'>,
  { values, isFloat32 }: NumberVector,
  components: NumberMatrix,
): Float64Array {
  const projected = projectDense(plan, { rowCount: 1, columnCount: values.length, values });
  return sharedFloats(isFloat32 && components.isFloat32 ? projected.map(Math.fround) : projected);
}
