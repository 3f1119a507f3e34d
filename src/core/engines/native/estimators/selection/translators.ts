import type { Translators } from '../../translate/translator.ts';
import { translateFromModel } from './translate-from-model.ts';
import {
  translateBest,
  translateFalseDiscoveries,
  translateFalsePositives,
  translateFamilyWise,
  translateGenericUnivariate,
  translatePercentile,
  translateVarianceThreshold,
} from './translate-univariate.ts';
import { translateElimination, translateSequentialSelector } from './translate-wrapper.ts';

/** Every estimator of this family, by its public name. */
export const selectionTranslators: Translators = {
  'sklearn.feature_selection.GenericUnivariateSelect': translateGenericUnivariate,
  'sklearn.feature_selection.RFE': translateElimination,
  'sklearn.feature_selection.RFECV': translateElimination,
  'sklearn.feature_selection.SelectFdr': translateFalseDiscoveries,
  'sklearn.feature_selection.SelectFpr': translateFalsePositives,
  'sklearn.feature_selection.SelectFromModel': translateFromModel,
  'sklearn.feature_selection.SelectFwe': translateFamilyWise,
  'sklearn.feature_selection.SelectKBest': translateBest,
  'sklearn.feature_selection.SelectPercentile': translatePercentile,
  'sklearn.feature_selection.SequentialFeatureSelector': translateSequentialSelector,
  'sklearn.feature_selection.VarianceThreshold': translateVarianceThreshold,
};
