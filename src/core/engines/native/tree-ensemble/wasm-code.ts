/** Types of values (core specification, section 5.3). */
const valueTypes = { i32: 0x7f, f64: 0x7c } as const;

/** Opcodes that take nothing beside their operands on the stack (section 5.4). */
const plainOpcodes = {
  i32LessUnsigned: [0x49],
  i32Add: [0x6a],
  i32Sub: [0x6b],
  i32Or: [0x72],
  i32Xor: [0x73],
  i32ShiftLeft: [0x74],
  i32ShiftRight: [0x76],
  i32IsZero: [0x45],
  f64LessOrEqual: [0x65],
  i8x16Splat: [0xfd, 0x0f],
  /** Bytes compared as signed numbers; all bits of a byte are set where it is true. */
  i8x16Greater: [0xfd, 0x27],
  /** Of three vectors: the bits of the first where the third has ones, else of the second. */
  v128Select: [0xfd, 0x52],
} as const;

/** Opcodes with the alignment (as a power of two) that they promise. */
const memoryOpcodes = {
  i32Load: [[0x28], 2],
  f64Load: [[0x2b], 3],
  i32Store: [[0x36], 2],
  i32Store8: [[0x3a], 0],
  v128Load: [[0xfd, 0x00], 0],
  v128Store: [[0xfd, 0x0b], 0],
} as const;

/** Instructions of WebAssembly, written one after the other. */
export class WasmCode {
  #buffer = new Uint8Array(1024);
  #length = 0;

  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Instructions without immediate operands. */
  do(...names: (keyof typeof plainOpcodes)[]): this {
    for (const name of names) for (const byte of plainOpcodes[name]) this.#push(byte);
    return this;
  }

  /** A load or a store `offset` bytes beyond the address on the stack. */
  memory(name: keyof typeof memoryOpcodes, offset: number): this {
    const [opcode, alignment] = memoryOpcodes[name];
    for (const byte of opcode) this.#push(byte);
    this.#push(alignment);
    return this.#pushUnsigned(offset);
  }

  constant(value: number): this {
    this.#push(0x41);
    let rest = value;
    for (; rest < -64 || rest > 63; rest >>= 7) this.#push((rest & 0x7f) | 0x80);
    this.#push(rest & 0x7f);
    return this;
  }

  get(local: number): this {
    this.#push(0x20);
    return this.#pushUnsigned(local);
  }

  set(local: number): this {
    this.#push(0x21);
    return this.#pushUnsigned(local);
  }

  call(functionIndex: number): this {
    this.#push(0x10);
    return this.#pushUnsigned(functionIndex);
  }

  /** Repeats what `write` writes for as long as it leaves a number other than 0 on the stack. */
  repeatWhile(write: (code: this) => void): this {
    for (const byte of [0x03, 0x40]) this.#push(byte);
    write(this);
    for (const byte of [0x0d, 0, 0x0b]) this.#push(byte);
    return this;
  }

  #push(byte: number): void {
    if (this.#length === this.#buffer.length) {
      const larger = new Uint8Array(this.#length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer[this.#length] = byte;
    this.#length += 1;
  }

  /** LEB128 (section 5.2.2). */
  #pushUnsigned(value: number): this {
    let rest = value;
    for (; rest >= 0x80; rest >>>= 7) this.#push((rest & 0x7f) | 0x80);
    this.#push(rest);
    return this;
  }
}

/** What every module begins with: \0asm and the version. */
const magic = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** A function that takes and uses 32-bit integers, and returns nothing. */
export interface WasmFunction {
  /** Under which name it can be called from outside. */
  readonly name?: string;
  readonly parameterCount: number;
  /** Locals after the parameters. */
  readonly integerCount: number;
  /** Locals of 64-bit floats after the integers. */
  readonly floatCount?: number;
  readonly code: WasmCode;
}

/**
 * The bytes of a module that imports its memory as `env.memory`
 * (WebAssembly core specification 2.0, section 5.5).
 */
export function encodeModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const widest = Math.max(...functions.map(({ parameterCount }) => parameterCount));
  const types = Array.from({ length: widest + 1 }, (_, count) => [
    0x60,
    ...vector(Array.from({ length: count }, () => [valueTypes.i32])),
    0,
  ]);
  const exported = functions.flatMap(({ name }, index) =>
    name === undefined ? [] : [[...text(name), 0, ...unsigned(index)]],
  );
  const head = [
    ...magic,
    ...section(1, vector(types)),
    ...section(2, vector([[...text('env'), ...text('memory'), 2, 0, 0]])),
    ...section(3, vector(functions.map(({ parameterCount }) => [parameterCount]))),
    ...section(7, vector(exported)),
  ];
  const bodies = functions.map(encodeBody);
  const count = unsigned(bodies.length);
  const size = bodies.reduce((sum, body) => sum + body.length, count.length);
  return new Uint8Array(
    Buffer.concat([bytesOf([...head, 10, ...unsigned(size), ...count]), ...bodies]),
  );
}

function encodeBody({ integerCount, floatCount = 0, code }: WasmFunction): Uint8Array {
  const locals = vector([
    [...unsigned(integerCount), valueTypes.i32],
    [...unsigned(floatCount), valueTypes.f64],
  ]);
  const size = unsigned(locals.length + code.bytes.length + 1);
  const body = new Uint8Array(size.length + locals.length + code.bytes.length + 1);
  body.set(size);
  body.set(locals, size.length);
  body.set(code.bytes, size.length + locals.length);
  body[body.length - 1] = 0x0b;
  return body;
}

function bytesOf(values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): number[] {
  return [...unsigned(value.length), ...Buffer.from(value)];
}

/** LEB128 (section 5.2.2). */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}
