import { describe, expect, it } from 'vitest';
import type { Column, Table } from '../../../../src/core/data/table.ts';
import type { Tensor } from '../../../../src/core/data/tensor.ts';
import {
  int64ToFloat32,
  toPythonFloat,
} from '../../../../src/core/engines/native/rows/convert-number.ts';
import { pairwiseSum } from '../../../../src/core/engines/native/evaluate/numpy-math.ts';
import { toMatrix } from '../../../../src/core/engines/native/rows/to-matrix.ts';
import type { InputRules } from '../../../../src/core/engines/native/rows/input-rules.ts';

const rules: InputRules = {
  estimator: 'LogisticRegression',
  featureCount: 2,
  featureNames: ['a', 'b'],
  allowsNaN: false,
  conversion: 'numeric',
};
const origin = { firstRow: 10 };

function table(names: (string | number)[], ...columns: Column[]): Table {
  return { kind: 'table', names, columns, rowCount: columns[0]?.values.length ?? 0 };
}

const float = (...values: number[]): Column => ({
  dtype: 'float64',
  values: Float64Array.from(values),
});
const object = (...values: unknown[]): Column => ({ dtype: 'object', values });
const dates: Column = { dtype: 'datetime64[ns]', values: BigInt64Array.of(0n) };
const texts: Tensor = { kind: 'tensor', dtype: 'object', shape: [1, 2], values: ['1', '2'] };
const row: Tensor = { kind: 'tensor', dtype: 'float64', shape: [2], values: Float64Array.of(1, 2) };

describe('toMatrix', () => {
  it('compares very many names once each', () => {
    const names = Array.from({ length: 60_000 }, (_, index) => `name ${index}`);
    const wide = { ...rules, featureCount: names.length, featureNames: names };
    const others = names.map((name) => `other ${name}`);
    const input = table(others, ...names.map(() => float(1)));
    expect(() => toMatrix(input, wide, origin)).toThrow(/missing are "name 0"/);
  });

  it.each<[string, Table | Tensor, RegExp]>([
    ['a missing column', table(['a'], float(1)), /missing are "b"/],
    [
      'an unknown column',
      table(['a', 'b', 'c'], float(1), float(1), float(1)),
      /unknown to the model are "c"/,
    ],
    [
      'another order',
      table(['b', 'a'], float(1), float(1)),
      /another order: "b", "a".*expects "a", "b"/,
    ],
    ['names on some columns', table(['a', 1], float(1), float(1)), /with and without a name/],
    [
      'too many columns',
      table([0, 1, 2], float(1), float(1), float(1)),
      /has 3 features, but LogisticRegression expects 2/,
    ],
    ['no rows', table(['a', 'b'], float(), float()), /has no rows/],
    ['text', table(['a', 'b'], float(1, 2), object('1', 'x')), /column "b" holds "x" in row 11/],
    ['a list in a cell', table([0, 1], object([1]), float(1)), /column 0 holds \[1\] in row 10/],
    ['a date', table(['a', 'b'], float(1), dates), /column "b" has the type datetime64/],
    [
      'a missing value',
      table(['a', 'b'], float(1, Number.NaN), float(1, 1)),
      /column "a" holds a missing value \(NaN\) in row 11/,
    ],
    ['None', table(['a', 'b'], float(1), object(null)), /column "b" holds a missing value/],
    [
      'infinity',
      table(['a', 'b'], float(1), float(-Infinity)),
      /column "b" holds an infinite value/,
    ],
    ['one dimension', row, /shape \(2\).*list of rows/],
    ['three dimensions', { ...row, shape: [1, 1, 2] }, /shape \(1, 1, 2\)/],
    ['an array of texts', texts, /array of texts/],
  ])('refuses %s, naming the place', (_, input, message) => {
    expect(() => toMatrix(input, rules, origin)).toThrow(message);
    expect(() => toMatrix(input, rules, origin)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    );
  });

  it('compares no names when one side has none', () => {
    expect(toMatrix(table([0, 1], float(1), float(2)), rules, origin).values).toEqual(
      Float64Array.of(1, 2),
    );
    const { featureNames, ...nameless } = rules;
    expect(featureNames).toBeDefined();
    expect(toMatrix(table(['x', 'y'], float(1), float(2)), nameless, origin).rowCount).toBe(1);
  });

  it('casts texts where the estimator casts', () => {
    const matrix = toMatrix(texts, { ...rules, conversion: 'float32' }, origin);
    expect(matrix.values).toEqual(Float32Array.of(1, 2));
  });
});

describe('toPythonFloat reads what float() reads', () => {
  it.each<[unknown, number | undefined]>([
    ['1.5', 1.5],
    [' -2e3\n', -2000],
    ['1_000', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ['+inf', Infinity],
    ['-Infinity', -Infinity],
    ['nan', Number.NaN],
    [true, 1],
    [null, Number.NaN],
    [12n, 12],
    ['', undefined],
    ['0x10', undefined],
    ['1__0', undefined],
    ['1,5', undefined],
    ['Infinityx', undefined],
    [{}, undefined],
  ])('%o', (cell, value) => {
    expect(toPythonFloat(cell)).toEqual(value);
  });
});

describe('int64ToFloat32', () => {
  // numpy.array([n]).astype('float32') of NumPy 2.4.6; by way of float64 the second would be 2^60.
  it.each([
    [16_777_217n, 16_777_216],
    [2n ** 60n + 2n ** 36n + 1n, 2 ** 60 + 2 ** 37],
    [-(2n ** 60n) - 2n ** 36n - 1n, -(2 ** 60) - 2 ** 37],
    [2n ** 63n - 1n, 2 ** 63],
  ])('rounds %d once', (value, expected) => {
    expect(int64ToFloat32(value)).toBe(expected);
  });
});

describe('pairwiseSum adds in the order of NumPy', () => {
  // numpy.sum of 0.1 * arange(n) ** 2 by NumPy 2.4.6.
  it.each([
    [1, 0.0],
    [5, 3.0],
    [7, 9.1],
    [8, 14.0],
    [13, 65.0],
    [100, 32835.0],
    [128, 69088.0],
    [129, 70726.40000000001],
    [1000, 33283350.0],
    [1003, 33583950.5],
  ])('%d numbers', (count, expected) => {
    const values = Float64Array.from({ length: count }, (_, at) => 0.1 * at ** 2);
    expect(pairwiseSum(values, 0, count)).toBe(expected);
  });
});
