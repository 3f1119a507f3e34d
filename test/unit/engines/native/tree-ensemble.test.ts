import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matrix } from '../../../../src/core/engines/native/rows/matrix.ts';
import {
  type SavedTree,
  buildEnsemble,
} from '../../../../src/core/engines/native/tree-ensemble/build-ensemble.ts';
import {
  sumLeaves,
  walkRows,
} from '../../../../src/core/engines/native/tree-ensemble/sum-leaves.ts';
import {
  type CategorySets,
  type TreeEnsemble,
  nodeFlags,
} from '../../../../src/core/engines/native/tree-ensemble/tree-ensemble.ts';

/** Numbers at which comparisons go wrong first; thresholds and values are drawn from them. */
const corners = [
  0,
  -0,
  0.1,
  Math.fround(0.1),
  1,
  -1,
  2,
  3.5,
  1e-35,
  -1e-36,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  2 ** 24 + 1,
  Infinity,
  -Infinity,
];
const categories: CategorySets = {
  starts: Int32Array.of(0, 1, 1, 3),
  words: Int32Array.of(0b1011, -1, 1),
};
const number = fc.oneof(fc.constantFrom(...corners), fc.double({ noNaN: true }));
const cell = fc.oneof(number, fc.constantFrom(Number.NaN, 31, 32, 63, 64.9, -0.5, 1e300));

interface Shape {
  readonly featureCount: number;
  readonly valueCount: number;
  readonly outputCount: number;
  readonly addsFloat32: boolean;
  readonly hasFlags: boolean;
}

const shape: fc.Arbitrary<Shape> = fc
  .record({
    featureCount: fc.integer({ min: 1, max: 6 }),
    valueCount: fc.integer({ min: 1, max: 3 }),
    extraOutputs: fc.integer({ min: 0, max: 2 }),
    addsFloat32: fc.boolean(),
    hasFlags: fc.boolean(),
  })
  .map(({ extraOutputs, ...rest }) => ({ ...rest, outputCount: rest.valueCount + extraOutputs }));

/** A tree that grows where the draws say: leaves are split until there are none left. */
function tree(of: Shape, maximumSplits: number): fc.Arbitrary<SavedTree> {
  const split = fc.record({
    at: fc.nat(),
    feature: fc.nat(of.featureCount - 1),
    threshold: number,
    set: fc.nat(2),
    flags: of.hasFlags ? fc.nat(7) : fc.constant(0),
  });
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.float());
  return fc
    .record({
      splits: fc.array(split, { maxLength: maximumSplits, size: 'max' }),
      values: fc.array(value, { minLength: 7, maxLength: 7 }),
      output: fc.nat(of.outputCount - of.valueCount),
    })
    .map(({ splits, values, output }) => {
      const count = splits.length * 2 + 1;
      const saved = {
        feature: new Int32Array(count),
        threshold: new Float64Array(count),
        left: new Int32Array(count).fill(-1),
        right: new Int32Array(count).fill(-1),
        flags: new Uint8Array(count),
        values: Float64Array.from(
          { length: count * of.valueCount },
          (_, at) => Number(values[at % values.length]) * (1 + (at % 11)),
        ),
        output,
      };
      const leaves = [0];
      splits.forEach(({ at, feature, threshold, set, flags }, index) => {
        const [node = 0] = leaves.splice(at % leaves.length, 1);
        const isCategorical = (flags & nodeFlags.categorical) !== 0;
        saved.feature[node] = feature;
        saved.threshold[node] = isCategorical ? set : threshold;
        saved.flags[node] = flags;
        saved.left[node] = index * 2 + 1;
        saved.right[node] = index * 2 + 2;
        leaves.push(index * 2 + 1, index * 2 + 2);
      });
      return saved;
    });
}

/** Enough to pay for the columns of any six features with any flags. */
const fewestTrees = 12;

function ensemble(maximumTrees: number, maximumSplits: number): fc.Arbitrary<TreeEnsemble> {
  return shape.chain((of) =>
    fc
      .record({
        trees: fc.array(tree(of, maximumSplits), {
          minLength: fewestTrees,
          maxLength: maximumTrees,
        }),
        initial: fc.array(fc.double({ noNaN: true }), {
          minLength: of.outputCount,
          maxLength: of.outputCount,
        }),
      })
      .map(({ trees, initial }) => build(trees, { ...of, initial })),
  );
}

