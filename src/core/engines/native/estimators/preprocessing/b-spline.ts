/** The B-splines of one feature: of a degree, over knots that ascend. */
export interface BSpline {
  /** At least `2 * degree + 2` of them. */
  readonly knots: Float64Array;
  readonly degree: number;
}

/** Where splines are asked, and for their values (0) or their slopes (1). */
export interface Place {
  readonly value: number;
  readonly derivative: 0 | 1;
}

/**
 * Adds up the splines at a place: the spline number `i` into `sums[i % sums.length]`, so that the
 * last ones of a period meet its first ones (scipy.interpolate.BSpline over unit vectors). All sums
 * are NaN at NaN.
 */
export function addSplines(spline: BSpline, place: Place, sums: Float64Array): void {
  const { degree } = spline;
  if (Number.isNaN(place.value)) {
    sums.fill(Number.NaN);
    return;
  }
  const interval = findInterval(spline, place.value);
  const parts = splinesOver(spline, place, interval);
  for (let part = 0; part <= degree; part += 1) {
    const at = (interval - degree + part) % sums.length;
    const height = Number(parts[part]);
    if (Number.isFinite(height)) sums[at] = Number(sums[at]) + height;
    // scipy multiplies the splines of all other columns by 0, which makes NaN of what is infinite.
    else sums.forEach((sum, other) => (sums[other] = sum + height * Number(other === at)));
  }
}

/** Whether a place lies where the splines are complete. */
export function isWithin({ knots, degree }: BSpline, value: number): boolean {
  return value >= Number(knots[degree]) && value <= Number(knots[knots.length - degree - 1]);
}

/** `_find_interval` of scipy: the last knot that is at most the value, within the complete range. */
function findInterval({ knots, degree }: BSpline, value: number): number {
  let low = degree;
  let high = knots.length - degree - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (Number(knots[middle]) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * `_deBoor_D` of scipy.interpolate (1.5 to 1.17): the splines over an interval that are not zero
 * there, from the first to the last, with its order of operations.
 */
function splinesOver(
  { knots, degree }: BSpline,
  { value, derivative }: Place,
  interval: number,
): Float64Array {
  const heights = new Float64Array(degree + 1);
  const before = new Float64Array(degree + 1);
  heights[0] = 1;
  for (let order = derivative > degree ? 0 : 1; order <= degree; order += 1) {
    const isSlope = order > degree - derivative;
    before.set(heights);
    heights[0] = 0;
    for (let at = 1; at <= order; at += 1) {
      const next = Number(knots[interval + at]);
      const first = Number(knots[interval + at - order]);
      if (next === first) {
        // Of slopes scipy clears the one that has the number of the derivative.
        heights[isSlope ? derivative : at] = 0;
        continue;
      }
      const share = ((isSlope ? order : 1) * Number(before[at - 1])) / (next - first);
      heights[at - 1] = Number(heights[at - 1]) + (isSlope ? -share : share * (next - value));
      heights[at] = isSlope ? share : share * (value - first);
    }
  }
  if (derivative > degree) heights[0] = 0;
  return heights;
}
