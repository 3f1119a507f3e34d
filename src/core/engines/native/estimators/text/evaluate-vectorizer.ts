import { MlflowError } from '../../../../errors.ts';
import { asFloats } from '../../rows/as-floats.ts';
import { isWholeDtype } from '../../rows/element-type.ts';
import type { Matrix, SparseMatrix } from '../../rows/matrix.ts';
import type { RowOrigin, Rows } from '../../rows/rows.ts';
import { stackSparse } from '../../rows/stack-columns.ts';
import { normalizeSparse } from '../preprocessing/evaluate-normalizer.ts';
import { makeAnalyzer } from './analyze-text.ts';
import { murmurHash } from './murmur-hash.ts';
import type { HashingPlan, TfidfPlan, VectorizerPlan, WeightPlan } from './plans.ts';

/** CountVectorizer.transform and TfidfVectorizer.transform. */
export function evaluateVectorizer(
  plan: VectorizerPlan,
  input: Rows,
  origin: RowOrigin,
): SparseMatrix {
  const { vocabulary, isBinary } = plan;
  const counts = countTokens(plan, textsOf(plan, input, origin), (token, add) => {
    const column = vocabulary.get(token);
    if (column !== undefined) add(column, 1);
  });
  const sparse = toSparse(counts, { ...plan, columnCount: vocabulary.size, isBinary });
  return plan.weighting ? weigh(asFloats(sparse), plan.weighting) : sparse;
}

/** HashingVectorizer.transform: the hash of a token is its column, and its sign. */
export function evaluateHashing(plan: HashingPlan, input: Rows, origin: RowOrigin): SparseMatrix {
  const encoder = new TextEncoder();
  const counts = countTokens(plan, textsOf(plan, input, origin), (token, add) => {
    const hash = murmurHash(encoder.encode(token));
    add(Math.abs(hash) % plan.columnCount, plan.alternatesSign && hash < 0 ? -1 : 1);
  });
  const sparse = toSparse(counts, plan);
  return plan.norm ? normalizeSparse(asFloats(sparse), plan.norm) : sparse;
}

/** TfidfTransformer.transform, which makes dense rows sparse. */
export function evaluateTfidf(plan: TfidfPlan, rows: Matrix | SparseMatrix): SparseMatrix {
  if (rows.kind === 'sparse') return weigh(rows, plan.weighting);
  const sparse = stackSparse([rows]);
  const isWidened = plan.widensDense && sparse.isFloat32;
  return weigh(
    isWidened ? { ...sparse, values: Float64Array.from(sparse.values), isFloat32: false } : sparse,
    plan.weighting,
  );
}

/**
 * What a vectorizer iterates over: the texts of a column, an array of one dimension. A frame is
 * iterated by its column names, in Python as here, which is hardly ever meant.
 */
function textsOf(
  plan: { readonly estimator: string },
  input: Rows,
  origin: RowOrigin,
): readonly string[] {
  const isColumn = input.kind === 'tensor' && input.shape.length === 1;
  const items: readonly unknown[] =
    input.kind === 'table' ? input.names : isColumn ? Array.from<unknown>(input.values) : [input];
  return items.map((item, at) => {
    if (typeof item === 'string') return item;
    const found = isColumn
      ? `row ${origin.firstRow + at} holds ${describe(item)}`
      : 'got rows of features';
    throw new MlflowError(
      'BAD_REQUEST',
      `${plan.estimator} needs a list of texts, but ${found}; send a column of texts without gaps.`,
    );
  });
}

function describe(item: unknown): string {
  if (item === null || Number.isNaN(item)) return 'a missing value';
  return `a ${typeof item}`;
}

type Counts = readonly ReadonlyMap<number, number>[];

function countTokens(
  plan: Pick<VectorizerPlan | HashingPlan, 'analyzer'>,
  texts: readonly string[],
  find: (token: string, add: (column: number, value: number) => void) => void,
): Counts {
  const analyze = makeAnalyzer(plan.analyzer);
  return texts.map((text) => {
    const counts = new Map<number, number>();
    const add = (column: number, value: number): void => {
      counts.set(column, (counts.get(column) ?? 0) + value);
    };
    for (const token of analyze(text)) find(token, add);
    return counts;
  });
}

/** Columns stand in ascending order, so that sums over a row go as in scipy. */
function toSparse(
  counts: Counts,
  form: Pick<HashingPlan, 'columnCount' | 'isBinary' | 'dtype'>,
): SparseMatrix {
  const { columnCount, isBinary, dtype } = form;
  const isFloat32 = dtype === 'float32';
  const rowStarts = new Int32Array(counts.length + 1);
  counts.forEach(({ size }, row) => (rowStarts[row + 1] = Number(rowStarts[row]) + size));
  const total = Number(rowStarts.at(-1));
  const columns = new Int32Array(total);
  const values = isFloat32 ? new Float32Array(total) : new Float64Array(total);
  counts.forEach((row, index) => {
    const sorted = Int32Array.from(row.keys()).toSorted();
    const start = Number(rowStarts[index]);
    columns.set(sorted, start);
    sorted.forEach((column, at) => {
      values[start + at] = isBinary ? 1 : (row.get(column) ?? 0);
    });
  });
  const rowCount = counts.length;
  return {
    kind: 'sparse',
    rowCount,
    columnCount,
    rowStarts,
    columns,
    values,
    isFloat32,
    ...(isWholeDtype(dtype) && { wholeDtype: dtype }),
  };
}

/** TfidfTransformer.transform on sparse rows. */
function weigh(sparse: SparseMatrix, plan: WeightPlan): SparseMatrix {
  const isFloat32 = sparse.isFloat32 && plan.keepsFloat32;
  const values = isFloat32 ? sparse.values.slice() : Float64Array.from(sparse.values);
  const { weights } = plan;
  for (let at = 0; at < values.length; at += 1) {
    if (plan.isSublinear) {
      values[at] = Math.log(Number(values[at]));
      values[at] = Number(values[at]) + 1;
    }
    if (weights) values[at] = Number(values[at]) * Number(weights[Number(sparse.columns[at])]);
  }
  const weighed: SparseMatrix = { ...sparse, values, isFloat32 };
  return plan.norm ? normalizeSparse(weighed, plan.norm) : weighed;
}