function build(
  trees: readonly SavedTree[],
  of: Omit<Shape, 'hasFlags'> & { readonly initial?: readonly number[] },
): TreeEnsemble {
  return buildEnsemble(trees, { ...of, categories, refuse: (reason) => new Error(reason) });
}

/** Rows for an ensemble: drawn cells, and each threshold where it is compared. */
function rowsFor(of: TreeEnsemble, cells: readonly number[], rowCount: number): number[] {
  const width = widthOf(of);
  return Array.from({ length: rowCount * width }, (_, at) => {
    const threshold = of.threshold[at % of.threshold.length] ?? 0;
    return at % 3 === 0 ? threshold : Number(cells[(at * 7) % cells.length]);
  });
}

function widthOf(of: TreeEnsemble): number {
  return of.feature.reduce((widest, feature) => Math.max(widest, feature + 1), 1);
}

function toMatrix(of: TreeEnsemble, numbers: readonly number[], isFloat32: boolean): Matrix {
  const columnCount = widthOf(of);
  const values = isFloat32 ? Float32Array.from(numbers) : Float64Array.from(numbers);
  return {
    kind: 'matrix',
    rowCount: numbers.length / columnCount,
    columnCount,
    values,
    isFloat32,
  };
}

/** What the array walker adds up. */
function walked(of: TreeEnsemble, matrix: Matrix): Float64Array {
  const sums = Float64Array.from(
    { length: matrix.rowCount * of.outputCount },
    (_, at) => of.initial[at % of.outputCount] ?? 0,
  );
  walkRows(of, { matrix, sums });
  return sums;
}

/** How many sums are not what the array walker adds up, to the bit: -0 is not 0. */
function countDifferences(of: TreeEnsemble, matrix: Matrix): number {
  const expected = walked(of, matrix);
  return sumLeaves(of, matrix).filter((sum, at) => !Object.is(sum, expected[at])).length;
}

const cells = fc.array(cell, { minLength: 20, maxLength: 60, size: 'max' });

