import { describe, expect, it } from 'vitest';
import { toTensor } from '../../../src/core/data/convert/array-from-json.ts';
import { parsePandasFloat } from '../../../src/core/data/convert/pandas-number.ts';
import { parsePythonFloat } from '../../../src/core/data/convert/python-text.ts';
import { enforceSignature } from '../../../src/core/data/enforce/enforce-signature.ts';
import { type BodyType, parseRequest } from '../../../src/core/data/parse/parse-request.ts';
import { readJson } from '../../../src/core/data/json/read-json.ts';
import { splitCsv } from '../../../src/core/data/parse/split-csv.ts';
import type { ColumnSpec, ModelSignature } from '../../../src/core/model/signature.ts';

// Bodies below 256 kB that once took minutes or all memory: no test here notes the time, those that
// grow with the square of the body run into the limit of every test.

const json = 'application/json';
const csv = 'text/csv';
const anyColumn: ColumnSpec = { type: { kind: 'scalar', type: 'double' }, required: false };

function read(body: string, type: BodyType, signature?: ModelSignature) {
  expect(body.length).toBeLessThan(256 * 1024);
  const { input } = parseRequest(Buffer.from(body), type, signature);
  return enforceSignature(input, signature?.inputs);
}

function columns(...specs: readonly ColumnSpec[]): ModelSignature {
  return { inputs: { kind: 'columns', columns: specs } };
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `c${index}`);
}

describe('a short body', () => {
  const fillings: Readonly<Record<string, readonly [string, BodyType, ModelSignature?]>> = {
    'records that each have a key of their own': [
      JSON.stringify({ dataframe_records: names(18_000).map((name) => ({ [name]: 1 })) }),
      json,
    ],
    'one wide row among short ones': [
      JSON.stringify({
        dataframe_split: {
          data: [Array(60_000).fill(1), ...Array.from({ length: 30_000 }, () => [1])],
        },
      }),
      json,
    ],
    'many names and one long column': [
      JSON.stringify({
        dataframe_split: { columns: names(15_000), data: { c0: Array(50_000).fill(1) } },
      }),
      json,
    ],
    'a wide header above short rows': [`${names(30_000).join()}\n${'1\n'.repeat(30_000)}`, csv],
    'single values beside a long list': [
      JSON.stringify({
        inputs: {
          ...Object.fromEntries(names(10_000).map((name) => [name, 1])),
          c0: Array(60_000).fill(1),
        },
      }),
      json,
      columns({ ...anyColumn, name: 'c0' }),
    ],
    'inputs that each have a key of their own': [
      JSON.stringify({ inputs: names(18_000).map((name) => ({ [name]: 1 })) }),
      json,
      columns({ ...anyColumn, name: 'c0' }),
    ],
  };

  it.each(Object.entries(fillings))(
    'may not ask for a huge table by %s',
    (_, [body, type, signature]) => {
      expect(() => read(body, type, signature)).toThrow(/make a table of \d{9,} cells/u);
    },
  );

  it('may leave out what little a table of its size has', () => {
    const records = names(1000).map((name) => ({ [name]: 1 }));
    const table = read(JSON.stringify({ dataframe_records: records }), json);
    expect(table).toMatchObject({ rowCount: 1000, names: names(1000) });
  });

  it('may repeat one column name 100,000 times', () => {
    const table = read(`${'a,'.repeat(99_999)}a\n1`, csv);
    expect(table.kind === 'table' && table.names.at(-1)).toBe('a.99999');
  });

  it('may have as many texts in a row as it has room for', () => {
    const body = JSON.stringify({ inputs: [Array(60_000).fill('a')] });
    const table = read(
      body,
      json,
      columns({ type: { kind: 'scalar', type: 'string' }, required: true }),
    );
    expect(table).toMatchObject({ rowCount: 1, columns: [{ values: ['a'] }] });
  });

  it('may name thousands of columns of a signature', () => {
    const all = names(15_000);
    const signature = columns(...all.map((name) => ({ ...anyColumn, name })));
    const data = [all.map(() => 1)];
    const split = read(
      JSON.stringify({ dataframe_split: { columns: all, data } }),
      json,
      signature,
    );
    expect(split).toMatchObject({ rowCount: 1, names: all });
    const inputs = Object.fromEntries(all.map((name) => [name, [1.5]]));
    expect(read(JSON.stringify({ inputs }), json, signature)).toMatchObject({ names: all });
    expect(read(`${all.join()}\n${data.join()}`, csv, signature)).toMatchObject({ names: all });
  });
});

describe('uniqueNames', () => {
  it('counts on where a numbered name is taken', () => {
    const table = read('a,a.1,a,a,a.1\n1,2,3,4,5', csv);
    expect(table).toMatchObject({ names: ['a', 'a.1', 'a.2', 'a.3', 'a.1.1'] });
  });
});

describe('a long text', () => {
  it('is read whole beside what JSON.parse would lose, and in quotes in CSV', () => {
    const long = 'a'.repeat(10_000_000);
    expect(readJson(`[12345678901234567890, "${long}"]`, { keepsFloats: true })).toEqual([
      12345678901234567890n,
      long,
    ]);
    expect(splitCsv(`"${long}"\n"${'""'.repeat(5_000_000)}"`)[1]?.[0]).toHaveLength(5_000_000);
  });

  it('may be nothing but blank lines after a value in quotes', () => {
    expect(splitCsv(`"a"${'\n'.repeat(20_000_000)}`)).toEqual([['a']]);
  });

  it('of digits is no number where something else follows', () => {
    const digits = `${'1'.repeat(200_000)}x`;
    expect(parsePandasFloat(digits)).toBeUndefined();
    expect(parsePythonFloat(digits)).toBeUndefined();
    expect(parsePythonFloat(digits.replaceAll('11', '1_1'))).toBeUndefined();
  });

  it('of zero bytes loses only those at its end', () => {
    const zeros = '\0'.repeat(200_000);
    const { values } = toTensor([`${zeros}x${zeros}`], 'bytes', 'The input');
    expect(values[0]).toHaveLength(200_001);
  });

  it('of digits is shown by its beginning', () => {
    expect(() =>
      read(`{"inputs": [${'9'.repeat(200_000)}, "a"]}`, json, columns(anyColumn)),
    ).toThrow(/^.{0,400}$/u);
  });
});
