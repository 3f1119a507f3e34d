import { brotliCompressSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/core/errors.ts';
import { parseParquet } from '../../../src/core/data/parse/parse-parquet.ts';
import { InflationBudget, inflatePage } from '../../../src/core/data/parquet/inflate-page.ts';
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
