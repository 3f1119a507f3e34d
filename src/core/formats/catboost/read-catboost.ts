import { type FlatTable, readFlatBuffer } from '../flatbuffer.ts';
import { FormatError } from '../format-error.ts';
import {
  type CatboostModel,
  type CatboostSplit,
  type CtrFeature,
  type FloatFeature,
  ctrTypes,
} from './catboost-model.ts';
import { readCtrTables } from './read-ctr-tables.ts';
import { readProjection } from './read-projection.ts';
import { readTrees } from './read-trees.ts';

/*
 * A .cb or .cbm file: "CBM1", the length of the core (four bytes), the core, a FlatBuffer of
 * TModelCore, then the parts that its ModelPartIds name: the tables of categories.
 * catboost/libs/model/flatbuffers/{model,features,ctr_data}.fbs of CatBoost 1.2. Fields below go
 * by their numbers there.
 */
const magic = [0x43, 0x42, 0x4d, 0x31];
const coreStart = 8;
const formatVersion = 'FlabuffersModel_v1';
const ctrPart = 'static_provider_v1';

/** True for bytes that begin as CatBoost's binary models do. */
function isCatboostBinary(bytes: Uint8Array): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

/** Reads CatBoost's binary format; text and embedding features are listed, not read. */
export function readCatboost(bytes: Uint8Array): CatboostModel {
  if (!isCatboostBinary(bytes)) {
    throw new FormatError('the file does not begin with CatBoost\'s mark "CBM1"', 0);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < coreStart) throw new FormatError('the file ends after its mark', 4);
  const partsStart = coreStart + view.getUint32(4, true);
  if (partsStart > bytes.length) {
    throw new FormatError('the model is longer than its file: the end is cut off', 4);
  }
  const core = readFlatBuffer(bytes.subarray(coreStart, partsStart), coreStart);
  const version = core.text(0);
  if (version !== formatVersion) {
    throw new FormatError(
      `the format is ${JSON.stringify(version)}, only "${formatVersion}" is read`,
      coreStart,
    );
  }
  const trees = core.table(1);
  if (!trees) throw new FormatError('the model has no trees', coreStart);
  const parts = core.texts(3);
  const odd = parts.find((part) => part !== ctrPart);
  return {
    ...readModelTrees(trees),
    ctrTables: parts.includes(ctrPart) && odd === undefined ? readCtrTables(bytes, partsStart) : [],
    otherFeatures: [...otherFeatures(trees), ...(odd === undefined ? [] : [`"${odd}"`])],
    info: new Map(core.tables(2).map((entry) => [entry.text(0) ?? '', entry.text(1) ?? ''])),
  };
}

function readModelTrees(
  trees: FlatTable,
): Omit<CatboostModel, 'info' | 'ctrTables' | 'otherFeatures'> {
  const dimension = trees.int32(0, 0);
  const floatFeatures = trees.tables(5).map(readFloatFeature);
  const ctrs = trees.tables(7).map(readCtrFeature);
  const multiBias = trees.float64s(16);
  const bias = trees.float64(15, 0);
  return {
    dimension,
    scale: trees.float64(14, 1),
    bias: multiBias.length > 0 ? [...multiBias] : bias === 0 ? [] : [bias],
    floatFeatures,
    catFeatures: trees.tables(4).map((feature) => ({
      index: feature.int32(0, -1),
      flatIndex: feature.int32(1, -1),
      name: feature.text(2) ?? '',
      isUsed: feature.boolean(3, true),
    })),
    splits: [
      ...floatSplits(floatFeatures),
      ...trees.tables(6).flatMap((feature) =>
        [...feature.int32s(1)].map((value): CatboostSplit => ({
          kind: 'category',
          category: feature.int32(0, -1),
          value,
        })),
      ),
      ...ctrSplits(ctrs),
    ],
    ctrs,
    trees: readTrees(trees, dimension),
  };
}

function readFloatFeature(feature: FlatTable): FloatFeature {
  const asTrue = 2;
  return {
    index: feature.int32(1, -1),
    flatIndex: feature.int32(2, -1),
    borders: feature.float32s(3),
    name: feature.text(4) ?? '',
    missingIsHigh: feature.boolean(0, false) && feature.int8(5, 0) === asTrue,
  };
}

/** The splits of all float features, in the order in which trees number them. */
export function floatSplits(features: readonly FloatFeature[]): CatboostSplit[] {
  return features.flatMap(({ borders }, feature) =>
    Array.from(borders, (border) => ({ kind: 'float', feature, border }) as const),
  );
}

/** The splits of all statistics, in the order in which trees number them. */
export function ctrSplits(ctrs: readonly CtrFeature[]): CatboostSplit[] {
  return ctrs.flatMap(({ borders }, ctr) =>
    Array.from(borders, (border) => ({ kind: 'ctr', ctr, border }) as const),
  );
}

function readCtrFeature(feature: FlatTable): CtrFeature {
  const ctr = feature.table(0);
  const base = ctr?.table(0);
  const type = ctrTypes[base?.int8(1, 0) ?? -1];
  if (!ctr || !base || !type) {
    throw new FormatError('a statistic of categories has no known type', coreStart);
  }
  return {
    projection: readProjection(base.table(0)),
    type,
    targetClassifier: base.int32(2, 0),
    targetBorder: ctr.int32(1, 0),
    priorNumerator: ctr.float32(2, 0),
    priorDenominator: ctr.float32(3, 1),
    shift: ctr.float32(4, 0),
    scale: ctr.float32(5, 1),
    borders: feature.float32s(1),
  };
}

function otherFeatures(trees: FlatTable): string[] {
  const kinds: [string, number][] = [
    ['text', 12],
    ['estimated', 13],
    ['embedding', 18],
  ];
  return kinds.filter(([, field]) => trees.tables(field).length > 0).map(([kind]) => kind);
}
