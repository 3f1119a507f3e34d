import type { Translators } from '../../translate/translator.ts';
import { translateRbfSampler } from './random-cosines.ts';
import { translateKernelPca } from './translate-kernel-projection.ts';
import { translateMiniBatchNmf, translateNmf } from './translate-nmf.ts';
import {
  translateFactorAnalysis,
  translateFastIca,
  translatePca,
  translateRandomProjection,
  translateTruncatedSvd,
} from './translate-projection.ts';

/** Every estimator of this family, by its public name. */
export const decompositionTranslators: Translators = {
  'sklearn.decomposition.FactorAnalysis': translateFactorAnalysis,
  'sklearn.decomposition.FastICA': translateFastIca,
  'sklearn.decomposition.IncrementalPCA': translatePca,
  'sklearn.decomposition.KernelPCA': translateKernelPca,
  'sklearn.decomposition.MiniBatchNMF': translateMiniBatchNmf,
  'sklearn.decomposition.NMF': translateNmf,
  'sklearn.decomposition.PCA': translatePca,
  'sklearn.decomposition.TruncatedSVD': translateTruncatedSvd,
  'sklearn.kernel_approximation.RBFSampler': translateRbfSampler,
  'sklearn.random_projection.GaussianRandomProjection': translateRandomProjection,
  'sklearn.random_projection.SparseRandomProjection': translateRandomProjection,
};
