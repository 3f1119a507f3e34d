import { MlflowError } from '../../../../errors.ts';
import { showValue } from '../../../../shown-value.ts';
import { numericType } from '../../rows/element-type.ts';
import type { Matrix } from '../../rows/matrix.ts';
import { type RowOrigin, type Rows, columnLabel } from '../../rows/rows.ts';
import { toMatrix } from '../../rows/to-matrix.ts';
import { type Place, addSplines, isWithin } from './b-spline.ts';
import type { SplineFeature, SplinePlan } from './plans.ts';

/** Writes the splines of one feature at a value into an array of zeros; false where it may not. */
type Expand = (value: number, sums: Float64Array) => boolean;

/** SplineTransformer.transform: float32 for float32, else float64. */
export function evaluateSpline(plan: SplinePlan, input: Rows, origin: RowOrigin): Matrix {
  const isFloat32 = numericType(input, plan.rules) === 'float32';
  const { rowCount, values: cells } = toMatrix(input, plan.rules, origin);
  const round = plan.narrowsSteps && isFloat32 ? Math.fround : Number;
  const width = plan.splineCount - (plan.hasBias ? 0 : 1);
  const count = plan.features.length;
  const columnCount = width * count;
  const length = rowCount * columnCount;
  const values = isFloat32 ? new Float32Array(length) : new Float64Array(length);
  const sums = new Float64Array(plan.splineCount);
  plan.features.forEach((spline, feature) => {
    const expand = expander(plan, { ...spline, round });
    for (let row = 0; row < rowCount; row += 1) {
      const value = Number(cells[row * count + feature]);
      // What is missing has no splines, where it is taken at all.
      if (Number.isNaN(value)) continue;
      if (!expand(value, sums.fill(0))) {
        const label = columnLabel(input, feature);
        throw beyondKnots(plan, { label, value, row: origin.firstRow + row });
      }
      values.set(sums.subarray(0, width), row * columnCount + feature * width);
    }
  });
  return { kind: 'matrix', rowCount, columnCount, values, isFloat32 };
}

function beyondKnots(
  { rules }: SplinePlan,
  found: { readonly label: string; readonly value: number; readonly row: number },
): MlflowError {
  const { label, value, row } = found;
  return new MlflowError(
    'BAD_REQUEST',
    `The ${label} holds ${showValue(String(value), 'a number')} in row ${row}, beyond the knots of ` +
      `${rules.estimator}, which does not go on there; send one within the range of the training data.`,
  );
}

type Feature = SplineFeature & {
  /** NumPy 1 kept to float32 in every step. */
  readonly round: (value: number) => number;
};

function expander(plan: SplinePlan, feature: Feature): Expand {
  const add = (value: number, sums: Float64Array): true => {
    addSplines(feature, { value, derivative: 0 }, sums);
    return true;
  };
  switch (plan.extrapolation) {
    case 'continue':
      return add;
    case 'periodic':
      return (value, sums) => add(intoPeriod(plan, feature, value), sums);
    case 'error':
      return (value, sums) => isWithin(feature, value) && add(value, sums);
    case 'constant':
      return constantExpander(plan, feature);
    case 'linear':
      return linearExpander(plan, feature);
  }
}

/** numpy.remainder, which has the sign of the period. */
function intoPeriod(
  { zeroesFlat }: SplinePlan,
  { knots, degree, round }: Feature,
  value: number,
): number {
  const first = Number(knots[degree]);
  const period = Number(knots[knots.length - degree - 1]) - first;
  if (period <= 0 && zeroesFlat) return 0;
  const [start, length] = [round(first), round(period)];
  const rest = round(value - start) % length;
  return round(start + (rest < 0 ? round(rest + length) : rest));
}

/** Beyond its ends a feature has the splines that it has there: the first and the last ones. */
function constantExpander({ splineCount }: SplinePlan, feature: Feature): Expand {
  const { degree, round } = feature;
  const [low, high] = endsOf(feature);
  const lowest = splinesAt(feature, { value: low, derivative: 0 }, splineCount);
  const highest = splinesAt(feature, { value: high, derivative: 0 }, splineCount);
  return (value, sums) => {
    if (value < round(low)) sums.set(lowest.subarray(0, degree));
    else if (value <= round(high)) expandWithin(feature, value, sums);
    // Steps have no last splines, and NumPy does not assign nothing.
    else if (degree === 0 && splineCount > 1) return false;
    else sums.set(highest.subarray(splineCount - degree), splineCount - degree);
    return true;
  };
}

/** Beyond its ends a feature goes on with the slope that it has there. */
function linearExpander({ splineCount }: SplinePlan, feature: Feature): Expand {
  const { reach, round } = feature;
  const [low, high] = endsOf(feature);
  const below = lineFrom(feature, low, splineCount);
  const above = lineFrom(feature, high, splineCount);
  return (value, sums) => {
    if (value >= round(low) && value <= round(high)) expandWithin(feature, value, sums);
    for (let step = 0; step < reach; step += 1) {
      if (value < round(low)) sums[step] = below(step, value);
      const last = splineCount - 1 - step;
      if (value > round(high)) sums[last] = above(last, value);
    }
    return true;
  };
}

/** The splines at an end as lines through their heights there. */
function lineFrom(
  feature: Feature,
  end: number,
  splineCount: number,
): (spline: number, value: number) => number {
  const { round } = feature;
  const heights = splinesAt(feature, { value: end, derivative: 0 }, splineCount).map(round);
  const slopes = splinesAt(feature, { value: end, derivative: 1 }, splineCount).map(round);
  return (spline, value) => {
    const rise = round(round(value - round(end)) * Number(slopes[spline]));
    return round(Number(heights[spline]) + rise);
  };
}

/** An end that NumPy 1 rounded may lie beyond the knots, where scipy answers NaN. */
function expandWithin(feature: Feature, value: number, sums: Float64Array): void {
  if (isWithin(feature, value)) addSplines(feature, { value, derivative: 0 }, sums);
  else sums.fill(Number.NaN);
}

function splinesAt(feature: Feature, place: Place, splineCount: number): Float64Array {
  const sums = new Float64Array(splineCount);
  addSplines(feature, place, sums);
  return sums;
}

function endsOf({ knots, end }: Feature): [number, number] {
  return [Number(knots[end]), Number(knots[knots.length - 1 - end])];
}
