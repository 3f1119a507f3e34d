import { combineHashes } from './catboost-hash.ts';
import type { CatboostInput } from './catboost-input.ts';
import type { CatboostCtr, CatboostTable } from './catboost-plan.ts';

/** The plan's float columns with missing values replaced, and the hashes of categories. */
export interface CtrInput {
  readonly floats: readonly ArrayLike<number>[];
  readonly categories: CatboostInput['categories'];
}

/** Of each row the place of its combination's history in a table, -1 for an unseen one. */
type Histories = Int32Array;

/**
 * The statistics of all rows in float32; follows TStaticCtrProvider::CalcCtrs (catboost 1.2). A
 * combination is looked up once, however many statistics share its table.
 */
export function ctrColumns(
  ctrs: readonly CatboostCtr[],
  input: CtrInput,
  rowCount: number,
): Float32Array[] {
  const found = new Map<CatboostTable, Histories>();
  return ctrs.map((ctr) => {
    const histories = found.get(ctr.table) ?? findHistories(ctr, input, rowCount);
    found.set(ctr.table, histories);
    return Float32Array.from(histories, (start) => ctrValue(ctr, start));
  });
}

function findHistories(ctr: CatboostCtr, input: CtrInput, rowCount: number): Histories {
  return Int32Array.from({ length: rowCount }, (_, row) =>
    findHistory(ctr.table, combinationHash(ctr, input, row)),
  );
}

function ctrValue(ctr: CatboostCtr, start: number): number {
  const { good, total } = start < 0 ? unseen(ctr) : readHistory(ctr, start);
  const numerator = Math.fround(Math.fround(good) + ctr.priorNumerator);
  const denominator = Math.fround(Math.fround(total) + ctr.priorDenominator);
  const ratio = Math.fround(numerator / denominator);
  return Math.fround(Math.fround(ratio + ctr.shift) * ctr.scale);
}

function combinationHash(ctr: CatboostCtr, input: CtrInput, row: number): bigint {
  let hash = 0n;
  for (const category of ctr.categories) {
    hash = combineHashes(hash, Number(input.categories[category]?.[row]));
  }
  for (const { column, border } of ctr.floats) {
    hash = combineHashes(hash, Number(input.floats[column]?.[row]) > border ? 1 : 0);
  }
  for (const { category, hash: wanted } of ctr.oneHots) {
    hash = combineHashes(hash, input.categories[category]?.[row] === wanted ? 1 : 0);
  }
  return hash;
}

function findHistory({ hashes, starts }: CatboostTable, hash: bigint): number {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((hashes[middle] as bigint) < hash) low = middle + 1;
    else high = middle;
  }
  return hashes[low] === hash ? Number(starts[low]) : -1;
}

interface Counts {
  readonly good: number;
  readonly total: number;
}

function unseen({ type, table }: CatboostCtr): Counts {
  const isCounter = type === 'Counter' || type === 'FeatureFreq';
  return { good: 0, total: isCounter ? table.denominator : 0 };
}

function readHistory({ type, table, targetBorder }: CatboostCtr, start: number): Counts {
  const { histories, width, denominator } = table;
  const count = (from: number, to: number): number => {
    let sum = 0;
    for (let at = from; at < to; at += 1) sum += Number(histories[start + at]);
    return sum;
  };
  switch (type) {
    case 'Counter':
    case 'FeatureFreq':
      return { good: count(0, 1), total: denominator };
    case 'BinarizedTargetMeanValue':
    case 'FloatTargetMeanValue':
      return { good: count(0, 1), total: count(1, 2) };
    case 'Buckets':
      return { good: count(targetBorder, targetBorder + 1), total: count(0, width) };
    case 'Borders':
      return { good: count(width > 2 ? targetBorder + 1 : 1, width), total: count(0, width) };
  }
}
