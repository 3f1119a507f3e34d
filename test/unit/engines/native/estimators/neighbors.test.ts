import { describe, expect, it } from 'vitest';
import { argPartition } from '../../../../../src/core/engines/native/evaluate/arg-partition.ts';
import {
  type BooleanMetric,
  booleanDistance,
} from '../../../../../src/core/engines/native/estimators/neighbors/metrics/boolean-metric.ts';
import { NeighborHeap } from '../../../../../src/core/engines/native/estimators/neighbors/search/neighbor-heap.ts';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { NumpyArray } from '../../../../../src/core/formats/numpy-array.ts';
import { type PythonValue, pythonObject } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, list, tuple } from '../../../../helpers/python-values.ts';

const integers = (...values: number[]): NumpyArray => ({
  kind: 'array',
  dtype: 'int64',
  shape: [values.length],
  values: BigInt64Array.from(values, BigInt),
});

interface SavedNode {
  readonly start: number;
  readonly end: number;
  readonly isLeaf: number;
}

/** A KDTree over two points of one feature. */
function kdTree(nodes: readonly SavedNode[], order = integers(0, 1)): PythonValue {
  const field = (name: string, offset: number, type: 'int64' | 'float64' = 'int64') => ({
    name,
    dtype: { kind: 'scalar' as const, name: type, itemSize: 8, isBigEndian: false },
    offset,
  });
  const bytes = new Uint8Array(nodes.length * 32);
  const view = new DataView(bytes.buffer);
  nodes.forEach(({ start, end, isLeaf }, node) => {
    [start, end, isLeaf].forEach((value, at) => {
      view.setBigInt64(node * 32 + at * 8, BigInt(value), true);
    });
  });
  const fields = [
    field('idx_start', 0),
    field('idx_end', 8),
    field('is_leaf', 16),
    field('radius', 24, 'float64'),
  ];
  const saved: NumpyArray = {
    kind: 'array',
    dtype: 'structured',
    shape: [nodes.length],
    structure: { kind: 'structured', fields, itemSize: 32 },
    bytes,
  };
  const bounds = floats(nodes.flatMap(() => [0]).concat(nodes.map(() => 1)), [2, nodes.length, 1]);
  const tree = pythonObject({ module: 'sklearn.neighbors._kd_tree', name: 'newObj' }, [], 0);
  tree.state = tuple(floats([0, 1], [2, 1]), order, saved, bounds, 30);
  return tree;
}

const leaf: SavedNode = { start: 0, end: 2, isLeaf: 1 };
const classifier = (attributes: Record<string, PythonValue>, version?: string): PythonValue =>
  estimator(
    'sklearn.neighbors._classification.KNeighborsClassifier',
    {
      n_neighbors: 1,
      weights: 'uniform',
      n_features_in_: 1,
      outputs_2d_: false,
      classes_: integers(5, 7),
      _y: integers(0, 1),
      effective_metric_: 'euclidean',
      effective_metric_params_: { kind: 'dict', entries: [] },
      _fit_method: 'kd_tree',
      _fit_X: floats([0, 1], [2, 1]),
      _tree: kdTree([leaf]),
      ...attributes,
    },
    version,
  );
const rows = (...values: number[]) => ({
  kind: 'tensor' as const,
  dtype: 'float64' as const,
  shape: [values.length, 1],
  values: Float64Array.from(values),
});

