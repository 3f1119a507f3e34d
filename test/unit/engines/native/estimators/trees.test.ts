import { describe, expect, it } from 'vitest';
import { toUint8 } from '../../../../../src/core/engines/native/estimators/trees/boosting/encode-categories.ts';
import { evaluateIsolationForest } from '../../../../../src/core/engines/native/estimators/trees/evaluate-isolation-forest.ts';
import type { IsolationForestPlan } from '../../../../../src/core/engines/native/estimators/trees/plans.ts';
import { buildEnsemble } from '../../../../../src/core/engines/native/tree-ensemble/build-ensemble.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, objects } from '../../../../helpers/python-values.ts';
import {
  adaBoost,
  categorical,
  hist,
  predictOne,
  predictor,
  treeWith,
} from '../../../../helpers/tree-values.ts';

describe('a tree of classes', () => {
  // The next number to 0.9; divided by the sum of all four they are equal.
  const next = 0.900_000_000_000_000_1;
  const model = (version: string): PythonValue =>
    estimator(
      'sklearn.tree._classes.DecisionTreeClassifier',
      {
        tree_: treeWith([1, 1, 1, 1, 0.9, next, 0.8, 0.8, next, 0.9, 0.8, 0.8], [3, 1, 4]),
        n_outputs_: 1,
        classes_: objects('a', 'b', 'c', 'd'),
        splitter: 'best',
        criterion: 'gini',
      },
      version,
    );

  it.each(['0.23.2', '1.3.2', '1.9.1'])('saved by %s chooses before it divides', (version) => {
    expect(predictOne(model(version), [0])).toEqual(['b']);
    expect(predictOne(model(version), [1])).toEqual(['a']);
  });

  it('divides probabilities until 1.3 and no longer since 1.4', () => {
    const [first, second] = predictOne(model('1.3.2'), [0], 'predict_proba');
    expect(first).toBe(0.9 / 3.4);
    expect(second).toBe(first);
    expect(predictOne(model('1.4.0'), [0], 'predict_proba')).toEqual([0.9, next, 0.8, 0.8]);
  });
});

describe('histogram boosting', () => {
  it('goes its own way for missing and infinite values', () => {
    expect(predictOne(hist(), [Number.NaN])).toEqual([11]);
    expect(predictOne(hist(), [Infinity])).toEqual([12]);
    expect(predictOne(hist(), [0.5])).toEqual([11]);
  });

  it('takes unknown categories for missing ones', () => {
    const model = hist({}, predictor({ ...categorical, missing_go_to_left: [0, 0, 0] }), 1);
    expect(predictOne(model, [0])).toEqual([11]);
    expect([1, 2, -1, Number.NaN].map((value) => predictOne(model, [value]))).toEqual(
      [1, 2, 3, 4].map(() => [12]),
    );
    const left = hist({}, predictor(categorical), 1);
    expect([1, 2, -1, Number.NaN].map((value) => predictOne(left, [value])[0])).toEqual([
      12, 11, 11, 11,
    ]);
  });

  it.each([
    [3.9, 3],
    [-0.5, 0],
    [-1, 255],
    [256, 0],
    [300, 44],
    [2 ** 31 - 1, 255],
    [2 ** 31, 0],
    [-(2 ** 31) - 1, 0],
    [Infinity, 0],
  ])('reads the category %d as a byte as x86-64 does', (value, byte) => {
    expect(toUint8(value) + 0).toBe(byte);
  });
});

describe('an isolation forest', () => {
  const plan = (offset: number): IsolationForestPlan => ({
    kind: 'isolation-forest',
    rules: {
      estimator: 'IsolationForest',
      featureCount: 1,
      allowsNaN: true,
      conversion: 'float32',
    },
    ensemble: buildEnsemble(
      [{ feature: [-1], threshold: [0], left: [-1], right: [-1], values: [3] }],
      {
        featureCount: 1,
        valueCount: 1,
        outputCount: 1,
        refuse: (reason) => new Error(reason),
      },
    ),
    denominator: 4,
    offset,
  });
  const matrix = {
    kind: 'matrix' as const,
    rowCount: 1,
    columnCount: 1,
    values: Float32Array.of(0),
    isFloat32: true,
  };
  const decide = (offset: number): unknown[] => [
    ...evaluateIsolationForest(plan(offset), matrix, 'decision_function').values,
    ...evaluateIsolationForest(plan(offset), matrix, 'predict').values,
  ];
  const score = -(2 ** -0.75);

  it('takes a score that equals the offset but for its last bits for an inlier', () => {
    expect(decide(score)).toEqual([0, 1n]);
    expect(decide(score + 3e-16)).toEqual([0, 1n]);
    expect(decide(score - 3e-16)).toEqual([0, 1n]);
  });

  it('takes any other score below the offset for an outlier', () => {
    expect(decide(score + 1e-13)[1]).toBe(-1n);
    expect(decide(score - 1e-13)[1]).toBe(1n);
  });
});

describe('AdaBoost', () => {
  it('counts votes for the second class, and against it', () => {
    expect(predictOne(adaBoost(), [0], 'decision_function')).toEqual([-2]);
    expect(predictOne(adaBoost(), [1], 'decision_function')).toEqual([2]);
    // Until 1.2 a vote took nothing from the other class.
    expect(predictOne(adaBoost({}, '1.2.0'), [1], 'decision_function')).toEqual([1]);
  });

  it('ignores the algorithm since 1.6', () => {
    const model = adaBoost({ algorithm: 'deprecated' }, '1.6.0');
    expect(predictOne(model, [1])).toEqual([1]);
  });
});
