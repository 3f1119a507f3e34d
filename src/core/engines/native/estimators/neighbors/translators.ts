import type { Translators } from '../../translate/translator.ts';
import {
  translateNearestCentroid,
  translateNeighborClassifier,
  translateNeighborRegressor,
} from './translate-neighbors.ts';
import { translateOutlierFactor } from './translate-outlier-factor.ts';
import { translateRadiusClassifier, translateRadiusRegressor } from './translate-radius.ts';

/** Every estimator of this family, by its public name. */
export const neighborTranslators: Translators = {
  'sklearn.neighbors.KNeighborsClassifier': translateNeighborClassifier,
  'sklearn.neighbors.KNeighborsRegressor': translateNeighborRegressor,
  'sklearn.neighbors.LocalOutlierFactor': translateOutlierFactor,
  'sklearn.neighbors.NearestCentroid': translateNearestCentroid,
  'sklearn.neighbors.RadiusNeighborsClassifier': translateRadiusClassifier,
  'sklearn.neighbors.RadiusNeighborsRegressor': translateRadiusRegressor,
};