describe('sums of leaves', () => {
  it('are those of a walk by hand', () => {
    const stump = (flags: number, threshold: number): SavedTree => ({
      feature: [0, -1, -1],
      threshold: [threshold, 0, 0],
      left: [1, -1, -1],
      right: [2, -1, -1],
      flags: [flags, 0, 0],
      values: [0, 1, 100],
    });
    const answers = (flags: number, threshold: number, values: readonly number[]): number[] => {
      const trees = Array.from({ length: 8 }, () => stump(flags, threshold));
      const of = build(trees, {
        featureCount: 1,
        valueCount: 1,
        outputCount: 1,
        addsFloat32: false,
      });
      expect(of.program?.select).toBeDefined();
      const single = values.map((value) => sumLeaves(of, toMatrix(of, [value], false))[0]);
      const together = sumLeaves(of, toMatrix(of, [...values, ...values, ...values], false));
      const walks = walked(of, toMatrix(of, values, false));
      expect([...together]).toEqual([...single, ...single, ...single]);
      expect([...walks]).toEqual(single);
      return [...walks].map((sum) => sum / 8);
    };
    const { missingLeft, zeroIsMissing, categorical } = nodeFlags;
    expect(answers(0, 2, [1, 2, 3, Number.NaN])).toEqual([1, 1, 100, 100]);
    expect(answers(missingLeft, 2, [1, 2, 3, Number.NaN])).toEqual([1, 1, 100, 1]);
    expect(answers(zeroIsMissing, 2, [1, 0, -1e-36, Number.NaN])).toEqual([1, 100, 100, 100]);
    expect(answers(zeroIsMissing + missingLeft, -2, [1, 0, 1e-36, -3])).toEqual([100, 1, 1, 1]);
    expect(answers(categorical, 0, [0, 1, 2, 3.9, -1, 32])).toEqual([1, 1, 100, 1, 100, 100]);
    expect(answers(categorical + missingLeft, 2, [31, 32, 33, Number.NaN])).toEqual([1, 1, 100, 1]);
  });

  it('have the same bits however the leaves of small trees are found', () => {
    fc.assert(
      fc.property(
        ensemble(20, 12),
        cells,
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (of, drawn, rowCount, isFloat32) => {
          expect(of.program?.select).toBeDefined();
          expect(countDifferences(of, toMatrix(of, rowsFor(of, drawn, rowCount), isFloat32))).toBe(
            0,
          );
        },
      ),
      { numRuns: 200, seed: 5 },
    );
  });

  it('have the same bits when trees are walked, by blocks and by rows', () => {
    fc.assert(
      fc.property(
        ensemble(14, 40),
        cells,
        fc.integer({ min: 1, max: 40 }),
        fc.boolean(),
        (of, drawn, rowCount, isFloat32) => {
          const { select: _, ...program } = of.program ?? fail();
          const matrix = toMatrix(of, rowsFor(of, drawn, rowCount), isFloat32);
          expect(countDifferences({ ...of, program }, matrix)).toBe(0);
        },
      ),
      { numRuns: 100, seed: 6 },
    );
  });

  it('have the same bits over several blocks of rows, and with more thresholds than a byte counts', () => {
    const draw = generator(3);
    const trees = Array.from({ length: 40 }, () => chain(30, draw));
    const of = build(trees, { featureCount: 2, valueCount: 1, outputCount: 1, addsFloat32: true });
    expect(of.program?.select?.ranks.length).toBeGreaterThan(of.program?.rules.length ?? 0);
    const numbers = Array.from({ length: 2 * 2500 }, draw);
    expect(countDifferences(of, toMatrix(of, numbers, false))).toBe(0);
    const { select: _, ...program } = of.program ?? fail();
    expect(countDifferences({ ...of, program }, toMatrix(of, numbers, false))).toBe(0);
  });

  it('have the same bits with the largest tree that fits a byte, and the first that does not', () => {
    const draw = generator(4);
    for (const [splits, fits] of [
      [255, true],
      [256, false],
    ] as const) {
      const of = build([chain(splits, draw)], {
        featureCount: 2,
        valueCount: 1,
        outputCount: 1,
        addsFloat32: false,
      });
      expect(of.program?.select !== undefined).toBe(fits);
      expect(countDifferences(of, toMatrix(of, Array.from({ length: 2 * 600 }, draw), false))).toBe(
        0,
      );
    }
  });

  it('come from the array walker where WebAssembly is not there', () => {
    const draw = generator(5);
    const trees = Array.from({ length: 10 }, () => chain(5, draw));
    const of = build(trees, { featureCount: 2, valueCount: 1, outputCount: 1, addsFloat32: false });
    const matrix = toMatrix(of, Array.from({ length: 40 }, draw), false);
    const global = globalThis as { WebAssembly?: unknown };
    const { WebAssembly } = global;
    try {
      delete global.WebAssembly;
      expect(countDifferences(of, matrix)).toBe(0);
    } finally {
      global.WebAssembly = WebAssembly;
    }
  });

  it('are not compiled where a few trees could not pay for many columns', () => {
    const draw = generator(6);
    const wide = { ...chain(20, draw), feature: Array.from({ length: 41 }, (_, at) => at) };
    const of = build([wide], {
      featureCount: 41,
      valueCount: 1,
      outputCount: 1,
      addsFloat32: false,
    });
    expect(of.program).toBeUndefined();
    expect(countDifferences(of, toMatrix(of, Array.from({ length: 41 * 20 }, draw), false))).toBe(
      0,
    );
  });
});

/** A tree that is as deep as it has splits, with thresholds between -1 and 1. */
function chain(splits: number, draw: () => number): SavedTree {
  const count = splits * 2 + 1;
  const isInner = (node: number): boolean => node % 2 === 0 && node < count - 1;
  const each = <T>(make: (node: number) => T): T[] =>
    Array.from({ length: count }, (_, node) => make(node));
  return {
    feature: each((node) => (node >> 1) % 2),
    threshold: each(() => draw()),
    left: each((node) => (isInner(node) ? node + 1 : -1)),
    right: each((node) => (isInner(node) ? node + 2 : -1)),
    values: each(() => draw()),
  };
}

/** Numbers between -1 and 1, the same in every run. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return (state / 2147483647) * 2 - 1;
  };
}

function fail(): never {
  throw new Error('The ensemble was not compiled.');
}

describe('an ensemble is refused', () => {
  it('where one tree of many outputs stands in it again and again', () => {
    const valueCount = 1000;
    const saved: SavedTree = {
      feature: [0],
      threshold: [0],
      left: [-1],
      right: [-1],
      values: new Float64Array(valueCount),
    };
    const trees = Array.from({ length: 300_000 }, () => saved);
    const refuse = (reason: string) => new Error(reason);
    expect(() =>
      buildEnsemble(trees, { featureCount: 1, valueCount, outputCount: valueCount, refuse }),
    ).toThrow('values together');
  });
});
