import type { Translators } from '../../translate/translator.ts';
import {
  translateNearestCentroid,
  translateNeighborClassifier,
  translateNeighborRegressor,
} from './translate-neighbors.ts';

/** Every estimator of this family, by its public name. */
export const neighborTranslators: Translators = {
  'sklearn.neighbors.KNeighborsClassifier': translateNeighborClassifier,
  'sklearn.neighbors.KNeighborsRegressor': translateNeighborRegressor,
  'sklearn.neighbors.NearestCentroid': translateNearestCentroid,
};
