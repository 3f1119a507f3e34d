import { describe, expect, it } from 'vitest';
import { coupleProbabilities } from '../../../../../src/core/engines/native/estimators/svm/couple-probabilities.ts';
import { toSvmMatrix } from '../../../../../src/core/engines/native/estimators/svm/evaluate-svm.ts';
import { measureDense } from '../../../../../src/core/engines/native/estimators/svm/measure-dense.ts';
import { measureSparse } from '../../../../../src/core/engines/native/estimators/svm/measure-sparse.ts';
import {
  mostVotes,
  oneAgainstRest,
} from '../../../../../src/core/engines/native/estimators/svm/pair-votes.ts';
import { toDense } from '../../../../../src/core/engines/native/rows/dense.ts';
import type { SparseMatrix } from '../../../../../src/core/engines/native/rows/matrix.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import { type PythonValue, pythonObject } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, tuple } from '../../../../helpers/python-values.ts';

const predict = { method: 'predict' } as const;

function svc(attributes: Record<string, PythonValue> = {}): PythonValue {
  return estimator('sklearn.svm._classes.SVC', {
    kernel: 'rbf',
    _gamma: 0.5,
    coef0: 0,
    degree: 3,
    _sparse: false,
    support_vectors_: floats([0, 0, 1, 1], [2, 2]),
    _dual_coef_: floats([1, -1], [1, 2]),
    _intercept_: floats([0.25]),
    _n_support: floats([1, 1]),
    classes_: floats([0, 1]),
    probability: false,
    decision_function_shape: 'ovr',
    break_ties: false,
    n_features_in_: 2,
    ...attributes,
  });
}

describe('support vector machines that are refused by name', () => {
  it.each<[string, Record<string, PythonValue>, RegExp]>([
    ['a precomputed kernel', { kernel: 'precomputed' }, /kernel is "precomputed"/],
    [
      'a kernel that is a function',
      { kernel: { kind: 'global', module: '__main__', name: 'mine' } },
      /kernel is a function of its own/,
    ],
    [
      'sparse vectors that are none',
      { _sparse: true },
      /support_vectors_ of the model is a float64/,
    ],
    ['one class', { _n_support: floats([2]) }, /a number for each class/],
    ['too few vectors', { _n_support: floats([1, 2]) }, /counts of 2 support vectors/],
    ['a negative count', { _n_support: floats([3, -1]) }, /counts of 2 support vectors/],
    ['too few coefficients', { _dual_coef_: floats([1], [1, 1]) }, /1 by 2 numbers/],
    ['too few intercepts', { _intercept_: floats([]) }, /1 numbers is expected/],
    ['vectors in one dimension', { support_vectors_: floats([0, 1]) }, /for each support vector/],
    ['an unknown shape', { decision_function_shape: 'all' }, /shape is "all"/],
    [
      'ties that cannot be broken',
      { decision_function_shape: 'ovo', break_ties: true },
      /break_ties needs/,
    ],
    [
      'probabilities without sigmoids',
      { probability: true, _probA: floats([]), _probB: floats([]) },
      /as many as _probB/,
    ],
  ])('%s', (_, attributes, message) => {
    expect(() => translateModel(svc(attributes), predict)).toThrow(UnsupportedFlavorError);
    expect(() => translateModel(svc(attributes), predict)).toThrow(message);
  });

  it('has probabilities only when it was fitted with them', () => {
    const proba = { method: 'predict_proba' } as const;
    expect(() => translateModel(svc(), proba)).toThrow(/does not have/);
    expect(() => translateModel(svc({ probability: 'deprecated' }), proba)).toThrow(/not have/);
    const fitted = svc({ probability: true, _probA: floats([-1]), _probB: floats([0]) });
    expect(translateModel(fitted, proba).method).toBe('predict_proba');
  });

  it('refuses sparse rows where it was fitted on dense ones', () => {
    const { root } = translateModel(svc(), predict);
    if (root.kind !== 'svm-classifier') throw new Error(`It became a ${root.kind}.`);
    const empty = { columns: new Int32Array(0), values: new Float64Array(0), isFloat32: false };
    const rows = { kind: 'sparse', rowCount: 1, columnCount: 2, ...empty } as const;
    const ask = () =>
      toSvmMatrix(root, { ...rows, rowStarts: Int32Array.of(0, 0) }, { firstRow: 0 });
    expect(ask).toThrow(MlflowError);
    expect(ask).toThrow(/fitted on dense rows/);
  });
});

