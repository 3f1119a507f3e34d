import type { Translators } from '../../translate/translator.ts';
import { translatePipeline } from './translate-pipeline.ts';

/** Every estimator of this family, by its public name. */
export const composeTranslators: Translators = {
  'sklearn.pipeline.Pipeline': translatePipeline,
};
