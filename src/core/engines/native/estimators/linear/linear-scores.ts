import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { LinearScores } from './plans.ts';

/** X @ coef.T + intercept, one row of the result for each row of the input. */
export function linearScores(
  matrix: Matrix | SparseMatrix,
  scores: LinearScores,
): Float64Array<ArrayBuffer> {
  const result = matrix.kind === 'sparse' ? sparseProduct(matrix, scores) : product(matrix, scores);
  const { intercepts, outputCount } = scores;
  if (matrix.isFloat32 && scores.hasFloat32Product) round(result);
  for (let start = 0; start < result.length; start += outputCount) {
    for (let output = 0; output < outputCount; output += 1) {
      result[start + output] = Number(result[start + output]) + Number(intercepts[output]);
    }
  }
  if (isNarrow(matrix, scores)) round(result);
  return result;
}

/** Whether NumPy would answer with float32. */
export function isNarrow(matrix: Matrix | SparseMatrix, scores: LinearScores): boolean {
  return matrix.isFloat32 && scores.isFloat32;
}

function product(matrix: Matrix, scores: LinearScores): Float64Array<ArrayBuffer> {
  const { rowCount, columnCount, values } = matrix;
  const { coefficients, outputCount } = scores;
  const result = new Float64Array(rowCount * outputCount);
  for (let row = 0; row < rowCount; row += 1) {
    const start = row * columnCount;
    for (let output = 0; output < outputCount; output += 1) {
      const first = output * columnCount;
      let sum = 0;
      for (let column = 0; column < columnCount; column += 1) {
        sum += Number(values[start + column]) * Number(coefficients[first + column]);
      }
      result[row * outputCount + output] = sum;
    }
  }
  return result;
}

/** Only what is not zero is multiplied: a vocabulary has many words, a text has few. */
function sparseProduct(matrix: SparseMatrix, scores: LinearScores): Float64Array<ArrayBuffer> {
  const { rowCount, columnCount, rowStarts, columns, values } = matrix;
  const { coefficients, outputCount } = scores;
  const result = new Float64Array(rowCount * outputCount);
  for (let row = 0; row < rowCount; row += 1) {
    const end = Number(rowStarts[row + 1]);
    for (let output = 0; output < outputCount; output += 1) {
      const first = output * columnCount;
      let sum = 0;
      for (let at = Number(rowStarts[row]); at < end; at += 1) {
        sum += Number(values[at]) * Number(coefficients[first + Number(columns[at])]);
      }
      result[row * outputCount + output] = sum;
    }
  }
  return result;
}

function round(values: Float64Array): void {
  for (let at = 0; at < values.length; at += 1) values[at] = Math.fround(Number(values[at]));
}
