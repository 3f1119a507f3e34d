const k0 = 0xc3a5c85c97cb3127n;
const k1 = 0xb492b66fbe98f273n;
const k2 = 0x9ae16a3b2f90404fn;
const k3 = 0xc949d7c7509e6557n;
const fold = 0x9ddfea08eb382d69n;
const encoder = new TextEncoder();

/**
 * The number by which CatBoost knows a category: the lower half of the CityHash64 (version 1.0) of
 * its text in UTF-8, as a signed 32-bit integer (CalcCatFeatureHash).
 */
export function categoryHash(text: string): number {
  return Number(BigInt.asIntN(32, cityHash64(encoder.encode(text))));
}

const combineFactor = 0x4906ba494954cb65n;

/** Adds a part to the hash of a combination: CalcHash of catboost/libs/model/hash.h. */
export function combineHashes(hash: bigint, part: number): bigint {
  return cut(combineFactor * cut(hash + combineFactor * BigInt(part)));
}

/** CityHash64 of Google's CityHash 1.0, which later versions changed. */
function cityHash64(bytes: Uint8Array): bigint {
  const { length } = bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  if (length <= 16) return hashUpTo16(view);
  if (length <= 32) return hashUpTo32(view);
  if (length <= 64) return hashUpTo64(view);
  return hashLong(view);
}

function hashUpTo16(view: DataView): bigint {
  const length = view.byteLength;
  const size = BigInt(length);
  if (length > 8) {
    const a = view.getBigUint64(0, true);
    const b = view.getBigUint64(length - 8, true);
    return hash16(a, rotate(cut(b + size), length)) ^ b;
  }
  if (length >= 4) {
    const a = BigInt(view.getUint32(0, true));
    return hash16(size + (a << 3n), BigInt(view.getUint32(length - 4, true)));
  }
  if (length === 0) return k2;
  const y = view.getUint8(0) + (view.getUint8(length >> 1) << 8);
  const z = length + (view.getUint8(length - 1) << 2);
  return cut(mix(cut(BigInt(y) * k2) ^ cut(BigInt(z) * k3)) * k2);
}

function hashUpTo32(view: DataView): bigint {
  const length = view.byteLength;
  const a = cut(view.getBigUint64(0, true) * k1);
  const b = view.getBigUint64(8, true);
  const c = cut(view.getBigUint64(length - 8, true) * k2);
  const d = cut(view.getBigUint64(length - 16, true) * k0);
  return hash16(
    cut(rotate(cut(a - b), 43) + rotate(c, 30) + d),
    cut(a + rotate(b ^ k3, 20) - c + BigInt(length)),
  );
}

function hashUpTo64(view: DataView): bigint {
  const length = view.byteLength;
  const at = (offset: number): bigint => view.getBigUint64(offset, true);
  const size = BigInt(length);
  const first = hashHalf(cut(at(0) + (size + at(length - 16)) * k0), {
    z: at(24),
    second: at(8),
    third: at(16),
  });
  const last = hashHalf(cut(at(16) + at(length - 32)), {
    z: at(length - 8),
    second: at(length - 24),
    third: at(length - 16),
  });
  const r = mix(cut((first.low + last.high) * k2 + (last.low + first.high) * k0));
  return cut(mix(cut(r * k0 + first.high)) * k2);
}

function hashHalf(
  start: bigint,
  { z, second, third }: { readonly z: bigint; readonly second: bigint; readonly third: bigint },
): Pair {
  const b = rotate(cut(start + z), 52);
  const c = rotate(start, 37);
  const a = cut(start + second);
  const sum = cut(a + third);
  return { low: cut(sum + z), high: cut(b + rotate(sum, 31) + c + rotate(a, 7)) };
}

interface Pair {
  readonly low: bigint;
  readonly high: bigint;
}

function hashLong(view: DataView): bigint {
  const length = view.byteLength;
  const at = (offset: number): bigint => view.getBigUint64(offset, true);
  let x = at(0);
  let y = at(length - 16) ^ k1;
  let z = at(length - 56) ^ k0;
  let v = weakHash(view, length - 64, { low: BigInt(length), high: y });
  let w = weakHash(view, length - 32, { low: cut(BigInt(length) * k1), high: k0 });
  z = cut(z + mix(v.high) * k1);
  x = cut(rotate(cut(z + x), 39) * k1);
  y = cut(rotate(y, 33) * k1);
  const end = Math.floor((length - 1) / 64) * 64;
  for (let start = 0; start < end; start += 64) {
    x = cut(rotate(cut(x + y + v.low + at(start + 16)), 37) * k1) ^ w.high;
    y = cut(rotate(cut(y + v.high + at(start + 48)), 42) * k1) ^ v.low;
    z = rotate(z ^ w.low, 33);
    v = weakHash(view, start, { low: cut(v.high * k1), high: cut(x + w.low) });
    w = weakHash(view, start + 32, { low: cut(z + w.high), high: y });
    [x, z] = [z, x];
  }
  return hash16(cut(hash16(v.low, w.low) + mix(y) * k1 + z), cut(hash16(v.high, w.high) + x));
}

function weakHash(view: DataView, start: number, seeds: Pair): Pair {
  const a = cut(seeds.low + view.getBigUint64(start, true));
  const z = view.getBigUint64(start + 24, true);
  const b = rotate(cut(seeds.high + a + z), 21);
  const sum = cut(a + view.getBigUint64(start + 8, true) + view.getBigUint64(start + 16, true));
  return { low: cut(sum + z), high: cut(b + rotate(sum, 44) + a) };
}

function hash16(u: bigint, v: bigint): bigint {
  const a = mix(cut((cut(u) ^ cut(v)) * fold));
  return cut(mix(cut((cut(v) ^ a) * fold)) * fold);
}

function mix(value: bigint): bigint {
  return value ^ (value >> 47n);
}

function rotate(value: bigint, shift: number): bigint {
  return shift === 0 ? value : (value >> BigInt(shift)) | cut(value << BigInt(64 - shift));
}

function cut(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}
