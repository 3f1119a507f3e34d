import { sharedFloats } from '../../shared-memory.ts';
import type { EstimatorState, NumberArray } from '../../translate/estimator-state.ts';
import { isSparse, readSparse } from '../../translate/read-sparse.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import type { LinearScores } from './plans.ts';

/** What `coef_` and `intercept_` say. */
export interface ReadScores {
  readonly scores: LinearScores;
  readonly featureCount: number;
  /** True when coef_ has one dimension. */
  readonly isFlat: boolean;
}

/** Where a linear model keeps its numbers. */
interface ScoreNames {
  readonly coefficients: string;
  readonly intercept: string;
}

const usualNames: ScoreNames = { coefficients: 'coef_', intercept: 'intercept_' };

/**
 * Reads coefficients and intercepts: a row of coefficients for each output, or one dimension. A
 * matrix that `sparsify()` made sparse is read with its zeros.
 */
export function readScores(
  state: EstimatorState,
  child: ChildTranslator,
  names: ScoreNames = usualNames,
): ReadScores {
  const name = names.coefficients;
  const coefficients = isSparse(state.value(name))
    ? readSparse(state, name, child)
    : state.numbers(name);
  const { shape } = coefficients;
  if (shape.length < 1 || shape.length > 2) {
    throw state.unexpected(name, 'an array of one or two dimensions');
  }
  const isFlat = shape.length === 1;
  const outputCount = isFlat ? 1 : (shape[0] ?? 0);
  const featureCount = shape.at(-1) ?? 0;
  if (outputCount === 0 || featureCount === 0)
    throw state.unexpected(name, 'an array with elements');
  const intercept = state.numbers(names.intercept);
  if (intercept.values.length !== 1 && intercept.values.length !== outputCount) {
    throw state.unexpected(names.intercept, `${outputCount} numbers`);
  }
  const scores = linearScoresOf(coefficients, intercept, outputCount);
  return { scores, featureCount, isFlat };
}

function linearScoresOf(
  coefficients: NumberArray,
  intercept: NumberArray,
  outputCount: number,
): LinearScores {
  const isSingle = intercept.values.length === 1;
  return {
    coefficients: sharedFloats(coefficients.values),
    intercepts: sharedFloats(
      Array.from({ length: outputCount }, (_, output) =>
        Number(intercept.values[isSingle ? 0 : output]),
      ),
    ),
    outputCount,
    hasFloat32Product: coefficients.isFloat32,
    isFloat32: coefficients.isFloat32 && intercept.isFloat32,
  };
}
