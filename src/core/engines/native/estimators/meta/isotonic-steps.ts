import { MlflowError } from '../../../../errors.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { sharedFloats } from '../../shared-memory.ts';
import type { IsotonicSteps } from './plans.ts';

/** The points of an IsotonicRegression: `X_thresholds_` since 0.24, `_necessary_X_` before. */
export function readIsotonicSteps(state: EstimatorState): IsotonicSteps {
  const isNew = isAtLeast(state.version, 0, 24);
  const names = isNew ? ['X_thresholds_', 'y_thresholds_'] : ['_necessary_X_', '_necessary_y_'];
  const [xName = '', yName = ''] = names;
  const xs = state.numbers(xName);
  const ys = state.numbers(yName);
  const count = xs.values.length;
  if (xs.shape.length !== 1 || count === 0) throw state.unexpected(xName, 'an array of numbers');
  if (ys.values.length !== count) throw state.unexpected(yName, `an array of ${count} numbers`);
  for (let at = 1; at < count; at += 1) {
    if (!(Number(xs.values[at]) > Number(xs.values[at - 1]))) {
      throw state.unexpected(xName, 'an array of increasing numbers');
    }
  }
  const outOfBounds = state.string('out_of_bounds') ?? '';
  if (outOfBounds !== 'clip' && outOfBounds !== 'nan' && outOfBounds !== 'raise') {
    throw state.refusal(`whose parameter out_of_bounds is "${outOfBounds}"`);
  }
  return {
    xs: sharedFloats(xs.values),
    ys: sharedFloats(ys.values),
    outOfBounds,
    isFloat32: xs.isFloat32,
  };
}

/** IsotonicRegression.transform of one number, which is not NaN. */
export function interpolate(steps: IsotonicSteps, value: number): number {
  const { xs, ys, outOfBounds } = steps;
  const last = xs.length - 1;
  if (last === 0) return Number(ys[0]);
  const x = steps.isFloat32 ? Math.fround(value) : value;
  const isBelow = x < Number(xs[0]);
  if (isBelow || x > Number(xs[last])) {
    if (outOfBounds === 'clip') return Number(ys[isBelow ? 0 : last]);
    if (outOfBounds === 'nan') return Number.NaN;
    throw outside(steps, x);
  }
  const upper = Math.min(Math.max(firstNotBelow(xs, x), 1), last);
  // np.interp takes a point that it meets as the left end, scipy's float32 path as the right one.
  const at = !steps.isFloat32 && Number(xs[upper]) === x ? upper : upper - 1;
  if (at === last || Number(xs[at]) === x) return Number(ys[at]);
  return between(steps, at, x);
}

function between({ xs, ys, isFloat32 }: IsotonicSteps, at: number, x: number): number {
  const round = isFloat32 ? Math.fround : Number;
  const [x0, x1, y0, y1] = [xs[at], xs[at + 1], ys[at], ys[at + 1]].map(Number);
  const slope = round(round(Number(y1) - Number(y0)) / round(Number(x1) - Number(x0)));
  return round(round(slope * round(x - Number(x0))) + Number(y0));
}

/** np.searchsorted: the first point that is not below. */
function firstNotBelow(xs: Float64Array, x: number): number {
  let low = 0;
  let high = xs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (Number(xs[middle]) < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function outside({ xs }: IsotonicSteps, x: number): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `The value ${x} is outside of what IsotonicRegression was fitted on, ${Number(xs[0])} to ` +
      `${Number(xs.at(-1))}, which out_of_bounds="raise" forbids.`,
  );
}
