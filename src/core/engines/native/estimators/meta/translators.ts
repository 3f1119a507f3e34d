import type { Translators } from '../../translate/translator.ts';
import { translateCalibrated, translateIsotonic } from './translate-calibrated.ts';
import {
  translateConstantMember,
  translateOneVsOne,
  translateOneVsRest,
  translateOutputCode,
} from './translate-multiclass.ts';
import {
  translateClassifierChain,
  translateMultiOutput,
  translateRegressorChain,
} from './translate-multi-output.ts';
import { translateStackingClassifier, translateStackingRegressor } from './translate-stacking.ts';
import { translateFixedThreshold, translateTunedThreshold } from './translate-threshold.ts';
import { translateVotingClassifier, translateVotingRegressor } from './translate-voting.ts';
import { translateFrozen, translateSearch, translateSelfTraining } from './translate-wrappers.ts';

/** Every estimator of this family, by its public name. */
export const metaTranslators: Translators = {
  'sklearn.calibration.CalibratedClassifierCV': translateCalibrated,
  'sklearn.ensemble.StackingClassifier': translateStackingClassifier,
  'sklearn.ensemble.StackingRegressor': translateStackingRegressor,
  'sklearn.ensemble.VotingClassifier': translateVotingClassifier,
  'sklearn.ensemble.VotingRegressor': translateVotingRegressor,
  'sklearn.frozen.FrozenEstimator': translateFrozen,
  'sklearn.isotonic.IsotonicRegression': translateIsotonic,
  'sklearn.model_selection.FixedThresholdClassifier': translateFixedThreshold,
  'sklearn.model_selection.GridSearchCV': translateSearch,
  'sklearn.model_selection.HalvingGridSearchCV': translateSearch,
  'sklearn.model_selection.HalvingRandomSearchCV': translateSearch,
  'sklearn.model_selection.RandomizedSearchCV': translateSearch,
  'sklearn.model_selection.TunedThresholdClassifierCV': translateTunedThreshold,
  'sklearn.multiclass.OneVsOneClassifier': translateOneVsOne,
  'sklearn.multiclass.OneVsRestClassifier': translateOneVsRest,
  'sklearn.multiclass.OutputCodeClassifier': translateOutputCode,
  'sklearn.multiclass._ConstantPredictor': translateConstantMember,
  'sklearn.multioutput.ClassifierChain': translateClassifierChain,
  'sklearn.multioutput.MultiOutputClassifier': translateMultiOutput,
  'sklearn.multioutput.MultiOutputRegressor': translateMultiOutput,
  'sklearn.multioutput.RegressorChain': translateRegressorChain,
  'sklearn.semi_supervised.SelfTrainingClassifier': translateSelfTraining,
};
