import { describe, expect, it } from 'vitest';
import { readArrowSchema } from '../../../src/core/data/parquet/arrow-schema.ts';

/** pyarrow: kind: dictionary<int8, string>, wait: duration[us], n: int64. */
const saved =
  '/////wgBAAAQAAAAAAAKAAwABgAFAAgACgAAAAABBAAEAAAARP///wQAAAADAAAAiAAAAEQAAAAEAAAA1P///wAAAQIQ' +
  'AAAAFAAAAAQAAAAAAAAAAQAAAG4AAABs////AAAAAUAAAAAQABQACAAGAAcADAAAABAAEAAAAAAAARIQAAAAHAAAAAQA' +
  'AAAAAAAABAAAAHdhaXQAAAYACAAGAAYAAAAAAAIAEAAYAAgABgAHAAwAEAAUABAAAAAAAAEFFAAAAEQAAAAgAAAABAAA' +
  'AAAAAAAEAAAAa2luZAAAAAAIAAgAAAAEAAgAAAAMAAAACAAMAAgABwAIAAAAAAAAAQgAAAAEAAQABAAAAAAAAAA=';
const bytes = Buffer.from(saved, 'base64');

describe('the Arrow schema beside a Parquet one', () => {
  it('tells categories and durations from other columns', () => {
    const fields = [
      { name: 'kind', isDictionary: true, isDuration: false },
      { name: 'wait', isDictionary: false, isDuration: true },
      { name: 'n', isDictionary: false, isDuration: false },
    ];
    expect(readArrowSchema(saved)).toEqual(fields);
    // Before Arrow 0.15 there was no continuation mark.
    expect(readArrowSchema(bytes.subarray(4).toString('base64'))).toEqual(fields);
  });

  it('says nothing where it is broken', () => {
    expect(readArrowSchema('')).toEqual([]);
    expect(readArrowSchema(Buffer.alloc(64, 0xff).toString('base64'))).toEqual([]);
    for (let length = 0; length < 64; length += 1) {
      expect(readArrowSchema(bytes.subarray(0, length).toString('base64'))).toEqual([]);
    }
  });
});
