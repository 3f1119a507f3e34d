import { FormatError } from './format-error.ts';

/*
 * A FlatBuffer: the offset of the root table, then tables, vectors and texts that point at one
 * another. A table begins with the distance back to its vtable, which holds two sizes and then, for
 * each field, its distance from the table's start, or 0 where the field has its default.
 * https://flatbuffers.dev/internals/
 */

/** The root table of a buffer; `offset` is where the buffer stands in its file, for messages. */
export function readFlatBuffer(bytes: Uint8Array, offset = 0): FlatTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const buffer: FlatBytes = { view, offset, budget: { left: 8 * bytes.length + 2 ** 20 } };
  return tableAt(buffer, 0);
}

interface FlatBytes {
  readonly view: DataView;
  readonly offset: number;
  /** Bytes of vectors that may still be read: many tables can point at one large vector. */
  readonly budget: { left: number };
}

interface FlatVector {
  /** Where the first element stands. */
  readonly start: number;
  readonly length: number;
}

/**
 * A table of a FlatBuffer. Fields go by their number in the schema; one that the file leaves out
 * has its default. Every access is checked against the buffer's bounds and throws FormatError.
 */
export class FlatTable {
  private readonly buffer: FlatBytes;
  private readonly at: number;

  constructor(buffer: FlatBytes, at: number) {
    this.buffer = buffer;
    this.at = at;
  }

  boolean(field: number, missing: boolean): boolean {
    const at = this.find(field, 1);
    return at === undefined ? missing : this.buffer.view.getUint8(at) !== 0;
  }

  int8(field: number, missing: number): number {
    const at = this.find(field, 1);
    return at === undefined ? missing : this.buffer.view.getInt8(at);
  }

  int32(field: number, missing: number): number {
    const at = this.find(field, 4);
    return at === undefined ? missing : this.buffer.view.getInt32(at, true);
  }

  float32(field: number, missing: number): number {
    const at = this.find(field, 4);
    return at === undefined ? missing : this.buffer.view.getFloat32(at, true);
  }

  float64(field: number, missing: number): number {
    const at = this.find(field, 8);
    return at === undefined ? missing : this.buffer.view.getFloat64(at, true);
  }

  text(field: number): string | undefined {
    const vector = this.vector(field, 1);
    return vector && textOf(this.buffer, vector);
  }

  table(field: number): FlatTable | undefined {
    const at = this.find(field, 4);
    return at === undefined ? undefined : tableAt(this.buffer, at);
  }

  /** A vector of tables; empty when the field is left out. */
  tables(field: number): FlatTable[] {
    const { start, length } = this.vector(field, 4) ?? { start: 0, length: 0 };
    return Array.from({ length }, (_, index) => tableAt(this.buffer, start + index * 4));
  }

  texts(field: number): string[] {
    const { start, length } = this.vector(field, 4) ?? { start: 0, length: 0 };
    return Array.from({ length }, (_, index) => {
      const at = followOffset(this.buffer, start + index * 4);
      return textOf(this.buffer, vectorAt(this.buffer, at, 1));
    });
  }

  int32s(field: number): Int32Array {
    const { view } = this.buffer;
    return this.numbers(field, 4, (at, length) =>
      Int32Array.from({ length }, (_, index) => view.getInt32(at + index * 4, true)),
    );
  }

  float32s(field: number): Float32Array {
    const { view } = this.buffer;
    return this.numbers(field, 4, (at, length) =>
      Float32Array.from({ length }, (_, index) => view.getFloat32(at + index * 4, true)),
    );
  }

  float64s(field: number): Float64Array {
    const { view } = this.buffer;
    return this.numbers(field, 8, (at, length) =>
      Float64Array.from({ length }, (_, index) => view.getFloat64(at + index * 8, true)),
    );
  }

  /** The raw bytes of a vector whose elements, numbers or structs, have `size` bytes each. */
  structs(field: number, size: number): DataView {
    const { start, length } = this.vector(field, size) ?? { start: 0, length: 0 };
    const { view } = this.buffer;
    return new DataView(view.buffer, view.byteOffset + start, length * size);
  }

  private numbers<T>(field: number, size: number, read: (start: number, length: number) => T): T {
    const { start, length } = this.vector(field, size) ?? { start: 0, length: 0 };
    return read(start, length);
  }

  private vector(field: number, size: number): FlatVector | undefined {
    const at = this.find(field, 4);
    return at === undefined
      ? undefined
      : vectorAt(this.buffer, followOffset(this.buffer, at), size);
  }

  /** Where a field's value stands; undefined when it has its default. */
  private find(field: number, size: number): number | undefined {
    const { buffer, at } = this;
    const vtable = at - buffer.view.getInt32(at, true);
    requireBytes(buffer, vtable, 4);
    const vtableSize = buffer.view.getUint16(vtable, true);
    requireBytes(buffer, vtable, vtableSize);
    const entry = 4 + field * 2;
    const distance = entry + 2 <= vtableSize ? buffer.view.getUint16(vtable + entry, true) : 0;
    if (distance === 0) return undefined;
    requireBytes(buffer, at + distance, size);
    return at + distance;
  }
}

function tableAt(buffer: FlatBytes, pointer: number): FlatTable {
  const at = followOffset(buffer, pointer);
  requireBytes(buffer, at, 4);
  return new FlatTable(buffer, at);
}

function followOffset(buffer: FlatBytes, at: number): number {
  requireBytes(buffer, at, 4);
  return at + buffer.view.getUint32(at, true);
}

function vectorAt(buffer: FlatBytes, at: number, size: number): FlatVector {
  requireBytes(buffer, at, 4);
  const length = buffer.view.getUint32(at, true);
  requireBytes(buffer, at + 4, length * size);
  buffer.budget.left -= length * size;
  if (buffer.budget.left < 0) {
    throw new FormatError(
      'the FlatBuffer points at the same bytes again and again',
      buffer.offset + at,
    );
  }
  return { start: at + 4, length };
}

function textOf({ view }: FlatBytes, { start, length }: FlatVector): string {
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start, length));
}

function requireBytes({ view, offset }: FlatBytes, at: number, length: number): void {
  if (at >= 0 && at + length <= view.byteLength) return;
  throw new FormatError(
    `the FlatBuffer points at ${length} bytes outside of its ${view.byteLength}`,
    offset + Math.max(0, at),
  );
}
