import type { Translators } from '../../translate/translator.ts';
import {
  translateAdaBoostClassifier,
  translateAdaBoostRegressor,
} from './bags/translate-adaboost.ts';
import { translateBaggingClassifier, translateBaggingRegressor } from './bags/translate-bagging.ts';
import {
  translateGradientBoostingClassifier,
  translateGradientBoostingRegressor,
} from './boosting/translate-gradient-boosting.ts';
import {
  translateHistClassifier,
  translateHistRegressor,
} from './boosting/translate-hist-boosting.ts';
import { translateIsolationForest } from './translate-isolation-forest.ts';
import { translateTreesEmbedding } from './translate-trees-embedding.ts';
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
  'sklearn.tree.ExtraTreeClassifier': translateTreeClassifier,
  'sklearn.tree.ExtraTreeRegressor': translateTreeRegressor,
  'sklearn.ensemble.RandomForestClassifier': translateForestClassifier,
  'sklearn.ensemble.RandomForestRegressor': translateForestRegressor,
  'sklearn.ensemble.ExtraTreesClassifier': translateForestClassifier,
  'sklearn.ensemble.ExtraTreesRegressor': translateForestRegressor,
  'sklearn.ensemble.GradientBoostingClassifier': translateGradientBoostingClassifier,
  'sklearn.ensemble.GradientBoostingRegressor': translateGradientBoostingRegressor,
  'sklearn.ensemble.HistGradientBoostingClassifier': translateHistClassifier,
  'sklearn.ensemble.HistGradientBoostingRegressor': translateHistRegressor,
  'sklearn.ensemble.AdaBoostClassifier': translateAdaBoostClassifier,
  'sklearn.ensemble.AdaBoostRegressor': translateAdaBoostRegressor,
  'sklearn.ensemble.BaggingClassifier': translateBaggingClassifier,
  'sklearn.ensemble.BaggingRegressor': translateBaggingRegressor,
  // imbalanced-learn draws other rows for every member, which matters only while fitting.
  'imblearn.ensemble._forest.BalancedRandomForestClassifier': translateForestClassifier,
  'imblearn.ensemble._weight_boosting.RUSBoostClassifier': translateAdaBoostClassifier,
  'imblearn.ensemble._bagging.BalancedBaggingClassifier': translateBaggingClassifier,
  'imblearn.ensemble._easy_ensemble.EasyEnsembleClassifier': translateBaggingClassifier,
  'sklearn.ensemble.IsolationForest': translateIsolationForest,
  'sklearn.ensemble.RandomTreesEmbedding': translateTreesEmbedding,
};
