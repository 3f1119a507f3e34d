import * as z from 'zod';
import { FormatError } from '../format-error.ts';
import {
  type CatboostModel,
  type CatboostNode,
  type CatboostSplit,
  type CatboostTree,
  type CatFeature,
  type CtrFeature,
  type CtrTable,
  type FloatFeature,
  ctrTypes,
} from './catboost-model.ts';
import { type JsonCtr, wireJsonModel } from './catboost-json-schema.ts';
import { ctrSplits, floatSplits } from './read-catboost.ts';

/*
 * `save_model(…, format="json")`: catboost/libs/model/json_model_helpers.cpp. Splits have the same
 * numbers as in the binary format: borders of numbers, one-hot values, borders of statistics.
 */

/** True for bytes that begin as a JSON object does. */
export function isCatboostJson(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7b;
}

/** Reads CatBoost's JSON format. */
export function readCatboostJson(bytes: Uint8Array): CatboostModel {
  const wire = parseWire(bytes);
  const { features_info: info, scale_and_bias: scaleAndBias } = wire;
  const floatFeatures = info.float_features.map((feature): FloatFeature => ({
    name: feature.feature_id,
    index: feature.feature_index,
    flatIndex: feature.flat_feature_index,
    borders: Float32Array.from(feature.borders ?? []),
    missingIsHigh: feature.has_nans && feature.nan_value_treatment === 'AsTrue',
  }));
  const identifiers = [...new Set(info.ctrs.map(({ identifier }) => identifier))];
  const ctrs = info.ctrs.map((ctr) => toCtr(ctr, identifiers.indexOf(ctr.identifier)));
  const splits: CatboostSplit[] = [
    ...floatSplits(floatFeatures),
    ...info.categorical_features.flatMap(({ feature_index: category, values }) =>
      (values ?? []).map((value) => ({ kind: 'category', category, value }) as const),
    ),
    ...ctrSplits(ctrs),
  ];
  const dimension = scaleAndBias[1].length;
  if (dimension < 1) throw fail('scale_and_bias has no bias');
  const inCtrs = new Set(ctrs.flatMap(({ projection }) => projection.categories));
  const inConditions = ctrs.flatMap(({ projection }) => projection.oneHots);
  inConditions.forEach(({ category }) => inCtrs.add(category));
  return {
    dimension,
    scale: scaleAndBias[0],
    bias: scaleAndBias[1],
    floatFeatures,
    catFeatures: info.categorical_features.map((feature): CatFeature => ({
      name: feature.feature_id,
      index: feature.feature_index,
      flatIndex: feature.flat_feature_index,
      isUsed: (feature.values ?? []).length > 0 || inCtrs.has(feature.feature_index),
    })),
    otherFeatures: [
      ...(info.text_features.length > 0 ? ['text'] : []),
      ...(info.embedding_features.length > 0 ? ['embedding'] : []),
    ],
    splits,
    ctrs,
    ctrTables: info.ctrs.map((ctr, at) => toTable(ctr, ctrs[at], wire.ctr_data)),
    trees: wire.trees
      ? wire.trees.map((tree) => ({ kind: 'nodes', nodes: toNodes(tree, dimension) }))
      : (wire.oblivious_trees ?? []).map((tree, at) => toSymmetric(tree, at, dimension)),
    info: new Map(
      Object.entries(wire.model_info).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
  };
}

function parseWire(bytes: Uint8Array): z.infer<typeof wireJsonModel> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw fail(`the file is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = wireJsonModel.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw fail(`the entry ${issue?.path.join('.') ?? ''} is wrong: ${issue?.message ?? ''}`);
}

/** Tables go by identifiers here, whose number stands for whatever else tells them apart. */
function toCtr(ctr: JsonCtr, identifier: number): CtrFeature {
  const type = ctrTypes.find((known) => known === ctr.ctr_type);
  if (!type) throw fail(`the statistic ${JSON.stringify(ctr.ctr_type)} is not known`);
  const floats = ctr.elements.flatMap((element) =>
    element.combination_element === 'float_feature'
      ? [{ feature: element.float_feature_index, border: Math.fround(element.border) }]
      : [],
  );
  const categories = ctr.elements.flatMap((element) =>
    element.combination_element === 'cat_feature_value' ? [element.cat_feature_index] : [],
  );
  const oneHots = ctr.elements.flatMap((element) =>
    element.combination_element === 'cat_feature_exact_value'
      ? [{ category: element.cat_feature_index, value: element.value }]
      : [],
  );
  return {
    projection: { categories, floats, oneHots },
    type,
    targetClassifier: identifier,
    targetBorder: ctr.target_border_idx,
    priorNumerator: ctr.prior_numerator,
    priorDenominator: ctr.prior_denomerator,
    shift: ctr.shift,
    scale: ctr.scale,
    borders: Float32Array.from(ctr.borders),
  };
}

const freeBucket = 2n ** 64n - 1n;

function toTable(
  wire: JsonCtr,
  ctr: CtrFeature | undefined,
  tables: z.infer<typeof wireJsonModel>['ctr_data'],
): CtrTable {
  const table = tables[wire.identifier];
  if (!table || !ctr) throw fail(`the statistic ${wire.identifier} has no table`);
  const { hash_map: flat, hash_stride: stride } = table;
  if (flat.length % stride !== 0) throw fail(`the table ${wire.identifier} is cut off`);
  const hashes: bigint[] = [];
  const histories: number[] = [];
  for (let at = 0; at < flat.length; at += stride) {
    const hash = toHash(flat[at]);
    if (hash === freeBucket) continue;
    hashes.push(hash);
    for (let place = at + 1; place < at + stride; place += 1) histories.push(Number(flat[place]));
  }
  return {
    projection: ctr.projection,
    type: ctr.type,
    targetClassifier: ctr.targetClassifier,
    hashes: BigUint64Array.from(hashes),
    places: Int32Array.from(hashes.keys()),
    histories: Float64Array.from(histories),
    classCount: stride - 1,
    denominator: table.counter_denominator,
  };
}

function toHash(value: string | number | undefined): bigint {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  throw fail(`a table of categories has the hash ${JSON.stringify(value)}`);
}

function toSymmetric(
  tree: {
    readonly leaf_values: number[];
    readonly splits?: { split_index: number }[] | null | undefined;
  },
  index: number,
  dimension: number,
): CatboostTree {
  const splits = (tree.splits ?? []).map(({ split_index: split }) => split);
  if (tree.leaf_values.length !== 2 ** splits.length * dimension) {
    throw fail(`the tree ${index} has ${tree.leaf_values.length} leaf values`);
  }
  return { kind: 'symmetric', splits, leafValues: Float64Array.from(tree.leaf_values) };
}

const wireLeaf = z.object({ value: z.union([z.number(), z.array(z.number())]) });
const wireNode = z.object({
  split: z.object({ split_index: z.number().int().nonnegative() }),
  left: z.unknown(),
  right: z.unknown(),
});

/** Nodes of a nested tree, parents before children. */
function toNodes(root: unknown, dimension: number): CatboostNode[] {
  const nodes: CatboostNode[] = [];
  const pending: { node: unknown; parent: number; isLeft: boolean }[] = [
    { node: root, parent: -1, isLeft: false },
  ];
  const children: { left: number; right: number }[] = [];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const at = nodes.length;
    const parent = children[next.parent];
    if (parent) parent[next.isLeft ? 'left' : 'right'] = at;
    children.push({ left: -1, right: -1 });
    const leaf = wireLeaf.safeParse(next.node);
    if (leaf.success) {
      const values = [leaf.data.value].flat();
      if (values.length !== dimension) throw fail(`a leaf has ${values.length} values`);
      nodes.push({ split: -1, left: -1, right: -1, values });
      continue;
    }
    const inner = wireNode.safeParse(next.node);
    if (!inner.success) throw fail('a node of a tree has neither a value nor a split');
    nodes.push({ split: inner.data.split.split_index, left: -1, right: -1, values: [] });
    pending.push({ node: inner.data.right, parent: at, isLeft: false });
    pending.push({ node: inner.data.left, parent: at, isLeft: true });
  }
  return nodes.map((node, at) => ({ ...node, ...children[at] }));
}

function fail(reason: string): FormatError {
  return new FormatError(reason, 0);
}
