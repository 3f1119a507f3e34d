import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCsvFile } from '../../../src/core/batch/csv-reader.ts';
import { type ByteSpan, PlainRows, scanPlainRows } from '../../../src/core/batch/plain-rows.ts';
import { findRecordsEnd } from '../../../src/core/batch/quoted-records.ts';

/** The reference: the whole text through csv-parse at once. */
function parseWhole(text: string): string[][] {
  const records = parse(text, {
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  return records.filter((row) => row.length > 1 || !/^\s+$/u.test(row[0] ?? ''));
}

const spanOf = (text: string, isLast = true): ByteSpan => {
  const bytes = Buffer.from(text);
  return { bytes, start: 0, end: bytes.length, isLast };
};

const cell = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('1', '-2.5', '', 'x', ' ', 'é', '"a"', '"a,\n""b"""') },
  fc.string({ unit: fc.constantFrom(...'a1,"\r\n é'.split('')), maxLength: 5 }),
);
const lineEnd = fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\n \n');
const csvText = fc
  .array(fc.tuple(fc.array(cell, { minLength: 1, maxLength: 3 }), lineEnd), { maxLength: 12 })
  .map((lines) => lines.map(([cells, end]) => cells.join(',') + end).join(''));

/** A text whose last quote is closed: csv-parse refuses others. */
function isClosed(text: string): boolean {
  try {
    parseWhole(text);
    return true;
  } catch {
    return false;
  }
}

describe('records that are looked for in bytes', () => {
  it('without quotes and of one width are those of csv-parse', () => {
    const plain = fc.constantFrom('1', '-2.5', '', 'x', ' ', '\t', 'é', '\u00A0', 'NA');
    const lines = fc.integer({ min: 1, max: 3 }).chain((width) => {
      const row = fc.array(plain, { minLength: width, maxLength: width });
      return fc.array(fc.tuple(row, lineEnd), { minLength: 1, maxLength: 12 });
    });
    fc.assert(
      fc.property(lines, fc.boolean(), (rows, endsWithLine) => {
        const text = rows.map(([cells, end]) => cells.join(',') + end).join('');
        const whole = endsWithLine ? text : text.replace(/[\r\n ]+$/u, '');
        const span = spanOf(whole);
        const scan = scanPlainRows(span, 100);
        const expected = parseWhole(whole);
        if (!scan) throw new Error('it was given plain rows of one width');
        const found = new PlainRows(span.bytes, scan);
        const seen = Array.from({ length: found.rowCount }, (_, row) => found.row(row));
        expect(seen).toEqual(expected);
        expect(scan.next).toBe(span.end);
      }),
      { numRuns: 1000 },
    );
  });

  it('end where csv-parse ends them, whatever quotes do', () => {
    fc.assert(
      fc.property(csvText.filter(isClosed), fc.integer({ min: 1, max: 5 }), (text, maximum) => {
        const span = spanOf(text);
        const { next } = findRecordsEnd(span, maximum);
        const parts = [span.bytes.subarray(0, next), span.bytes.subarray(next)].map(String);
        expect(parts.flatMap(parseWhole)).toEqual(parseWhole(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('end before bytes that may go on', () => {
    fc.assert(
      fc.property(csvText.filter(isClosed), fc.nat(), (text, at) => {
        const whole = Buffer.from(text);
        const end = at % (whole.length + 1);
        // What stands behind the span is not the file's.
        const bytes = Buffer.concat([whole.subarray(0, end), Buffer.from('"\n",x\n')]);
        const { next } = findRecordsEnd({ bytes, start: 0, end, isLast: false }, 100);
        expect(next).toBeLessThanOrEqual(end);
        const parts = [whole.subarray(0, next), whole.subarray(next)].map(String);
        expect(parts.flatMap(parseWhole)).toEqual(parseWhole(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('openCsvFile', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlinvoke-csv-reader-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function readAll(text: string, rowsPerChunk: number) {
    const path = join(folder, 'in.csv');
    writeFileSync(path, text);
    const { signal } = new AbortController();
    const file = await openCsvFile(path, signal);
    const rows: (readonly string[])[] = [file.header];
    const counts: number[] = [];
    for await (const { rows: part, firstRow } of file.chunks(rowsPerChunk, signal)) {
      expect(firstRow).toBe(rows.length + 1);
      counts.push(part.rowCount);
      for (let row = 0; row < part.rowCount; row += 1) rows.push(part.row(row));
    }
    return { rows, counts };
  }

  it('reads what csv-parse reads, wherever chunks end', async () => {
    const texts = csvText.filter((text) => isClosed(text) && parseWhole(text).length > 0);
    await fc.assert(
      fc.asyncProperty(texts, fc.constantFrom(1, 2, 5, Infinity), async (text, rowsPerChunk) => {
        expect((await readAll(text, rowsPerChunk)).rows).toEqual(parseWhole(text));
      }),
      { numRuns: 200 },
    );
  });

  it('reads files of several blocks, with quotes here and there', async () => {
    const note = 'é'.repeat(300);
    const lines = Array.from({ length: 20_000 }, (_, row) => {
      if (row % 7000 === 6999) return `"${row},\n""${note}""",y`;
      return row % 50 === 49 ? `${row},${note}` : `${row},1.5`;
    });
    const text = `a,b\r\n${lines.join('\r\n')}\r\n`;
    const { rows, counts } = await readAll(text, 4096);
    expect(rows).toEqual(parseWhole(text));
    expect(counts).toEqual([4096, 4096, 4096, 4096, 3616]);
    expect((await readAll(text, Number.POSITIVE_INFINITY)).counts).toEqual([20_000]);
  });

  it('reads lines that end with CR only, and one line longer than a block', async () => {
    const text = `a\r${'1\r'.repeat(200_000)}`;
    expect((await readAll(text, 150_000)).counts).toEqual([150_000, 50_000]);
    const long = `a,b\n${'x'.repeat(3_000_000)},1\n`;
    expect((await readAll(long, 10)).rows).toEqual(parseWhole(long));
  });

  it('drops one byte order mark in front and keeps others', async () => {
    expect((await readAll('\uFEFFa\n\uFEFF1\n', 1)).rows).toEqual([['a'], ['\uFEFF1']]);
  });

  it('names the line of a quote that stays open behind other chunks', async () => {
    const text = `a,b\n${'1,2\n'.repeat(100)}3,"4\n5,6\n`;
    expect(() => parseWhole(text)).toThrow('opening quote at line 103');
    await expect(readAll(text, 10)).rejects.toThrow('opening quote at line 103. Quotes must');
  });
});
