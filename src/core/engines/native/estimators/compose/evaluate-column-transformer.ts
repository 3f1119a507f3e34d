import type { Table } from '../../../../data/table.ts';
import { MlflowError } from '../../../../errors.ts';
import { showValue } from '../../../../shown-value.ts';
import type { Call } from '../../evaluate/evaluator.ts';
import { toTensor } from '../../evaluate/output.ts';
import { joinParts } from '../../rows/join-parts.ts';
import { quoteNames } from '../../rows/quote-names.ts';
import { type Rows, countColumns, countRows } from '../../rows/rows.ts';
import { selectColumns } from '../../rows/select-columns.ts';
import { stackColumns } from '../../rows/stack-columns.ts';
import { weighted } from './weighted.ts';
import type { ColumnChoice, ColumnTransformerPlan } from './plans.ts';

const estimator = 'ColumnTransformer';

/** sklearn.compose.ColumnTransformer.transform. */
export function evaluateColumnTransformer(
  plan: ColumnTransformerPlan,
  input: Rows,
  call: Call,
): Rows {
  const find = columnFinder(plan, input);
  const outputs = plan.parts.map((part) => {
    const selected = selectColumns(input, find(part.columns));
    const rows = part.columns.isFlat ? flatten(selected) : selected;
    return weighted(call.evaluate(part.plan, rows, 'transform'), part.weight);
  });
  return joinParts(outputs, {
    rowCount: countRows(input),
    isSparse: plan.isSparse,
    ...(plan.widensBooleans && { widensBooleans: true }),
    origin: call.origin,
  });
}

/** One column as a list of values, as pandas' Series. */
function flatten(rows: Rows): Rows {
  return { ...toTensor(stackColumns([rows])), shape: [countRows(rows)] };
}

function columnFinder(
  plan: ColumnTransformerPlan,
  input: Rows,
): (columns: ColumnChoice) => ArrayLike<number> {
  if (input.kind === 'tensor' && input.shape.length !== 2) throw wrongShape(plan, input.shape);
  if (input.kind === 'table' && plan.featureNames) {
    if (plan.frames !== 'by-name') {
      checkSameNames(plan, plan.featureNames, input);
      return ({ positions }) => positions;
    }
    return nameFinder(plan, input);
  }
  const count = countColumns(input);
  const isEnough =
    plan.frames === 'same-first' ? count >= plan.featureCount : count === plan.featureCount;
  if (!isEnough) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The input has ${count} features, but ${estimator} expects ${plan.featureCount}${named(plan)}.`,
    );
  }
  // What another part made has no names here; it stands in the order of the columns.
  if (input.kind === 'tensor' && plan.parts.some(({ columns }) => columns.usesNames)) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The input has no column names, but ${estimator} chooses columns by name; send a table${named(plan)}.`,
    );
  }
  return ({ positions }) => positions;
}

/** Since 1.0 the columns of a frame may stand in any order, and there may be more. */
function nameFinder(
  plan: ColumnTransformerPlan,
  table: Table,
): (columns: ColumnChoice) => ArrayLike<number> {
  const places = new Map<unknown, number>();
  const repeated = new Set<unknown>();
  table.names.forEach((name, at) => {
    if (places.has(name)) repeated.add(name);
    else places.set(name, at);
  });
  const needed = [...new Set(plan.parts.flatMap(({ columns }) => columns.names ?? []))];
  const missing = needed.filter((name) => !places.has(name));
  if (missing.length > 0) throw missingColumns(plan, missing, table);
  const twice = needed.filter((name) => repeated.has(name));
  if (twice.length > 0) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The input has more than one column ${quoteNames(twice)}; give every column a name of its own.`,
    );
  }
  return ({ names = [] }) => names.map((name) => Number(places.get(name)));
}

/** Until 0.24 a frame had to have the columns that were fitted, in their order; 0.23 took more. */
function checkSameNames(
  plan: ColumnTransformerPlan,
  expected: readonly string[],
  table: Table,
): void {
  const given = plan.frames === 'same-first' ? table.names.slice(0, expected.length) : table.names;
  if (given.length === expected.length && expected.every((name, at) => name === given[at])) return;
  const missing = expected.filter((name) => !table.names.includes(name));
  if (missing.length > 0) throw missingColumns(plan, missing, table);
  throw new MlflowError(
    'BAD_REQUEST',
    `The columns of the input do not match those that were passed during fit: ${estimator} expects ` +
      `${quoteNames(expected)}, in this order.`,
  );
}

function missingColumns(
  plan: ColumnTransformerPlan,
  missing: readonly string[],
  table: Table,
): MlflowError {
  const given = showValue(quoteNames(table.names.map(String)), 'others');
  return new MlflowError(
    'BAD_REQUEST',
    `The input lacks columns that ${estimator} needs: missing are ${quoteNames(missing)}; it has ${given}${named(plan)}.`,
  );
}

function wrongShape(plan: ColumnTransformerPlan, shape: readonly number[]): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `The input has the shape (${shape.join(', ')}), but ${estimator} needs two dimensions, rows and ` +
      `${plan.featureCount} features.`,
  );
}

function named({ featureNames }: ColumnTransformerPlan): string {
  return featureNames ? `, where the model was fitted to ${quoteNames(featureNames)}` : '';
}
