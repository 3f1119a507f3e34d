import type { EstimatorState } from '../../translate/estimator-state.ts';
import type { Translators } from '../../translate/translator.ts';
import {
  translateBirch,
  translateBisectingKMeans,
  translateExemplars,
  translateKMeans,
} from './translate-centers.ts';
import {
  translateBayesianMixture,
  translateEnvelope,
  translateGaussianMixture,
} from './translate-mixture.ts';

/** Every estimator of this family, by its public name. */
export const clusterTranslators: Translators = {
  'sklearn.cluster.AffinityPropagation': translateExemplars,
  'sklearn.cluster.AgglomerativeClustering': refuseToPredict,
  'sklearn.cluster.Birch': translateBirch,
  'sklearn.cluster.BisectingKMeans': translateBisectingKMeans,
  'sklearn.cluster.DBSCAN': refuseToPredict,
  'sklearn.cluster.HDBSCAN': refuseToPredict,
  'sklearn.cluster.KMeans': translateKMeans,
  'sklearn.cluster.MeanShift': translateExemplars,
  'sklearn.cluster.MiniBatchKMeans': translateKMeans,
  'sklearn.cluster.OPTICS': refuseToPredict,
  'sklearn.cluster.SpectralClustering': refuseToPredict,
  'sklearn.covariance.EllipticEnvelope': translateEnvelope,
  'sklearn.mixture.BayesianGaussianMixture': translateBayesianMixture,
  'sklearn.mixture.GaussianMixture': translateGaussianMixture,
};

function refuseToPredict(state: EstimatorState): never {
  throw state.refusal(
    'which labels the rows that it was fitted on and has no predict for others; ' +
      'log a model that predicts, such as KMeans, or a classifier fitted on its labels',
  );
}
