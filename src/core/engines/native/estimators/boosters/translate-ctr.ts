import {
  type CatboostModel,
  type CtrFeature,
  type CtrTable,
  ctrKey,
} from '../../../../formats/catboost/catboost-model.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { sharedFloats, sharedIntegers } from '../../shared-memory.ts';
import type { CatboostCtr, CatboostTable } from './catboost-plan.ts';

/** Where features stand in the plan, by their indices in the file. */
export interface FeaturePlaces {
  readonly categories: ReadonlyMap<number, number>;
  readonly floats: ReadonlyMap<number, number>;
}

interface CtrContext {
  readonly places: FeaturePlaces;
  readonly state: EstimatorState;
}

/** A statistic of categories with its table; every index is checked. */
export function translateCtr(
  ctr: CtrFeature,
  model: CatboostModel,
  { places, state }: CtrContext,
): CatboostCtr {
  const key = ctrKey(ctr);
  const table = model.ctrTables.find((candidate) => ctrKey(candidate) === key);
  if (!table) throw state.refusal(`whose statistic ${ctr.type} has no table`);
  const place = (from: ReadonlyMap<number, number>, index: number): number => {
    const found = from.get(index);
    if (found !== undefined) return found;
    throw state.refusal(`whose statistic ${ctr.type} uses an unknown feature ${index}`);
  };
  const { categories, floats, oneHots } = ctr.projection;
  const translated = translateTable(table, state);
  checkTargetBorder(ctr, translated, state);
  return {
    categories: categories.map((index) => place(places.categories, index)),
    floats: floats.map(({ feature, border }) => ({
      column: place(places.floats, feature),
      border,
    })),
    oneHots: oneHots.map(({ category, value }) => ({
      category: place(places.categories, category),
      hash: value,
    })),
    type: ctr.type,
    table: translated,
    targetBorder: ctr.targetBorder,
    priorNumerator: Math.fround(ctr.priorNumerator),
    priorDenominator: Math.fround(ctr.priorDenominator),
    shift: Math.fround(ctr.shift),
    scale: Math.fround(ctr.scale),
  };
}

function checkTargetBorder(ctr: CtrFeature, { width }: CatboostTable, state: EstimatorState): void {
  const { type, targetBorder } = ctr;
  const isFine =
    (type !== 'Borders' && type !== 'Buckets') ||
    (targetBorder >= 0 && targetBorder < width && width >= 2);
  if (!isFine) {
    throw state.refusal(`whose statistic ${type} has the class ${targetBorder} of ${width}`);
  }
}

function translateTable(table: CtrTable, state: EstimatorState): CatboostTable {
  const width = historyWidth(table);
  const { hashes, places, histories, denominator } = table;
  const order = Array.from(hashes.keys()).sort((a, b) => compare(hashes[a], hashes[b]));
  const starts = order.map((at) => Number(places[at]) * width);
  if (starts.some((start) => start < 0 || start + width > histories.length)) {
    throw state.refusal(`whose table of the statistic ${table.type} points outside of itself`);
  }
  const sorted = new BigUint64Array(new SharedArrayBuffer(hashes.length * 8));
  order.forEach((at, place) => (sorted[place] = hashes[at] ?? 0n));
  return {
    hashes: sorted,
    starts: sharedIntegers(starts),
    histories: sharedFloats(histories),
    width,
    denominator,
  };
}

function historyWidth({ type, classCount }: CtrTable): number {
  switch (type) {
    case 'Borders':
    case 'Buckets':
      return classCount;
    case 'BinarizedTargetMeanValue':
    case 'FloatTargetMeanValue':
      return 2;
    case 'Counter':
    case 'FeatureFreq':
      return 1;
  }
}

function compare(a: bigint | undefined, b: bigint | undefined): number {
  if (a === undefined || b === undefined || a === b) return 0;
  return a < b ? -1 : 1;
}
