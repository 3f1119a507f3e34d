/** A small random generator that gives the same numbers for the same seed (mulberry32). */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 to `limit - 1`; 0 for a limit of 0. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }
}

type Mutation = (bytes: Uint8Array, random: SeededRandom) => Uint8Array;

/** Numbers that sizes, counts and indices break on. */
const extremes = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff];

const mutations: readonly Mutation[] = [
  flipBits,
  replaceBytes,
  writeExtreme,
  truncate,
  removeRange,
  repeatRange,
  moveRange,
  swapDigits,
];

/** A copy of a file with one to three things broken in it. */
export function mutate(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  let broken: Uint8Array = Uint8Array.from(bytes);
  for (let count = random.below(3); count >= 0; count -= 1) {
    broken = mutations[random.below(mutations.length)]?.(broken, random) ?? broken;
  }
  return broken;
}

function flipBits(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  for (let count = random.below(8); count >= 0; count -= 1) {
    const at = random.below(bytes.length);
    bytes[at] = Number(bytes[at]) ^ (1 << random.below(8));
  }
  return bytes;
}

function replaceBytes(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const start = random.below(bytes.length);
  for (let at = start; at < start + random.below(16); at += 1) bytes[at] = random.below(256);
  return bytes;
}

function writeExtreme(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  if (bytes.length < 8) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const value = extremes[random.below(extremes.length)] ?? 0;
  const at = random.below(bytes.length - 7);
  if (random.below(2) === 0) view.setUint32(at, value, random.below(2) === 0);
  else view.setBigUint64(at, BigInt(value) << BigInt(random.below(32)), true);
  return bytes;
}

function truncate(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  return bytes.slice(0, random.below(bytes.length));
}

function removeRange(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const [start, end] = rangeIn(bytes, random);
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}

function repeatRange(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const [start, end] = rangeIn(bytes, random);
  const copies = Array.from({ length: 1 + random.below(20) }, () => bytes.subarray(start, end));
  return Buffer.concat([bytes.subarray(0, end), ...copies, bytes.subarray(end)]);
}

function moveRange(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const [start, end] = rangeIn(bytes, random);
  const piece = bytes.slice(start, end);
  bytes.set(piece, random.below(bytes.length - piece.length + 1));
  return bytes;
}

/** Text formats break on numbers: one digit becomes another, or a sign. */
function swapDigits(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  const isDigit = (byte: number | undefined): boolean =>
    byte !== undefined && byte >= 0x30 && byte <= 0x39;
  for (let tries = 0; tries < 200; tries += 1) {
    const at = random.below(bytes.length);
    if (!isDigit(bytes[at])) continue;
    bytes[at] = random.below(4) === 0 ? 0x2d : 0x30 + random.below(10);
    return bytes;
  }
  return bytes;
}

function rangeIn(bytes: Uint8Array, random: SeededRandom): [number, number] {
  const start = random.below(bytes.length);
  return [start, Math.min(bytes.length, start + 1 + random.below(64))];
}
