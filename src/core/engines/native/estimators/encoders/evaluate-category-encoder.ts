import type { Column, ColumnName, Table } from '../../../../data/table.ts';
import { MlflowError } from '../../../../errors.ts';
import { columnCells } from '../../rows/column-cells.ts';
import { pythonKey } from '../../rows/python-key.ts';
import { type RowOrigin, type Rows, columnLabel, countColumns } from '../../rows/rows.ts';
import { showCell } from '../../rows/show-cell.ts';
import { stackColumns } from '../../rows/stack-columns.ts';
import { toTable } from '../../rows/to-table.ts';
import type { CategoryEncoderPlan, EncodedFeature } from './plans.ts';

/** The place of a value that is an error. */
export const refusedPlace = -1;

/**
 * The transform of category_encoders' encoders (2.6 to 2.11): every encoded column gives way to its
 * outputs, all others stay where they are. Throws MlflowError BAD_REQUEST.
 */
export function evaluateCategoryEncoder(
  plan: CategoryEncoderPlan,
  input: Rows,
  origin: RowOrigin,
): Rows {
  const table = asTable(plan, input);
  checkColumns(plan, table);
  const features = new Map(plan.features.map((feature) => [feature.name, feature]));
  const dropped = new Set(plan.dropped);
  const names: ColumnName[] = [];
  const columns: Column[] = [];
  table.columns.forEach((column, index) => {
    const name = table.names[index] ?? index;
    const feature = features.get(name);
    const made = feature ? encode(plan, feature, { table, index, origin }) : [column];
    const labels = feature ? feature.outputs : [name];
    made.forEach((output, at) => {
      const label = labels[at] ?? name;
      if (dropped.has(label)) return;
      names.push(label);
      columns.push(output);
    });
  });
  const answer: Table = { kind: 'table', names, columns, rowCount: table.rowCount };
  return plan.answers === 'array' ? stackColumns([answer]) : answer;
}

/**
 * An array gets the names that were fitted since 2.8; before that it had numbers only. What
 * another part made of a frame has those names, too.
 */
function asTable(plan: CategoryEncoderPlan, input: Rows): Table {
  if (input.kind === 'table') return input;
  if (input.kind === 'tensor' && input.shape.length !== 2) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The input has the shape (${input.shape.join(', ')}), but ${plan.estimator} needs two dimensions.`,
    );
  }
  const isNamed = plan.isLenient || input.kind !== 'tensor';
  const count = countColumns(input);
  if (isNamed && count !== plan.featureNames.length) throw wrongCount(plan, count);
  const table = toTable(input);
  return isNamed ? { ...table, names: plan.featureNames } : table;
}

function checkColumns(plan: CategoryEncoderPlan, table: Table): void {
  const expected = plan.featureNames.length;
  const count = table.columns.length;
  if (count < expected || (count > expected && !plan.isLenient)) throw wrongCount(plan, count);
  const missing = plan.features.filter(({ name }) => !table.names.includes(name));
  if (missing.length > 0) {
    const quoted = missing.map(({ name }) => JSON.stringify(name)).join(', ');
    throw new MlflowError(
      'BAD_REQUEST',
      `The input lacks columns that ${plan.estimator} encodes: missing are ${quoted}.`,
    );
  }
  if (new Set(table.names).size < count) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The input has more than one column of the same name, which ${plan.estimator} does not accept.`,
    );
  }
}

function wrongCount({ estimator, featureNames }: CategoryEncoderPlan, count: number): MlflowError {
  return new MlflowError(
    'BAD_REQUEST',
    `The input has ${count} features, but ${estimator} expects ${featureNames.length}.`,
  );
}

interface Source {
  readonly table: Table;
  readonly index: number;
  readonly origin: RowOrigin;
}

function encode(plan: CategoryEncoderPlan, feature: EncodedFeature, source: Source): Column[] {
  const places = findPlaces(plan, feature, source);
  const isWidened = places.some((place) => feature.widens[place] === 1);
  const width = feature.outputs.length;
  return feature.outputs.map((_, output): Column => {
    const read = (place: number): number => Number(feature.values[place * width + output]);
    return feature.areIntegers[output] && !isWidened
      ? { dtype: 'int64', values: BigInt64Array.from(places, (place) => BigInt(read(place))) }
      : { dtype: 'float64', values: Float64Array.from(places, read) };
  });
}

function findPlaces(
  plan: CategoryEncoderPlan,
  feature: EncodedFeature,
  { table, index, origin }: Source,
): Int32Array {
  const cells = columnCells(table, index);
  const { places, unknownPlace, missingPlace, areNumbers } = feature;
  const found = new Int32Array(cells.length);
  cells.forEach((cell, row) => {
    const isMissing = cell === null || Number.isNaN(cell);
    const key = areNumbers && typeof cell === 'boolean' ? undefined : pythonKey(cell);
    const known = key === undefined ? unknownPlace : (places.get(key) ?? unknownPlace);
    const place = isMissing ? missingPlace : known;
    const isValue = isMissing || typeof cell === 'boolean' || key !== undefined;
    if (place === refusedPlace || !isValue || (isMissing && plan.refusesMissing)) {
      throw new MlflowError(
        'BAD_REQUEST',
        `The ${columnLabel(table, index)} holds ${showCell(cell)} in row ${origin.firstRow + row}, ` +
          `which ${plan.estimator} did not see when it was fitted and does not accept; ` +
          `send ${examplesOf(feature)}.`,
      );
    }
    found[row] = place;
  });
  return found;
}

function examplesOf({ places }: EncodedFeature): string {
  const shown = [...places.keys()].slice(0, 12).map((key) => showCell(key));
  const more = places.size - shown.length;
  return `one of ${shown.join(', ')}${more > 0 ? ` or ${more} more` : ''}`;
}