describe('rows and support vectors that are sparse', () => {
  const vectors = sparseRows([
    [0, 2, 0, 1],
    [3, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
  const dense = { kind: 'dense', values: toDense(vectors).values } as const;
  const rows = sparseRows([
    [1, 2, 0, 0],
    [0, 0, 5, 0],
    [0, 0, 0, 0],
    [4, 3, 2, 1],
  ]);

  it.each([true, false])('measure as dense ones do, distances: %s', (isDistance) => {
    for (let row = 0; row < rows.rowCount; row += 1) {
      const results = [0, 1, 2].map(() => new Float64Array(3));
      const [expected, sparse, mixed] = results.map((result) => ({ row, result, isDistance }));
      if (!expected || !sparse || !mixed) throw new Error('Three targets were made.');
      measureDense({ ...dense, values: Float64Array.from(dense.values) }, toDense(rows), expected);
      measureSparse({ ...vectors, kind: 'sparse' }, backwards(rows), sparse);
      measureSparse({ ...vectors, kind: 'sparse' }, toDense(rows), mixed);
      expect(sparse.result).toEqual(expected.result);
      expect(mixed.result).toEqual(expected.result);
    }
  });

  it('are refused when the columns of a support vector are not in order', () => {
    const object = pythonObject({ module: 'scipy.sparse._csr', name: 'csr_matrix' }, [], 0);
    const entries: [string, PythonValue][] = [
      ['_shape', tuple(2, 2)],
      ['data', floats([1, 2])],
      ['indices', floats([1, 0])],
      ['indptr', floats([0, 2, 2])],
    ];
    object.state = { kind: 'dict', entries };
    const model = svc({ _sparse: true, support_vectors_: object });
    expect(() => translateModel(model, predict)).toThrow(/columns that are not in order/);
  });
});

function sparseRows(rows: readonly (readonly number[])[]): SparseMatrix & { values: Float64Array } {
  const starts = [0];
  const columns: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    row.forEach((value, column) => {
      if (value === 0) return;
      columns.push(column);
      values.push(value);
    });
    starts.push(values.length);
  }
  return {
    kind: 'sparse',
    rowCount: rows.length,
    columnCount: rows[0]?.length ?? 0,
    rowStarts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
    isFloat32: false,
  };
}

/** The same rows with the entries of each in falling order, which is allowed. */
function backwards(rows: SparseMatrix): SparseMatrix {
  const columns = rows.columns.slice();
  const values = rows.values.slice();
  for (let row = 0; row < rows.rowCount; row += 1) {
    const [start, end] = [rows.rowStarts[row], rows.rowStarts[row + 1]];
    columns.subarray(start, end).reverse();
    values.subarray(start, end).reverse();
  }
  return { ...rows, columns, values };
}

describe('votes of pairs', () => {
  it('go to the first of equals', () => {
    // 0 beats 1, 2 beats 0, 1 beats 2: one vote each.
    expect(mostVotes(Float64Array.of(1, -1, 1), 0, 3)).toBe(0);
    expect(mostVotes(Float64Array.of(9, -1, -1, -1), 1, 3)).toBe(2);
  });

  it('count a decision of exactly zero for the second class, but not one against the rest', () => {
    expect(mostVotes(Float64Array.of(0), 0, 2)).toBe(1);
    expect([...oneAgainstRest(Float64Array.of(0, 1, 1), 3)]).toEqual([
      2 + 1 / 6,
      1 + 1 / 6,
      0 - 2 / 9,
    ]);
  });
});

describe('coupled probabilities', () => {
  it('add up to one, keep the order and stay away from the ends', () => {
    const result = new Float64Array(3);
    const sigmoids = { slopes: Float64Array.of(-1, -1, -1), offsets: new Float64Array(3) };
    coupleProbabilities([800, 800, 2], sigmoids, result);
    const [first = 0, second = 0, third = 0] = result;
    expect(first + second + third).toBeCloseTo(1, 12);
    expect(first).toBeGreaterThan(second);
    expect(second).toBeGreaterThan(third);
    expect(third).toBeGreaterThan(0);
  });
});
