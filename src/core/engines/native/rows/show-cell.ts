import { showValue } from '../../../shown-value.ts';

/** A cell of the caller's rows in an error's text: texts in quotes, long ones cut off. */
export function showCell(cell: unknown): string {
  if (cell === null || Number.isNaN(cell)) return 'a missing value';
  const text = typeof cell === 'bigint' ? String(cell) : (JSON.stringify(cell) ?? 'a value');
  return showValue(text.slice(0, 60), typeof cell === 'string' ? 'a text' : 'a value');
}
