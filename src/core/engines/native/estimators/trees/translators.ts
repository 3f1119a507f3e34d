import type { Translators } from '../../translate/translator.ts';
import {
  translateForestClassifier,
  translateForestRegressor,
  translateTreeClassifier,
  translateTreeRegressor,
} from './translate-trees.ts';

/** Every estimator of this family, by its public name. */
export const treeTranslators: Translators = {
  'sklearn.tree.DecisionTreeClassifier': translateTreeClassifier,
  'sklearn.tree.DecisionTreeRegressor': translateTreeRegressor,
  'sklearn.ensemble.RandomForestClassifier': translateForestClassifier,
  'sklearn.ensemble.RandomForestRegressor': translateForestRegressor,
};
