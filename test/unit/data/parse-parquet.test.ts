import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { ColumnMetaData } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/core/errors.ts';
import { parseParquet } from '../../../src/core/data/parse/parse-parquet.ts';
import { InflationBudget, inflatePage } from '../../../src/core/data/parquet/inflate-page.ts';
import { readPages } from '../../../src/core/data/parquet/read-pages.ts';
import { endOfStruct } from '../../../src/core/data/parquet/thrift-bounds.ts';
import { readHybrid } from '../../../src/core/data/parquet/read-hybrid.ts';
import type { Schema } from '../../../src/core/model/signature.ts';
import { bodyOf, readFixtures } from '../../helpers/transcripts.ts';

const bodies = readFixtures().flatMap(({ transcripts }) =>
  transcripts.filter(({ request }) => request.bodyBase64 !== undefined),
);

function bodyNamed(name: string): Uint8Array {
  const found = bodies.find((transcript) => transcript.name === name);
  if (!found) throw new Error(`There is no recorded body ${name}.`);
  return bodyOf(found.request);
}

function outcome(body: Uint8Array): string {
  try {
    return parseParquet(body, undefined).kind;
  } catch (error) {
    if (error instanceof MlflowError) return error.code;
    throw error;
  }
}

describe('parseParquet', () => {
  it('reads or refuses whatever a few wrong bytes make of a file', () => {
    const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
    const changes = fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { maxLength: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...bodies), changes, ({ request }, damage) => {
        const body = Uint8Array.from(bodyOf(request));
        for (const [where, byte] of damage) body[Math.floor(where * body.length)] = byte;
        expect(['table', 'BAD_REQUEST', 'INVALID_PARAMETER_VALUE']).toContain(outcome(body));
      }),
      { numRuns: 1500 },
    );
  });

  it('says what is wrong with bytes that are no Parquet', () => {
    expect(() => parseParquet(Buffer.from('a,b\n1,2\n'), undefined)).toThrow(
      /^The Parquet body cannot be read: .*\. Send a file as pandas\.DataFrame\.to_parquet writes it\.$/u,
    );
  });

  it('names the column whose dtype the signature refuses', () => {
    const schema: Schema = {
      kind: 'columns',
      columns: [{ name: 'a', type: { kind: 'scalar', type: 'double' }, required: true }],
    };
    expect(() => parseParquet(bodyNamed('parquet-a-uint64'), schema)).toThrow(
      'Column "a" of the Parquet file holds uint64 values, but the signature asks for double, ' +
        'and they cannot be converted without changing them.',
    );
  });

  it('keeps all digits of 64-bit integers', () => {
    expect(parseParquet(bodyNamed('parquet-a-int64-large'), undefined)).toMatchObject({
      columns: [
        { dtype: 'int64', values: BigInt64Array.of(2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n) },
      ],
    });
  });
});

