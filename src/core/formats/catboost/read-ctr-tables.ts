import { type FlatTable, readFlatBuffer } from '../flatbuffer.ts';
import { FormatError } from '../format-error.ts';
import { type CtrTable, type CtrType, ctrTypes } from './catboost-model.ts';
import { readProjection } from './read-projection.ts';

/*
 * The part static_provider_v1 (TStaticCtrProvider): the number of tables (four bytes), then for
 * each its length (four bytes) and a FlatBuffer of TCtrValueTable. Its index is a hash table of
 * buckets (TBucket): a 64-bit hash, all ones where the bucket is free, and the place of the history
 * (32 bits), without padding.
 */
const bucketSize = 12;
const freeBucket = 2n ** 64n - 1n;

/** Reads all tables of categories. */
export function readCtrTables(bytes: Uint8Array, start: number): CtrTable[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tables: CtrTable[] = [];
  let at = start;
  const next = (): number => {
    if (at + 4 > bytes.length) throw new FormatError('the tables of categories are cut off', at);
    at += 4;
    return view.getUint32(at - 4, true);
  };
  for (let left = next(); left > 0; left -= 1) {
    const length = next();
    if (at + length > bytes.length) {
      throw new FormatError('a table of categories is longer than the file', at);
    }
    tables.push(readCtrTable(readFlatBuffer(bytes.subarray(at, at + length), at), at));
    at += length;
  }
  return tables;
}

function readCtrTable(table: FlatTable, offset: number): CtrTable {
  const base = table.table(0);
  const type = ctrTypes[base?.int8(1, 0) ?? -1];
  if (!base || !type) throw new FormatError('a table of categories has no known type', offset);
  return {
    projection: readProjection(base.table(0)),
    type,
    targetClassifier: base.int32(2, 0),
    ...readBuckets(table.structs(1, 1)),
    histories: readHistories(table.structs(2, 1), type),
    denominator: table.int32(3, 0),
    classCount: table.int32(4, 0),
  };
}

function readBuckets(raw: DataView): Pick<CtrTable, 'hashes' | 'places'> {
  const hashes: bigint[] = [];
  const places: number[] = [];
  for (let at = 0; at + bucketSize <= raw.byteLength; at += bucketSize) {
    const hash = raw.getBigUint64(at, true);
    if (hash === freeBucket) continue;
    hashes.push(hash);
    places.push(raw.getUint32(at + 8, true));
  }
  return { hashes: BigUint64Array.from(hashes), places: Int32Array.from(places) };
}

function readHistories(raw: DataView, type: CtrType): Float64Array {
  const isMean = type === 'BinarizedTargetMeanValue' || type === 'FloatTargetMeanValue';
  return Float64Array.from({ length: Math.floor(raw.byteLength / 4) }, (_, index) =>
    // A mean's history is its sum as float32 and its count.
    isMean && index % 2 === 0 ? raw.getFloat32(index * 4, true) : raw.getInt32(index * 4, true),
  );
}
