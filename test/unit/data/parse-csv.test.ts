import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsvTable } from '../../../src/core/data/parse/parse-csv.ts';
import { splitCsv } from '../../../src/core/data/parse/split-csv.ts';
import type { Schema } from '../../../src/core/model/signature.ts';

const schema: Schema = {
  kind: 'columns',
  columns: [
    { name: 'size', type: { kind: 'scalar', type: 'double' }, required: true },
    { name: 'count', type: { kind: 'scalar', type: 'long' }, required: true },
  ],
};

describe('splitCsv', () => {
  it('gives back what was written with every value quoted', () => {
    const record = fc.array(fc.string({ unit: fc.constantFrom(...'a,"\r\n é'.split('')) }), {
      minLength: 2,
      maxLength: 4,
    });
    fc.assert(
      fc.property(fc.array(record), fc.constantFrom('\n', '\r\n', '\r'), (records, lineEnd) => {
        const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const csv = records.map((texts) => texts.map(quote).join(',')).join(lineEnd);
        expect(splitCsv(csv)).toEqual(records);
      }),
    );
  });

  it('skips blank lines and the byte order mark, also at the end', () => {
    expect(splitCsv('\ufeff\n  \na,b\r\n\r\n1,2\n\t\n')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('keeps an empty quoted value of a single column', () => {
    expect(splitCsv('a\n""\nb')).toEqual([['a'], [''], ['b']]);
  });

  it('names the line of a quote that is never closed', () => {
    expect(() => splitCsv('a,b\n1,"2\n3,4')).toThrow('a quote in line 2 that is never closed');
  });
});

describe('parseCsvTable', () => {
  it('infers what pandas infers', () => {
    const table = parseCsvTable('i,f,b,s,g\n1,1.5,True,x,\n2,,False,NA,3\n');
    expect(table).toEqual({
      kind: 'table',
      names: ['i', 'f', 'b', 's', 'g'],
      rowCount: 2,
      columns: [
        { dtype: 'int64', values: BigInt64Array.of(1n, 2n) },
        { dtype: 'float64', values: Float64Array.of(1.5, Number.NaN) },
        { dtype: 'boolean', values: Uint8Array.of(1, 0) },
        { dtype: 'object', values: ['x', null] },
        { dtype: 'float64', values: Float64Array.of(Number.NaN, 3) },
      ],
    });
  });

  it('gives the columns that the schema knows its types', () => {
    expect(parseCsvTable('count,other,size\n1,2,3\n', schema).columns).toEqual([
      { dtype: 'int64', values: BigInt64Array.of(1n) },
      { dtype: 'int64', values: BigInt64Array.of(2n) },
      { dtype: 'float64', values: Float64Array.of(3) },
    ]);
  });

  it('names column, row and text that do not convert', () => {
    expect(() => parseCsvTable('count,size\n1,1\n2,abc\n', schema)).toThrow(
      'Column "size", row 2, holds "abc", which is not a number.',
    );
    expect(() => parseCsvTable('count,size\n,1\n', schema)).toThrow(
      'Column "count", row 1, holds "", which is not an integer',
    );
    expect(() => parseCsvTable('count,size\n9223372036854775808,1\n', schema)).toThrow('int64');
  });

  it('names the row that has too many values', () => {
    expect(() => parseCsvTable('a,b\n1,2\n1,2,3\n')).toThrow(
      'Row 2 of the CSV has 3 values, but 2 columns are expected.',
    );
  });

  it('refuses a file without a header and bytes that are not UTF-8', () => {
    expect(() => parseCsvTable('\n\n')).toThrow('The CSV is empty.');
    expect(() => parseCsvTable(Uint8Array.of(97, 10, 0xff))).toThrow('not valid UTF-8');
  });
});
