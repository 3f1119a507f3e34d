import type { Translators } from '../../translate/translator.ts';
import { translateNeuralClassifier, translateNeuralRegressor } from './translate-neural.ts';

/** Every estimator of this family, by its public name. */
export const neuralTranslators: Translators = {
  'sklearn.neural_network.MLPClassifier': translateNeuralClassifier,
  'sklearn.neural_network.MLPRegressor': translateNeuralRegressor,
};
