import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toChunkTable } from '../../../src/core/batch/chunk-table.ts';
import { type CsvRows, TextRows } from '../../../src/core/batch/csv-rows.ts';
import { PlainRows, scanPlainRows } from '../../../src/core/batch/plain-rows.ts';
import { WholeColumn } from '../../../src/core/batch/whole-column-type.ts';
import { parseCsvNumbers } from '../../../src/core/data/parse/csv-numbers.ts';
import { parseCsvTable } from '../../../src/core/data/parse/parse-csv.ts';
import { MlflowError } from '../../../src/core/errors.ts';
import type { ScalarType } from '../../../src/core/model/signature.ts';

const types: readonly ScalarType[] = [
  'double',
  'float',
  'long',
  'integer',
  'boolean',
  'string',
  'datetime',
];

const digits = (maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), maxLength });
const decimal = fc
  .tuple(fc.constantFrom('', '-', '+'), digits(20), fc.constantFrom('', '.'), digits(25))
  .map((parts) => parts.join(''));
const float = fc.double().map(String);
const integer = fc
  .oneof(fc.integer(), fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }))
  .map(String);
const word = fc.constantFrom(
  'NA',
  '',
  'nan',
  'inf',
  '-Infinity',
  'True',
  'false',
  ' 1',
  '1e3',
  '-',
);
const edge = fc.constantFrom(
  '9007199254740991',
  '9007199254740993',
  '0.9007199254740993',
  '-0',
  '.',
  '5.',
  '.5',
  '9223372036854775808',
  '2147483648',
  '1.2.3',
);
const columnTexts = fc
  .oneof(
    fc.constant([integer]),
    fc.subarray([decimal, float, integer, word, edge], { minLength: 1 }),
  )
  .chain((cells) => fc.array(fc.oneof(...cells), { minLength: 1, maxLength: 8 }));

/** The texts as rows in bytes, each beside a 0 so that none is a blank line. */
function plainRows(texts: readonly string[]): PlainRows {
  const bytes = Buffer.from(texts.map((text) => `${text},0\n`).join(''));
  const scan = scanPlainRows({ bytes, start: 0, end: bytes.length, isLast: true }, 1000);
  if (!scan) throw new Error('the texts need quotes');
  return new PlainRows(bytes, scan);
}

const textRows = (texts: readonly string[]) => new TextRows(texts.map((text) => [text, '0']));

function answerOf<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof MlflowError) return error.message;
    throw error;
  }
}

function wholeType(chunks: readonly CsvRows[]): string {
  const whole = new WholeColumn();
  for (const rows of chunks) whole.add(rows.column(0));
  return answerOf(() => whole.decide('a'));
}

describe('numbers read from bytes', () => {
  it('are those read from texts, of whatever type the signature has', () => {
    fc.assert(
      fc.property(columnTexts, fc.constantFrom(...types), (texts, type) => {
        const specs = [{ name: 'a', type: { kind: 'scalar', type }, required: true }] as const;
        const plan = { names: ['a', 'b'], labelCount: 0, specs };
        const [bytes, reference] = [plainRows(texts), textRows(texts)].map((rows) =>
          answerOf(() => toChunkTable(rows, plan)),
        );
        expect(bytes).toEqual(reference);
      }),
      { numRuns: 3000 },
    );
  });

  it('are of the type that pandas infers over all chunks', () => {
    fc.assert(
      fc.property(fc.array(columnTexts, { minLength: 1, maxLength: 3 }), (chunks) => {
        const found = wholeType(chunks.map(plainRows));
        expect(found).toBe(wholeType(chunks.map(textRows)));
        expect(found).toBe(wholeType([plainRows(chunks.flat())]));
        // The same texts as the CSV of a request.
        const lines = chunks.flat().map((text) => `${text},0\n`);
        const { dtype } = parseCsvTable(`a,b\n${lines.join('')}`).columns[0] ?? {};
        const isNumeric = found === 'int64' || found === 'float64';
        expect(isNumeric ? found : dtype).toBe(dtype);
      }),
      { numRuns: 1500 },
    );
  });

  it('give every double back that was printed', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        const { values } =
          plainRows([Object.is(value, -0) ? '-0' : String(value)])
            .column(0)
            .numbers() ?? {};
        expect(values).toEqual(Float64Array.of(value));
      }),
      { numRuns: 3000 },
    );
  });

  it('are undefined for a column with any other text', () => {
    expect(plainRows(['1', 'x']).column(0).numbers()).toBeUndefined();
    expect(plainRows(['1']).column(2).numbers()).toBeUndefined();
    const bytes = Buffer.from('12');
    const cells = { starts: Int32Array.of(0), ends: Int32Array.of(2), first: 0, width: 1 };
    expect(parseCsvNumbers({ bytes, ...cells, rowCount: 1 })).toEqual({
      values: Float64Array.of(12),
      areIntegers: true,
      hasMissing: false,
      hasFloat: false,
    });
  });
});