describe('nearest neighbours', () => {
  it('are found in the saved tree', () => {
    const plan = translateModel(classifier({}), { method: 'predict' });
    const answer = evaluatePlan(plan, rows(0.2, 0.9), { firstRow: 0 });
    expect([...answer.values]).toEqual([5n, 7n]);
  });

  it('are found in the data of the tree when fit got a tree', () => {
    const plan = translateModel(classifier({ _fit_X: null }), { method: 'predict' });
    expect([...evaluatePlan(plan, rows(0.9), { firstRow: 0 }).values]).toEqual([7n]);
  });

  it.each([
    ['1.9.1', 5n],
    ['1.0.2', 7n],
  ])("of Bray and Curtis are scikit-learn's own or SciPy's, by %s", (version, label) => {
    const points = floats([2, 0.2, 5.9, -1], [2, 2]);
    const model = classifier(
      { effective_metric_: 'braycurtis', _fit_method: 'brute', _fit_X: points, n_features_in_: 2 },
      version,
    );
    const plan = translateModel(model, { method: 'predict' });
    const query = { ...rows(1, -1), shape: [1, 2] };
    expect([...evaluatePlan(plan, query, { firstRow: 0 }).values]).toEqual([label]);
  });

  it('must be at least as many as are looked for', () => {
    const plan = translateModel(classifier({ n_neighbors: 3 }), { method: 'predict' });
    const ask = () => evaluatePlan(plan, rows(0.9), { firstRow: 0 });
    expect(ask).toThrow(/looks for 3 neighbors, but it was fitted on 2 points only/);
    expect(ask).toThrow(MlflowError);
  });

  it.each<[string, PythonValue, RegExp]>([
    [
      'weights that are a function',
      classifier({ weights: { kind: 'global', module: 'my.code', name: 'weigh' } }),
      /weights are a function, which is never run/,
    ],
    ['unknown weights', classifier({ weights: 'squared' }), /"uniform" or "distance"/],
    [
      'a metric that is a function',
      classifier({ effective_metric_: { kind: 'global', module: 'my.code', name: 'far' } }),
      /effective_metric_ is my\.code\.far/,
    ],
    [
      'an unknown metric',
      classifier({ effective_metric_: 'jensenshannon' }),
      /metric "jensenshannon" is not one of those that are known/,
    ],
    [
      'a KDTree with a metric that its boxes say nothing of',
      classifier({ effective_metric_: 'jaccard' }),
      /metric "jaccard" is not one of those that a KDTree can have/,
    ],
    [
      'yule by a SciPy that is not known',
      classifier({ effective_metric_: 'yule', _fit_method: 'brute' }, '1.6.1'),
      /metric yule depends on the version of SciPy/,
    ],
    [
      'an old tree whose distances may be no numbers',
      classifier({ effective_metric_: 'dice', _fit_method: 'ball_tree' }, '0.24.2'),
      /BallTree with the metric "dice" was searched otherwise until 1\.0/,
    ],
    [
      'covariances that brute force would not invert',
      classifier({
        effective_metric_: 'mahalanobis',
        effective_metric_params_: { kind: 'dict', entries: [['V', floats([1], [1, 1])]] },
        _fit_method: 'brute',
      }),
      /no inverse covariances VI of 1 features/,
    ],
    [
      'a tree that knows no covariances',
      classifier({ effective_metric_: 'mahalanobis', _fit_method: 'ball_tree' }),
      /no inverse covariances VI of 1 features/,
    ],
    [
      'scaled differences without scales',
      classifier({ effective_metric_: 'wminkowski', _fit_method: 'brute' }, '0.23.2'),
      /no power p or no weights w/,
    ],
    [
      'a Minkowski metric without a power',
      classifier({ effective_metric_: 'minkowski' }),
      /no power p above zero/,
    ],
    [
      'weights of Minkowski that older versions used otherwise',
      classifier(
        {
          effective_metric_: 'minkowski',
          effective_metric_params_: {
            kind: 'dict',
            entries: [
              ['p', 3],
              ['w', floats([2])],
            ],
          },
        },
        '0.24.2',
      ),
      /weights that are not known/,
    ],
    [
      'variances that are not there',
      classifier({ effective_metric_: 'seuclidean' }),
      /no variances V/,
    ],
    [
      'a metric on the globe with one feature',
      classifier({ effective_metric_: 'haversine' }),
      /haversine needs two features/,
    ],
    [
      'sparse points',
      classifier({ _fit_method: 'brute', _fit_X: estimator('scipy.sparse.csr_matrix', {}) }),
      /training points are not a plain array/,
    ],
    ['an unknown way to look', classifier({ _fit_method: 'annoy' }), /_fit_method is "annoy"/],
    ['no neighbours', classifier({ n_neighbors: 0 }), /a number above zero/],
    ['a class that is none', classifier({ _y: integers(0, 2) }), /the numbers of classes/],
    ['fewer classes than points', classifier({ _y: integers(0) }), /for each of 2 points/],
    [
      'a tree whose leaf ends behind the points',
      classifier({ _tree: kdTree([{ ...leaf, end: 3 }]) }),
      /points or nodes that it does not have/,
    ],
    [
      'a tree whose node has no children',
      classifier({ _tree: kdTree([{ ...leaf, isLeaf: 0 }]) }),
      /points or nodes that it does not have/,
    ],
    [
      'a tree that orders points which are not there',
      classifier({ _tree: kdTree([leaf], integers(0, 9)) }),
      /points or nodes that it does not have/,
    ],
    ['a tree that is none', classifier({ _tree: list() }), /a saved tree is expected/],
    [
      'a centroid with a metric of another kind',
      estimator('sklearn.neighbors._nearest_centroid.NearestCentroid', {
        centroids_: floats([0, 1], [2, 1]),
        metric: 'cosine',
      }),
      /metric "cosine" is not "euclidean" or "manhattan"/,
    ],
    [
      'centroids with priors',
      estimator('sklearn.neighbors._nearest_centroid.NearestCentroid', {
        centroids_: floats([0, 1], [2, 1]),
        metric: 'euclidean',
        class_prior_: floats([0.2, 0.8]),
      }),
      /priors that are not equal/,
    ],
  ])('refuses %s by name', (_, model, message) => {
    expect(() => translateModel(model, { method: 'predict' })).toThrow(message);
    expect(() => translateModel(model, { method: 'predict' })).toThrow(UnsupportedFlavorError);
  });
});

