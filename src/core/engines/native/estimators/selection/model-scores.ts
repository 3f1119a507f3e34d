import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { type ChildTranslator, fittedFeatureCount } from '../../translate/translator.ts';
import { treeImportances } from './importances.ts';

/**
 * The score of each feature in a fitted model (sklearn.feature_selection._base.
 * _get_feature_importances with the transform "norm"): the size of its coefficients or its
 * importance. Models of which neither stands in the file, nor can be calculated, are refused.
 */
export function modelScores(
  selector: EstimatorState,
  model: EstimatorState,
  child: ChildTranslator,
): Float64Array {
  const getter = readGetter(selector);
  if (getter !== 'feature_importances_' && model.has('coef_'))
    return coefficientNorms(selector, model);
  if (getter !== 'coef_') {
    const count = fittedFeatureCount(model);
    const importances = treeImportances(model, child, count);
    if (importances) return importances.map(Math.abs);
  }
  throw selector.refusal(
    `whose estimator is ${model.className}, whose importances of features it does not know`,
  );
}

/** The parameter `importance_getter`, there since 0.24. */
function readGetter(selector: EstimatorState): string {
  const getter = selector.has('importance_getter') ? selector.value('importance_getter') : 'auto';
  if (getter === 'auto' || getter === 'coef_' || getter === 'feature_importances_') return getter;
  throw selector.unexpected('importance_getter', '"auto", "coef_" or "feature_importances_"');
}

function coefficientNorms(selector: EstimatorState, model: EstimatorState): Float64Array {
  const { values, shape } = model.numbers('coef_');
  if (shape.length === 1) return values.map(Math.abs);
  const [rowCount = 0, columnCount = 0] = shape;
  if (shape.length !== 2) throw model.unexpected('coef_', 'an array of one or two dimensions');
  const order = plainScalar(selector.value('norm_order') ?? null);
  return Float64Array.from({ length: columnCount }, (_, column) => {
    const sizes = Array.from({ length: rowCount }, (__, row) =>
      Math.abs(Number(values[row * columnCount + column])),
    );
    if (order === 1) return sizes.reduce((sum, size) => sum + size, 0);
    if (order === 2) return Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0));
    if (order === Infinity) return Math.max(...sizes);
    throw selector.unexpected('norm_order', '1, 2 or infinity');
  });
}
