import { sharedFloats } from '../../shared-memory.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { type NumberMatrix, readMatrix, readVector } from '../../translate/read-arrays.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import type { LinearScores, PartialLeastSquaresPlan } from './plans.ts';

/**
 * sklearn.cross_decomposition.PLSRegression, PLSCanonical and CCA. Until 1.2 the coefficients had
 * a row for each feature (called `_coef_` and turned in 1.1 and 1.2), until 1.4 predict scaled
 * the features itself, and the means were public until 0.23.
 */
export function translatePartialLeastSquares(state: EstimatorState): PartialLeastSquaresPlan {
  const { version } = state;
  const prefix = isAtLeast(version, 0, 24) ? '_x' : 'x';
  const suffix = isAtLeast(version, 0, 24) ? '' : '_';
  const rotations = readMatrix(state, 'x_rotations_');
  const featureCount = rotations.rowCount;
  const mean = readVector(state, `${prefix}_mean${suffix}`, featureCount).values;
  const scale = readVector(state, `${prefix}_std${suffix}`, featureCount).values;
  const scores = readPredictScores(state, featureCount);
  return {
    kind: 'partial-least-squares',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'float' }),
    scores,
    isFlat: isAtLeast(version, 1, 3) && state.boolean('_predict_1d'),
    mean,
    deviation: scale,
    ...(!isAtLeast(version, 1, 5) && { scale }),
    projection: {
      weights: rotations.values,
      componentCount: rotations.columnCount,
      isFloat32: rotations.isFloat32,
    },
  };
}

function readPredictScores(state: EstimatorState, featureCount: number): LinearScores {
  const { version } = state;
  const isRenamed = isAtLeast(version, 1, 1) && !isAtLeast(version, 1, 3);
  const name = isRenamed ? '_coef_' : 'coef_';
  const coefficients = isAtLeast(version, 1, 1)
    ? readMatrix(state, name, { columnCount: featureCount })
    : transposed(readMatrix(state, name, { rowCount: featureCount }));
  const intercept = isAtLeast(version, 1, 1)
    ? 'intercept_'
    : isAtLeast(version, 0, 24)
      ? '_y_mean'
      : 'y_mean_';
  return {
    coefficients: coefficients.values,
    intercepts: readVector(state, intercept, coefficients.rowCount).values,
    outputCount: coefficients.rowCount,
    hasFloat32Product: coefficients.isFloat32,
    isFloat32: coefficients.isFloat32,
  };
}

function transposed(matrix: NumberMatrix): NumberMatrix {
  const { rowCount, columnCount } = matrix;
  const values = sharedFloats(matrix.values);
  matrix.values.forEach((value, at) => {
    values[(at % columnCount) * rowCount + Math.floor(at / columnCount)] = value;
  });
  return { ...matrix, values, rowCount: columnCount, columnCount: rowCount };
}
