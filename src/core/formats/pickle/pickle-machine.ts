import { FormatError } from '../format-error.ts';
import type { PythonValue } from '../python-value.ts';

/** How much a pickle may make the reader hold. */
export interface PickleLimits {
  /** Values on the stack at one time. */
  readonly maximumStack: number;
  /** Entries of the memo, which lets values be used again. */
  readonly maximumMemo: number;
  /** Marks at one time: containers that are open inside one another. */
  readonly maximumDepth: number;
}

/** Room for a forest of millions of nodes, none for a bomb. */
export const defaultPickleLimits: PickleLimits = {
  maximumStack: 20_000_000,
  maximumMemo: 20_000_000,
  maximumDepth: 10_000,
};

const lineFeed = 0x0a;

/**
 * The registers of the unpickling machine: the bytes with a position, the stack, the marks and the
 * memo. It knows no opcodes; every move beyond the end or the limits is a FormatError.
 */
export class PickleMachine {
  /** Where the opcode that runs now stands. */
  opcodeOffset = 0;
  /** The next byte to read. */
  offset = 0;
  /** Set by STOP. */
  isStopped = false;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  private readonly limits: PickleLimits;
  private readonly stack: PythonValue[] = [];
  private readonly marks: number[] = [];
  private readonly memo = new Map<number, PythonValue>();

  constructor(bytes: Uint8Array, limits: PickleLimits) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.limits = limits;
  }

  fail(reason: string): FormatError {
    return new FormatError(reason, this.opcodeOffset);
  }

  /** Moves over `length` bytes and says where they begin. */
  skip(length: number): number {
    const start = this.offset;
    if (!(length >= 0) || length > this.bytes.length - start) {
      throw new FormatError(
        `the pickle ends early: ${length} more bytes are announced, ${this.bytes.length - start} are there`,
        this.opcodeOffset,
      );
    }
    this.offset = start + length;
    return start;
  }

  take(length: number): Uint8Array {
    const start = this.skip(length);
    return this.bytes.subarray(start, this.offset);
  }

  uint8(): number {
    return this.view.getUint8(this.skip(1));
  }

  uint16(): number {
    return this.view.getUint16(this.skip(2), true);
  }

  int32(): number {
    return this.view.getInt32(this.skip(4), true);
  }

  uint32(): number {
    return this.view.getUint32(this.skip(4), true);
  }

  /** A length in eight bytes; one that no file can have fails in {@link skip}. */
  uint64(): number {
    const start = this.skip(8);
    return this.view.getUint32(start, true) + this.view.getUint32(start + 4, true) * 2 ** 32;
  }

  /** The rest of the line, as the text opcodes of protocol 0 have it. */
  line(): string {
    const end = this.bytes.indexOf(lineFeed, this.offset);
    if (end < 0) throw this.fail('the pickle ends early, inside a line of text');
    const text = Buffer.from(this.take(end - this.offset)).toString('latin1');
    this.offset = end + 1;
    return text;
  }

  push(value: PythonValue): void {
    if (this.stack.length >= this.limits.maximumStack) {
      throw this.fail(`the pickle stacks more than ${this.limits.maximumStack} values`);
    }
    this.stack.push(value);
  }

  pop(): PythonValue {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) {
      throw this.fail('the pickle takes a value from an empty stack');
    }
    const value = this.stack.pop();
    if (value === undefined) throw this.fail('the pickle takes a value from an empty stack');
    return value;
  }

  /** The topmost value, which stays. */
  top(): PythonValue {
    const value = this.pop();
    this.stack.push(value);
    return value;
  }

  mark(): void {
    if (this.marks.length >= this.limits.maximumDepth) {
      throw this.fail(`the pickle nests more than ${this.limits.maximumDepth} deep`);
    }
    this.marks.push(this.stack.length);
  }

  /** Takes all values above the last mark, and the mark. */
  popToMark(): PythonValue[] {
    const start = this.marks.pop();
    if (start === undefined) throw this.fail('the pickle closes a container that it never opened');
    return this.stack.splice(start);
  }

  /** POP takes the mark when nothing lies above it. */
  popValueOrMark(): void {
    if (this.marks.at(-1) === this.stack.length) this.marks.pop();
    else this.pop();
  }

  remember(index: number): void {
    if (this.memo.size >= this.limits.maximumMemo) {
      throw this.fail(`the pickle remembers more than ${this.limits.maximumMemo} values`);
    }
    this.memo.set(index, this.top());
  }

  /** MEMOIZE: the next free number. */
  rememberNext(): void {
    this.remember(this.memo.size);
  }

  recall(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw this.fail(`the pickle uses the memo ${index} before it is set`);
    this.push(value);
  }
}
