import { sharedFloats } from '../../shared-memory.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import type { FloatArray, OutlierFactorPlan } from './plans.ts';
import { readIndex } from './read/read-index.ts';
import { neighborRules, refuseNarrowPoints } from './read/read-neighbors.ts';

/** sklearn.neighbors.LocalOutlierFactor, which can only answer new rows with novelty=True. */
export function translateOutlierFactor(state: EstimatorState): OutlierFactorPlan {
  if (!state.boolean('novelty')) {
    throw state.refusal(
      'which was fitted with novelty=False and has no predict for new rows; fit it with novelty=True',
    );
  }
  const index = readIndex(state);
  refuseNarrowPoints(state, index);
  const count = state.integer('n_neighbors_');
  if (count < 1 || count > index.pointCount) {
    throw state.unexpected('n_neighbors_', `a number from 1 to ${index.pointCount}`);
  }
  return {
    kind: 'outlier-factor',
    rules: neighborRules(state, index),
    index,
    count,
    reach: readReach(state, { pointCount: index.pointCount, count }),
    densities: readDensities(state, index.pointCount),
    offset: state.number('offset_'),
    narrowsRows: isAtLeast(state.version, 1, 2),
  };
}

/** The last column that counts of `_distances_fit_X_`. */
function readReach(
  state: EstimatorState,
  { pointCount, count }: { readonly pointCount: number; readonly count: number },
): FloatArray {
  const { values, shape, isFloat32 } = state.numbers('_distances_fit_X_');
  const [rows, width = 0] = shape;
  if (shape.length !== 2 || rows !== pointCount || width < count) {
    throw state.unexpected('_distances_fit_X_', `${count} distances of ${pointCount} points`);
  }
  const last = Float64Array.from({ length: pointCount }, (_, point) =>
    Number(values[point * width + count - 1]),
  );
  return { values: sharedFloats(last), isFloat32 };
}

function readDensities(state: EstimatorState, pointCount: number): FloatArray {
  const { values, shape, isFloat32 } = state.numbers('_lrd');
  if (shape.length !== 1 || shape[0] !== pointCount) {
    throw state.unexpected('_lrd', `a density of ${pointCount} points`);
  }
  return { values: sharedFloats(values), isFloat32 };
}
