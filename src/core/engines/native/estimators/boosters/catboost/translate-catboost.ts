import { readCatboost } from '../../../../../formats/catboost/read-catboost.ts';
import {
  isCatboostJson,
  readCatboostJson,
} from '../../../../../formats/catboost/read-catboost-json.ts';
import type {
  CatboostModel,
  CatboostSplit,
  CatFeature,
} from '../../../../../formats/catboost/catboost-model.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { type SavedTree, buildEnsemble } from '../../../tree-ensemble/build-ensemble.ts';
import type { CatboostCondition, CatboostFloat, CatboostPlan } from './catboost-plan.ts';
import { catboostOutput } from './catboost-output.ts';
import { type FeaturePlaces, translateCtrs } from './translate-ctr.ts';
import { type SplitColumn, nodeTree, symmetricTree } from './translate-catboost-tree.ts';

/**
 * catboost.CatBoost, CatBoostClassifier, CatBoostRegressor and CatBoostRanker (1.2): all kinds of
 * trees over numbers, one-hot categories and statistics of categories.
 */
export function translateCatboost(state: EstimatorState): CatboostPlan {
  const bytes = state.value('__model');
  if (!(bytes instanceof Uint8Array)) {
    throw state.refusal('which holds no model: it was saved before it was fitted');
  }
  const model = isCatboostJson(bytes) ? readCatboostJson(bytes) : readCatboost(bytes);
  const [other] = model.otherFeatures;
  if (other !== undefined) throw state.refusal(`which has ${other} features`);
  return catboostPlan(model, state);
}

function catboostPlan(model: CatboostModel, state: EstimatorState): CatboostPlan {
  const { dimension } = model;
  const columns = layOutColumns(model, state);
  const trees = model.trees.map((tree, index): SavedTree => {
    const fail = (reason: string): Error => state.refusal(`whose tree ${index} ${reason}`);
    const columnOf = (split: number): SplitColumn => {
      const column = columns.ofSplit[split];
      if (column) return column;
      throw fail(`asks the question ${split} of ${columns.ofSplit.length}`);
    };
    return tree.kind === 'symmetric'
      ? symmetricTree(tree, { dimension, columnOf })
      : nodeTree(tree.nodes, { dimension, columnOf });
  });
  if (model.bias.length > 0 && model.bias.length !== dimension) {
    throw state.refusal(`which has ${model.bias.length} biases for ${dimension} outputs`);
  }
  return {
    kind: 'catboost',
    estimator: state.shortName,
    floats: columns.floats,
    categories: model.catFeatures.map(({ name, flatIndex, isUsed }) => ({
      name,
      flatIndex,
      isUsed,
    })),
    oneHots: columns.oneHots,
    ctrs: translateCtrs(model, { places: columns.places, state }),
    ensemble: buildEnsemble(trees, {
      featureCount: columns.count,
      valueCount: dimension,
      outputCount: dimension,
      refuse: (reason) => state.refusal(reason),
    }),
    scale: model.scale,
    bias: Array.from({ length: dimension }, (_, at) => model.bias[at] ?? 0),
    output: catboostOutput(model, state),
  };
}

interface Columns {
  readonly floats: readonly CatboostFloat[];
  readonly oneHots: readonly CatboostCondition[];
  readonly count: number;
  /** Of each split the column that it looks at. */
  readonly ofSplit: readonly (SplitColumn | undefined)[];
  readonly places: FeaturePlaces;
}

function layOutColumns(model: CatboostModel, state: EstimatorState): Columns {
  const floatColumns = new Map<number, number>();
  const floats: CatboostFloat[] = [];
  model.floatFeatures.forEach((feature, at) => {
    checkBorders(feature.borders, state);
    if (feature.borders.length === 0) return;
    checkFlatIndex(feature.flatIndex, state);
    floatColumns.set(at, floats.length);
    const { name, flatIndex, missingIsHigh } = feature;
    floats.push({ name, flatIndex, missing: missingIsHigh ? Infinity : -Infinity });
  });
  model.catFeatures.forEach(({ flatIndex }) => checkFlatIndex(flatIndex, state));
  const categories = placesOf(model.catFeatures);
  const places: FeaturePlaces = {
    categories,
    floats: new Map(
      model.floatFeatures.flatMap(({ index }, at) => {
        const column = floatColumns.get(at);
        return column === undefined ? [] : [[index, column]];
      }),
    ),
  };
  const oneHots: CatboostCondition[] = [];
  const oneHotColumns = new Map<string, number>();
  const toColumn = (split: CatboostSplit): SplitColumn | undefined => {
    switch (split.kind) {
      case 'float': {
        const column = floatColumns.get(split.feature);
        return column === undefined ? undefined : { column, border: split.border };
      }
      case 'category': {
        const category = categories.get(split.category);
        if (category === undefined) return undefined;
        const key = `${category} ${split.value}`;
        const place = oneHotColumns.get(key) ?? oneHots.push({ category, hash: split.value }) - 1;
        oneHotColumns.set(key, place);
        return { column: floats.length + place, border: 0.5 };
      }
      case 'ctr':
        return { column: -1 - split.ctr, border: split.border };
    }
  };
  const ofSplit = model.splits.map(toColumn);
  const firstCtr = floats.length + oneHots.length;
  model.ctrs.forEach(({ borders }) => checkBorders(borders, state));
  return {
    floats,
    oneHots,
    places,
    count: firstCtr + model.ctrs.length,
    // Only now it is known how many columns stand before those of the statistics.
    ofSplit: ofSplit.map(
      (entry) =>
        entry && {
          ...entry,
          column: entry.column < 0 ? firstCtr - 1 - entry.column : entry.column,
        },
    ),
  };
}

function placesOf(features: readonly CatFeature[]): ReadonlyMap<number, number> {
  return new Map(
    features.flatMap(({ index, isUsed }, place): [number, number][] =>
      isUsed ? [[index, place]] : [],
    ),
  );
}

/** CatBoost counts the borders below a value, which is a comparison only where they ascend. */
function checkBorders(borders: Float32Array, state: EstimatorState): void {
  const areAscending = borders.every((border, at) => at === 0 || Number(borders[at - 1]) <= border);
  if (!areAscending) throw state.refusal('whose borders of a feature do not ascend');
}

const mostColumns = 10_000_000;

function checkFlatIndex(index: number, state: EstimatorState): void {
  if (index >= 0 && index < mostColumns) return;
  throw state.refusal(`whose features stand in the column ${index}`);
}
