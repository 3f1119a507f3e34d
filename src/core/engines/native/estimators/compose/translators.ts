import type { Translators } from '../../translate/translator.ts';
import { translateColumnTransformer } from './translate-column-transformer.ts';
import { translateFunctionTransformer } from './translate-function.ts';
import { translateFeatureUnion, translatePipeline } from './translate-pipeline.ts';
import { translateTransformedTarget } from './translate-target.ts';

/** Every estimator of this family, by its public name. */
export const composeTranslators: Translators = {
  'imblearn.pipeline.Pipeline': translatePipeline,
  'sklearn.compose.ColumnTransformer': translateColumnTransformer,
  'sklearn.compose.TransformedTargetRegressor': translateTransformedTarget,
  'sklearn.pipeline.FeatureUnion': translateFeatureUnion,
  'sklearn.pipeline.Pipeline': translatePipeline,
  'sklearn.preprocessing.FunctionTransformer': translateFunctionTransformer,
};
