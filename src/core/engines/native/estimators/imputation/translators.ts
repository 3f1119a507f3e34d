import type { Translators } from '../../translate/translator.ts';
import {
  translateIndicator,
  translateNeighborImputer,
  translateSimpleImputer,
} from './translate-imputers.ts';

/** Every estimator of this family, by its public name. */
export const imputationTranslators: Translators = {
  'sklearn.impute.KNNImputer': translateNeighborImputer,
  'sklearn.impute.MissingIndicator': translateIndicator,
  'sklearn.impute.SimpleImputer': translateSimpleImputer,
};
