import { describe, expect, it } from 'vitest';
import { checkCsvColumns } from '../../../src/core/batch/check-columns.ts';
import type { ColumnSpec, Schema } from '../../../src/core/model/signature.ts';

const column = (name: string | undefined, required = true): ColumnSpec => ({
  type: { kind: 'scalar', type: 'double' },
  required,
  ...(name !== undefined && { name }),
});
const named: Schema = { kind: 'columns', columns: [column('a'), column('b'), column('c', false)] };

describe('a CSV header against a signature', () => {
  it('fits when all required columns are there', () => {
    const fits = { missing: [], extra: [], isReordered: false };
    expect(checkCsvColumns(['a', 'b'], named)).toEqual(fits);
    expect(checkCsvColumns(['a', 'b', 'c'], named)).toEqual(fits);
  });

  it('lists what is missing and what is not asked for', () => {
    expect(checkCsvColumns(['b', 'A'], named)).toEqual({
      missing: ['a'],
      extra: ['A'],
      isReordered: false,
    });
  });

  it('tells another order, which extra columns are not', () => {
    expect(checkCsvColumns(['b', 'a'], named).isReordered).toBe(true);
    expect(checkCsvColumns(['x', 'a', 'y', 'b'], named).isReordered).toBe(false);
  });

  it('counts columns where the signature names none', () => {
    const unnamed: Schema = { kind: 'columns', columns: [column(undefined), column(undefined)] };
    expect(checkCsvColumns(['x'], unnamed).missing).toEqual(['column 2']);
    expect(checkCsvColumns(['x', 'y', 'z'], unnamed)).toMatchObject({ missing: [], extra: ['z'] });
  });

  it('finds no fault without a signature of columns', () => {
    expect(checkCsvColumns(['x'], undefined)).toMatchObject({ missing: [], extra: [] });
  });
});
