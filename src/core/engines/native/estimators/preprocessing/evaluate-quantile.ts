import { MlflowError } from '../../../../errors.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import { interpolate } from './interpolate.ts';
import { inverseNormal } from './inverse-normal.ts';
import type { QuantileFeature, QuantilePlan } from './plans.ts';

/** What is this close to the lowest or the highest quantile counts as being there. */
const boundsThreshold = 1e-7;
/** So that the ends of the normal distribution are finite. */
const lowest = inverseNormal(boundsThreshold - Number.EPSILON);
const highest = inverseNormal(1 - (boundsThreshold - Number.EPSILON));

/** QuantileTransformer.transform; of sparse rows only the entries are transformed. */
export function evaluateQuantile(
  plan: QuantilePlan,
  rows: Matrix | SparseMatrix,
): Matrix | SparseMatrix {
  const transforms = plan.features.map((feature) => columnTransform(plan, feature, rows.isFloat32));
  if (rows.kind === 'matrix') {
    const { columnCount } = rows;
    const values = rows.values.map((value, at) => transforms[at % columnCount]?.(value) ?? value);
    return { ...rows, values };
  }
  if (!plan.ignoresZeros && rows.values.some((value) => value < 0)) {
    throw new MlflowError(
      'BAD_REQUEST',
      `${plan.rules.estimator} only accepts sparse rows without negative numbers.`,
    );
  }
  const values = rows.values.map(
    (value, at) => transforms[Number(rows.columns[at])]?.(value) ?? value,
  );
  return { ...rows, values };
}

function columnTransform(
  plan: QuantilePlan,
  { upwards, downwards }: QuantileFeature,
  isFloat32: boolean,
): (value: number) => number {
  const first = Number(upwards.places[0]);
  const last = Number(upwards.places.at(-1));
  const round = isFloat32 ? Math.fround : Number;
  const margin = plan.distribution === 'normal' ? round(boundsThreshold) : 0;
  const isNormal = plan.distribution === 'normal';
  return (value) => {
    if (Number.isNaN(value)) return value;
    // Both ways, so that of repeated quantiles the middle counts.
    let share = round(0.5 * (interpolate(upwards, value) - interpolate(downwards, -value)));
    if (isNormal ? round(value + margin) > last : value === last) share = 1;
    if (isNormal ? round(value - margin) < first : value === first) share = 0;
    if (!isNormal) return share;
    return Math.min(Math.max(inverseNormal(share), lowest), highest);
  };
}
