import type { EstimatorState } from '../../translate/estimator-state.ts';
import { readMatrix, readVector } from '../../translate/read-arrays.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import type { BSpline } from './b-spline.ts';
import type { SplineFeature, SplinePlan } from './plans.ts';

const maximumSplines = 1_000_000;
const maximumDegree = 100;

/**
 * sklearn.preprocessing.SplineTransformer: each feature has a scipy.interpolate.BSpline whose
 * coefficients are unit vectors, repeated where they are periodic.
 */
export function translateSpline(state: EstimatorState, child: ChildTranslator): SplinePlan {
  if (state.has('sparse_output') && state.boolean('sparse_output')) {
    throw state.refusal('whose parameter sparse_output is True; fit it with sparse_output=False');
  }
  const extrapolation = readExtrapolation(state);
  const splines = readSplines(state, child, extrapolation);
  const splineCount = countSplines(state, splines, extrapolation);
  const allowsNaN = takesMissing(state);
  return {
    kind: 'spline',
    rules: inputRules(state, splines.length, {
      allowsNaN,
      allowsInfinity: allowsNaN,
      conversion: 'numeric',
    }),
    features:
      extrapolation === 'linear'
        ? linearFeatures(state, splines, splineCount)
        : splines.map((spline) => ({ ...spline, end: spline.degree, reach: 0 })),
    splineCount,
    hasBias: state.boolean('include_bias'),
    extrapolation,
    narrowsSteps: !isAtLeast(state.version, 1, 5),
    zeroesFlat: isAtLeast(state.version, 1, 8),
  };
}

/** The parameter `handle_missing`, there since 1.8. */
function takesMissing(state: EstimatorState): boolean {
  if (!state.has('handle_missing')) return false;
  const name = state.string('handle_missing');
  if (name === 'zeros' || name === 'error') return name === 'zeros';
  throw state.refusal(`whose parameter handle_missing is "${name ?? 'None'}"`);
}

const extrapolations = ['constant', 'linear', 'continue', 'periodic', 'error'] as const;

function readExtrapolation(state: EstimatorState): SplinePlan['extrapolation'] {
  const name = state.string('extrapolation');
  const found = extrapolations.find((known) => known === name);
  if (found) return found;
  throw state.refusal(`whose parameter extrapolation is "${name ?? 'None'}"`);
}

function readSplines(
  state: EstimatorState,
  child: ChildTranslator,
  extrapolation: SplinePlan['extrapolation'],
): BSpline[] {
  const degree = state.integer('degree');
  if (degree < 0 || degree > maximumDegree) {
    throw state.unexpected('degree', `a degree from 0 to ${maximumDegree}`);
  }
  const extrapolates = extrapolation === 'continue' || extrapolation === 'periodic';
  return state.items('bsplines_').map((item, index) => {
    const spline = child.state(item, `spline ${index} of ${state.place}`);
    // Since scipy 1.17 the attributes are private.
    const { values: knots, isFloat32 } = readVector(spline, spline.has('_t') ? '_t' : 't');
    const isAscending = knots.every(
      (knot, at) => Number.isFinite(knot) && (at === 0 || knot >= Number(knots[at - 1])),
    );
    if (isFloat32 || !isAscending || knots.length < 2 * degree + 2) {
      throw state.refusal(
        'whose bsplines_ have knots that are not finite float64 in ascending order',
      );
    }
    checkCoefficients(spline, knots.length - degree - 1, extrapolation === 'periodic' ? degree : 0);
    if (spline.integer('k') !== degree || spline.boolean('extrapolate') !== extrapolates) {
      throw state.refusal('whose bsplines_ were fitted with other parameters');
    }
    return { knots, degree };
  });
}

/** The row of each spline must be 1 in the column that it adds to; the last ones are repeated. */
function checkCoefficients(spline: EstimatorState, rowCount: number, repeated: number): void {
  const name = spline.has('_c') ? '_c' : 'c';
  const columnCount = rowCount - repeated;
  const { values } = readMatrix(spline, name, { rowCount, columnCount });
  const isUnit = values.every((value, at) => {
    const row = Math.floor(at / columnCount);
    return value === Number(row % columnCount === at % columnCount);
  });
  if (!isUnit) throw spline.unexpected(name, 'a matrix of unit vectors');
}

/** How many splines a feature has, which must be so for all of them. */
function countSplines(
  state: EstimatorState,
  splines: readonly BSpline[],
  extrapolation: SplinePlan['extrapolation'],
): number {
  const counts = new Set(
    splines.map(({ knots, degree }) => {
      return knots.length - degree - 1 - (extrapolation === 'periodic' ? degree : 0);
    }),
  );
  const [count = 0] = counts;
  if (counts.size !== 1 || count < 1) {
    throw state.refusal('whose bsplines_ have too few knots, or not all of them as many');
  }
  if (count * splines.length > maximumSplines) {
    throw state.refusal(`which has more than ${maximumSplines} splines`);
  }
  return count;
}

/**
 * scikit-learn counts its degree up to 2 from one feature to the next (1.0 to 1.9), so that of a
 * lower degree all features but the first end further inside of their knots.
 */
function linearFeatures(
  state: EstimatorState,
  splines: readonly BSpline[],
  splineCount: number,
): SplineFeature[] {
  return splines.map((spline, index) => {
    const { degree, knots } = spline;
    const end = degree > 1 ? degree : Math.min(degree + index, 2);
    const reach = end > 1 ? end : end + 1;
    if (end >= knots.length || reach > splineCount) {
      throw state.refusal(`whose degree ${degree} is too low for linear extrapolation`);
    }
    return { ...spline, end, reach };
  });
}
