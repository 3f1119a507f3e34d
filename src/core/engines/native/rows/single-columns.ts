import type { Rows } from './rows.ts';
import { selectColumns } from './select-columns.ts';

/** Each column of a frame by itself, so that what makes objects of them together does not. */
export function singleColumns(input: Rows): Rows[] {
  if (input.kind !== 'table') return [input];
  return input.columns.map((_, column) => selectColumns(input, [column]));
}
