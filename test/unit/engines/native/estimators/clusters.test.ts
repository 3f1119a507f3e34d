import { describe, expect, it } from 'vitest';
import { digamma } from '../../../../../src/core/engines/native/estimators/clusters/digamma.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import { type PythonValue, pythonObject } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats } from '../../../../helpers/python-values.ts';

function bisectingNode(attributes: Record<string, PythonValue>): PythonValue & object {
  const type = { module: 'sklearn.cluster._bisect_k_means', name: '_BisectingTree' };
  const node = pythonObject(type, [], 0);
  node.state = { kind: 'dict', entries: Object.entries(attributes) };
  return node;
}

const centers = { cluster_centers_: floats([0, 1], [2, 1]), n_features_in_: 1 };
const bisecting = (tree: PythonValue): PythonValue =>
  estimator('sklearn.cluster._bisect_k_means.BisectingKMeans', {
    ...centers,
    _bisecting_tree: tree,
  });
const mixture = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.mixture._gaussian_mixture.GaussianMixture', {
    covariance_type: 'diag',
    means_: floats([0, 1], [2, 1]),
    precisions_cholesky_: floats([1, 1], [2, 1]),
    weights_: floats([0.5, 0.5]),
    ...attributes,
  });

function endlessTree(): PythonValue {
  const node = bisectingNode({});
  const entries: [PythonValue, PythonValue][] = [
    ['center', floats([0])],
    ['left', node],
    ['right', node],
  ];
  return Object.assign(node, { state: { kind: 'dict', entries } });
}

describe('clusters', () => {
  it.each<[string, PythonValue, RegExp]>([
    [
      'DBSCAN',
      estimator('sklearn.cluster._dbscan.DBSCAN', {}),
      /has no predict for others; log a model that predicts, such as KMeans/,
    ],
    [
      'AgglomerativeClustering',
      estimator('sklearn.cluster._agglomerative.AgglomerativeClustering', {}),
      /has no predict for others/,
    ],
    [
      'precomputed affinities',
      estimator('sklearn.cluster._affinity_propagation.AffinityPropagation', {
        affinity: 'precomputed',
      }),
      /precomputed affinities and cannot predict/,
    ],
    [
      'centers without a dimension',
      estimator('sklearn.cluster._kmeans.KMeans', { cluster_centers_: floats([1]) }),
      /a row of numbers for each cluster/,
    ],
    [
      'a Birch with too few labels',
      estimator('sklearn.cluster._birch.Birch', {
        subcluster_centers_: floats([0, 1], [2, 1]),
        subcluster_labels_: floats([0]),
      }),
      /a label for each subcluster/,
    ],
    ['a tree of clusters that never ends', bisecting(endlessTree()), /too many nodes/],
    ['a tree of clusters that is none', bisecting(null), /a tree of clusters is expected/],
    [
      'a leaf without a label',
      bisecting(bisectingNode({ left: null, right: null })),
      /a leaf without a label/,
    ],
    ['an unknown covariance', mixture({ covariance_type: 'round' }), /covariance_type is "round"/],
    [
      'precisions of another shape',
      mixture({ precisions_cholesky_: floats([1, 1]) }),
      /an array of shape \(2, 1\)/,
    ],
    ['too few weights', mixture({ weights_: floats([1]) }), /an array of shape \(2\)/],
    [
      'an envelope without a precision',
      estimator('sklearn.covariance._elliptic_envelope.EllipticEnvelope', {
        location_: floats([1]),
      }),
      /without store_precision/,
    ],
  ])('refuses %s by name', (_, model, message) => {
    expect(() => translateModel(model, { method: 'predict' })).toThrow(message);
    expect(() => translateModel(model, { method: 'predict' })).toThrow(UnsupportedFlavorError);
  });
});

describe('digamma', () => {
  it.each([
    // scipy.special.digamma
    [1, -0.5772156649015329],
    [0.1, -10.423754940411076],
    [3.5, 1.103156640645243],
    [50.25, 3.9070272970062794],
  ])('of %d is %d', (value, expected) => {
    expect(Math.abs(digamma(value) - expected)).toBeLessThan(4e-15 * Math.abs(expected) + 1e-15);
  });

  it('has no value for zero and less', () => {
    expect(digamma(0)).toBeNaN();
    expect(digamma(-1)).toBeNaN();
  });
});
