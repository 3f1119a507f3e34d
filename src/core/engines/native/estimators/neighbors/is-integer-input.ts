import type { Rows } from '../../rows/rows.ts';

/** True for input that NumPy holds in integers or booleans. */
export function isIntegerInput(input: Rows): boolean {
  if (input.kind === 'tensor') return /^(u?int|bool)/.test(input.dtype);
  if (input.kind !== 'table') return false;
  return input.columns.every(({ dtype }) => /^(u?int|bool)/.test(dtype));
}
