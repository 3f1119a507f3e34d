import {
  type CatboostModel,
  type CtrFeature,
  type CtrTable,
  ctrKey,
} from '../../../../../formats/catboost/catboost-model.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { sharedFloats, sharedIntegers } from '../../../shared-memory.ts';
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

/**
 * The statistics of categories with their tables; every index is checked. Statistics of one
 * combination that differ in a prior or a border share their table.
 */
export function translateCtrs(model: CatboostModel, context: CtrContext): CatboostCtr[] {
  const saved = new Map(model.ctrTables.map((table) => [ctrKey(table), table]));
  const translated = new Map<string, CatboostTable>();
  return model.ctrs.map((ctr) => {
    const key = ctrKey(ctr);
    const table = saved.get(key);
    if (!table) throw context.state.refusal(`whose statistic ${ctr.type} has no table`);
    const own = translated.get(key) ?? translateTable(table, context.state);
    translated.set(key, own);
    return translateCtr(ctr, own, context);
  });
}

function translateCtr(
  ctr: CtrFeature,
  table: CatboostTable,
  { places, state }: CtrContext,
): CatboostCtr {
  const place = (from: ReadonlyMap<number, number>, index: number): number => {
    const found = from.get(index);
    if (found !== undefined) return found;
    throw state.refusal(`whose statistic ${ctr.type} uses an unknown feature ${index}`);
  };
  const { categories, floats, oneHots } = ctr.projection;
  checkTargetBorder(ctr, table, state);
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
    table,
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