describe('metrics of truths', () => {
  // Three features are true in both points, one in the first alone, two in the second, one in none.
  const pair = { a: [1, 1, 1, -2, 0, 0, 0], b: [3, 1, 1, 0, 0.5, 1, 0], count: 7 };

  it.each<[BooleanMetric, number]>([
    ['dice', 3 / 9],
    ['jaccard', 3 / 6],
    ['kulsinski', 7 / 10],
    ['matching', 3 / 7],
    ['rogerstanimoto', 6 / 10],
    ['russellrao', 4 / 7],
    ['sokalmichener', 6 / 10],
    ['sokalsneath', 3 / 4.5],
    ['yule', 4 / 5],
  ])('count what is not zero for %s', (metric, distance) => {
    expect(booleanDistance(metric)(pair, 0, 0)).toBe(distance);
  });

  it.each<[BooleanMetric, number]>([
    ['jaccard', 0],
    ['yule', 0],
    ['dice', Number.NaN],
    ['sokalsneath', Number.NaN],
  ])('say what the libraries say of points without a truth for %s', (metric, distance) => {
    expect(booleanDistance(metric)({ a: [0, 0], b: [0, 0], count: 2 }, 0, 0)).toBe(distance);
  });
});

describe('NeighborHeap', () => {
  it('gives away first what is no number', () => {
    const heap = new NeighborHeap(3);
    [4, 1, Number.NaN].forEach((distance, point) => heap.push(distance, point));
    expect(heap.largest).toBeNaN();
    heap.push(7, 3);
    heap.sort();
    expect([...heap.points]).toEqual([1, 0, 3]);
  });

  it('keeps the first of equally far points', () => {
    const heap = new NeighborHeap(2);
    [4, 1, 4, 1, 1].forEach((distance, point) => heap.push(distance, point));
    heap.sort();
    expect([...heap.distances]).toEqual([1, 1]);
    expect([...heap.points].sort((a, b) => a - b)).toEqual([1, 3]);
  });
});

describe('argPartition', () => {
  it.each([1, 3, 4, 7, 40])('finds the %i smallest numbers', (count) => {
    const values = Float64Array.from({ length: 40 }, (_, at) => (at * 17) % 11);
    const found = [...argPartition(values, count)].map((at) => Number(values[at]));
    const smallest = [...values].sort((a, b) => a - b).slice(0, count);
    expect(found.sort((a, b) => a - b)).toEqual(smallest);
  });

  it('puts what is no number last', () => {
    const values = Float64Array.of(Number.NaN, 5, Number.NaN, 1, 2, 9, 3);
    expect([...argPartition(values, 5)].sort((a, b) => a - b)).toEqual([1, 3, 4, 5, 6]);
  });
});
