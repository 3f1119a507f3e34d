import { asArray } from '../../../../../formats/resolve-python.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import type { SavedTree } from '../../../tree-ensemble/build-ensemble.ts';

/** `estimators_features_`: of each of `count` members the columns that it sees. */
export function readFeatureLists(
  state: EstimatorState,
  count: number,
  featureCount: number,
): readonly (readonly number[])[] {
  const lists = state.items('estimators_features_').map((item) => {
    const array = asArray(item);
    const isList = array?.shape.length === 1;
    const isInteger = isList && (array.dtype === 'int64' || array.dtype === 'int32');
    return isInteger ? Array.from<bigint | number, number>(array.values, Number) : [];
  });
  const isSound = (list: readonly number[]): boolean =>
    list.length > 0 && list.every((feature) => feature >= 0 && feature < featureCount);
  if (lists.length === count && lists.every(isSound)) return lists;
  throw state.unexpected(
    'estimators_features_',
    `${count} arrays of features below ${featureCount}`,
  );
}

/** True for all features in their order. */
export function isEveryFeature(features: readonly number[], featureCount: number): boolean {
  return features.length === featureCount && features.every((feature, at) => feature === at);
}

/** A tree that was fitted to some columns as one that sees all of them. */
export function remapFeatures<T extends SavedTree>(tree: T, features: readonly number[]): T {
  // A feature that the tree should not have is left as it is, to be refused by buildEnsemble.
  const feature = Float64Array.from(tree.feature, (index) =>
    index < 0 ? index : (features[index] ?? Number.NaN),
  );
  return { ...tree, feature };
}
