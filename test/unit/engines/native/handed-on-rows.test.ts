import { describe, expect, it } from 'vitest';
import type { Column, Table } from '../../../../src/core/data/table.ts';
import type { Tensor } from '../../../../src/core/data/tensor.ts';
import { evaluateSimpleImputer } from '../../../../src/core/engines/native/estimators/imputation/evaluate-simple-imputer.ts';
import type { SimpleImputerPlan } from '../../../../src/core/engines/native/estimators/imputation/plans.ts';
import type { Evaluator } from '../../../../src/core/engines/native/evaluate/evaluator.ts';
import { evaluators } from '../../../../src/core/engines/native/evaluate/evaluators.ts';
import type { EstimatorPlan } from '../../../../src/core/engines/native/plan.ts';
import type { InputRules } from '../../../../src/core/engines/native/rows/input-rules.ts';
import type { SparseMatrix } from '../../../../src/core/engines/native/rows/matrix.ts';
import type { Rows } from '../../../../src/core/engines/native/rows/rows.ts';

const rows: SparseMatrix = {
  kind: 'sparse',
  rowCount: 2,
  columnCount: 3,
  rowStarts: Int32Array.of(0, 1, 2),
  columns: Int32Array.of(0, 2),
  values: Float64Array.of(1, 2),
  isFloat32: false,
};
const rules: InputRules = {
  estimator: 'Wrapper',
  featureCount: 3,
  allowsNaN: true,
  allowsInfinity: true,
  conversion: 'numeric',
};
const part: EstimatorPlan = { kind: 'constant-member', value: 1 };
const labels: Tensor = {
  kind: 'tensor',
  dtype: 'int64',
  shape: [2],
  values: BigInt64Array.of(0n, 1n),
};
const zeros: Tensor = { kind: 'tensor', dtype: 'float64', shape: [2], values: new Float64Array(2) };
const boosting = {
  rules,
  takesNone: true,
  scoring: { isReal: false, weights: Float64Array.of(1), otherShare: 0 },
  weights: Float64Array.of(1),
  weightSum: 1,
};

/** The rows that the parts of a plan get to see, each of which answers with zeros. */
function seenBy(plan: EstimatorPlan, input: Rows = rows): Rows[] {
  const seen: Rows[] = [];
  // The entry of a kind takes plans of that kind.
  const evaluator = evaluators[plan.kind] as Evaluator<EstimatorPlan>;
  evaluator.evaluate(plan, input, {
    method: 'predict',
    origin: { firstRow: 0 },
    evaluate: (_, handedOn) => {
      seen.push(handedOn);
      return zeros;
    },
  });
  return seen;
}

describe('integers', () => {
  const values = BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n);
  const array: Tensor = { kind: 'tensor', dtype: 'int64', shape: [2, 3], values };
  const column = (...cells: bigint[]): Column => ({
    dtype: 'int64',
    values: BigInt64Array.from(cells),
  });
  const frame: Table = {
    kind: 'table',
    names: ['a', 'b', 'c'],
    columns: [column(1n, 4n), column(2n, 5n), column(3n, 6n)],
    rowCount: 2,
  };

  // Of equally far points KNeighbors finds others among integers than among floats.
  it.each([array, frame])('in a $kind reach the members of a bag as integers', (input) => {
    const bag = { kind: 'bagging-regressor', members: [{ estimator: part }], rules } as const;
    expect(seenBy(bag, input)).toEqual([array]);
  });
});

// For XGBoost what is absent from a sparse row is missing, not zero: whoever hands rows on, and
// whatever makes other rows of them, must not fill the zeros in.
describe('sparse rows', () => {
  it.each<EstimatorPlan>([
    { kind: 'delegate', part, methods: ['predict'], rules },
    { kind: 'multi-output', members: [part], rules },
    { kind: 'one-vs-one', members: [{ part, method: 'predict' }], labels, threshold: 0, rules },
    { kind: 'bagging-regressor', members: [{ estimator: part }], rules },
    { kind: 'bagging-classifier', members: [{ estimator: part }], labels, rules },
    { kind: 'adaboost-regressor', members: [part], ...boosting },
    { kind: 'adaboost-classifier', members: [part], labels, ...boosting },
    { kind: 'ransac', inner: part, rules },
  ])('reach the parts of a $kind as they are', (plan) => {
    for (const seen of seenBy(plan)) expect(seen).toEqual(rows);
  });

  it('stay sparse beside the answers before in a chain, whose zeros are left out', () => {
    const [first, second] = seenBy({
      kind: 'chain',
      rules,
      members: [part, part],
      order: [0, 1],
      linkMethod: 'predict',
      methods: ['predict'],
      isBinaryOnly: false,
    });
    expect(first).toEqual(rows);
    expect(second).toEqual({ ...rows, columnCount: 4 });
  });

  it('stay sparse beside the answers that a stack passes them on with', () => {
    const members = [{ part, method: 'predict' as const }];
    const stack = { kind: 'stacking', estimator: 'S', members, final: part } as const;
    expect(seenBy({ ...stack, isPassThrough: true }).at(-1)).toEqual({
      ...rows,
      columnCount: 4,
      columns: Int32Array.of(1, 3),
    });
    expect(seenBy({ ...stack, isPassThrough: false }).at(-1)).toMatchObject({ kind: 'matrix' });
  });

  it('keep zeros that an imputer put in place of gaps', () => {
    const plan: SimpleImputerPlan = {
      kind: 'simple-imputer',
      rules,
      mark: { kind: 'nan' },
      isNumeric: true,
      takesObjects: false,
      refusesIntegers: false,
      countsBooleans: true,
      kept: Int32Array.of(0, 2),
      fills: [0, 7],
    };
    const gapped = { ...rows, values: Float64Array.of(Number.NaN, 2) };
    expect(evaluateSimpleImputer(plan, gapped, { firstRow: 0 })).toEqual({
      ...rows,
      columnCount: 2,
      columns: Int32Array.of(0, 1),
      values: Float64Array.of(0, 2),
    });
  });
});