describe('endOfStruct', () => {
  it('finds the end of a struct with each kind of field', () => {
    const bytes = [
      0x15,
      0x02, // field 1, i32
      0x11, // field 2, true
      0x18,
      0x01,
      0x61, // field 3, one byte of text
      0x19,
      0x21,
      0x01,
      0x02, // field 4, a list of two truths
      0x0c,
      0x20,
      0x13,
      0x07,
      0x00, // field 16 by its number, a struct with a byte
      0x17,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0, // field 17, a double
      0x00,
    ];
    expect(endOfStruct(Uint8Array.from([0xaa, ...bytes, 0xbb]), 1)).toBe(1 + bytes.length);
  });

  it.each([
    ['a text of -8 bytes', [0x18, 0xf8, 0xff, 0xff, 0xff, 0x0f]],
    ['a list of two milliards', [0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x07]],
    ['a number without an end', [0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['no end', [0x15, 0x02]],
    ['a map', [0x1b, 0x00, 0x00]],
    ['structs in structs', Array.from({ length: 40 }, () => 0x1c)],
  ])('refuses %s', (_, bytes) => {
    expect(() => endOfStruct(Uint8Array.from(bytes), 0)).toThrow(MlflowError);
  });

  it('refuses more values than the memory should hold', () => {
    const bytes = new Uint8Array(5_000_007); // a list of five million empty structs
    bytes.set([0x19, 0xfc, 0xc0, 0x96, 0xb1, 0x02]);
    expect(() => endOfStruct(bytes, 0)).toThrow(/its metadata holds too many values/u);
  });
});

describe('readPages', () => {
  /** A page in version 1 of `count` values; the encoding by its number in parquet.thrift. */
  function dataPage(count: number, encoding: number, values: readonly number[]): Uint8Array {
    const zigzag = (value: number) => value * 2;
    const sizes = [0x15, 0x00, 0x15, zigzag(values.length), 0x15, zigzag(values.length)];
    const header = [0x2c, 0x15, zigzag(count), 0x15, zigzag(encoding), 0x15, 6, 0x15, 6, 0, 0];
    return Uint8Array.from([sizes, header, values].flat());
  }

  it.each([
    ['of no parts', [0x80, 0x01, 0x00]],
    ['of no values', [0x00, 0x04]],
    ['of -1 parts', [0x80, 0x01, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['of fewer values than none', [0x80, 0xff, 0xff, 0xff, 0x0f, 0x01]],
  ])('refuses deltas in blocks %s', (_, head) => {
    const bytes = dataPage(2, 5, [head, 0x02, 0x02, Array.from({ length: 40 }, () => 0)].flat());
    for (const type of ['INT32', 'INT64'] as const) {
      const metadata = { type, codec: 'UNCOMPRESSED', num_values: 2n } as ColumnMetaData;
      const read = () => readPages({ bytes, metadata, schemaPath: [] }, new InflationBudget());
      expect(read).toThrow(/a page has blocks of/u);
    }
  });

  it('refuses a dictionary that claims more values than a file may have cells', () => {
    // type 2, sizes of 0, a dictionary header with 2^24 + 1 values in the plain encoding
    const header = [0x15, 4, 0x15, 0, 0x15, 0, 0x4c, 0x15, 0x82, 0x80, 0x80, 0x10, 0x15, 0, 0, 0];
    const metadata = { type: 'BOOLEAN', codec: 'UNCOMPRESSED', num_values: 1n };
    const chunk = {
      bytes: Uint8Array.from(header),
      metadata: metadata as ColumnMetaData,
      schemaPath: [],
    };
    expect(() => readPages(chunk, new InflationBudget())).toThrow(
      /a dictionary claims 16777217 values/u,
    );
  });

  it('reads nothing that stands behind a page', () => {
    const secret = Buffer.from('sixteen secret..');
    const page = dataPage(1, 0, [0x10, 0x00, 0x00, 0x00, 0x61]); // sixteen bytes, one of them there
    const bytes = Buffer.concat([page, secret]).subarray(0, page.length);
    const metadata = { type: 'BYTE_ARRAY', codec: 'UNCOMPRESSED', num_values: 1n };
    const chunk = { bytes, metadata: metadata as ColumnMetaData, schemaPath: [] };
    expect(() => readPages(chunk, new InflationBudget())).toThrow(/Invalid typed array length/u);
  });
});

describe('readHybrid', () => {
  it('reads runs and packed groups', () => {
    // Three times 5, then eight values of three bits: the example of the format's Encodings.md.
    const bytes = Uint8Array.of(0x06, 0x05, 0x03, 0x88, 0xc6, 0xfa);
    expect([...readHybrid(bytes, 3, 11)]).toEqual([5, 5, 5, 0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('never writes more than it is asked for, however long a run claims to be', () => {
    const bytes = Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x0f, 0x01);
    expect(readHybrid(bytes, 1, 4)).toEqual(Int32Array.of(1, 1, 1, 1));
  });

  it.each([
    ['an empty run', [0x00, 0x01]],
    ['a run without its value', [0x04]],
    ['a group without its bits', [0x03]],
    ['a length without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
    ['nothing', []],
  ])('refuses %s', (_, bytes) => {
    expect(() => readHybrid(Uint8Array.from(bytes), 8, 2)).toThrow(MlflowError);
  });
});

describe('inflatePage', () => {
  it('refuses a codec by its name', () => {
    expect(() => inflatePage(Uint8Array.of(1), 'LZO', 8)).toThrow(
      'the codec LZO is not supported (snappy, gzip, zstd, brotli and lz4 are)',
    );
  });

  it.each(['GZIP', 'BROTLI', 'ZSTD', 'SNAPPY', 'LZ4_RAW'])(
    'does not believe a %s page that is not of the size it claims',
    (codec) => {
      const pages = {
        GZIP: gzipSync(Buffer.alloc(1000)),
        BROTLI: brotliCompressSync(Buffer.alloc(1000)),
      };
      const page = codec === 'GZIP' || codec === 'BROTLI' ? pages[codec] : Buffer.from('nonsense');
      expect(() => inflatePage(page, codec, 10)).toThrow(/./u);
    },
  );

  // Recorded bodies show that whole pages are read; these would have kept the readers busy.
  it.each([
    ['SNAPPY', 'a literal of -7 bytes', [0x08, 0xfc, 0xf8, 0xff, 0xff, 0xff]],
    ['LZ4', 'a block of -8 bytes', [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xf8, 0, 0, 0, 0]],
    ['LZ4_RAW', 'a repetition without an end', [0x1f, 0x61, 0x01, 0x00, 0xff, 0xff, 0xff]],
    ['LZ4_RAW', 'a repetition beyond its size', [0x1f, 0x61, 0x01, 0x00, 0xff, 0xff, 0x00]],
    ['LZ4_RAW', 'a repetition of what was not written', [0x10, 0x61, 0x02, 0x00]],
    ['LZ4_RAW', 'a repetition whose distance is cut off', [0x13, 0x61, 0x01]],
  ])('refuses in %s %s', (codec, _, bytes) => {
    expect(() => inflatePage(Uint8Array.from(bytes), codec, 8)).toThrow(
      /a compressed page is damaged/u,
    );
  });

  it('repeats what it has just written', () => {
    const lz4 = Uint8Array.of(0x13, 0x61, 0x01, 0x00, 0x10, 0x62);
    expect(Buffer.from(inflatePage(lz4, 'LZ4_RAW', 9)).toString()).toBe('aaaaaaaab');
    const snappy = Uint8Array.of(0x08, 0x00, 0x61, 0x0d, 0x01);
    expect(Buffer.from(inflatePage(snappy, 'SNAPPY', 8)).toString()).toBe('aaaaaaaa');
  });

  it('ends whatever bytes it gets', () => {
    const codec = fc.constantFrom('SNAPPY', 'LZ4', 'LZ4_RAW', 'ZSTD');
    const size = (name: string, bytes: Uint8Array): number => {
      try {
        return inflatePage(bytes, name, 100).length;
      } catch (error) {
        if (error instanceof Error) return 100;
        throw error;
      }
    };
    fc.assert(
      fc.property(codec, fc.uint8Array({ maxLength: 64 }), (name, bytes) => {
        expect(size(name, bytes)).toBe(100);
      }),
      { numRuns: 2000 },
    );
  });

  it('stops at 256 MiB for all pages of a file together', () => {
    const budget = new InflationBudget();
    budget.spend(2 ** 28);
    expect(() => {
      budget.spend(1);
    }).toThrow('its pages inflate to more than 256 MiB');
    expect(() => {
      new InflationBudget().spend(-1);
    }).toThrow(MlflowError);
  });
});
