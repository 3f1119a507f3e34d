import type { PythonValue } from '../python-value.ts';
import type { PickleMachine } from './pickle-machine.ts';

/** What one opcode does to the machine. */
export type OpcodeHandler = (machine: PickleMachine) => void;

const maximumDigits = 10_000;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Opcodes that push a number, a text or bytes (pickletools.py of CPython 3.13; protocols 0 to 5).
 */
export const scalarOpcodes: ReadonlyMap<number, OpcodeHandler> = new Map<number, OpcodeHandler>([
  [0x4e, (machine) => machine.push(null)], // NONE
  [0x88, (machine) => machine.push(true)], // NEWTRUE
  [0x89, (machine) => machine.push(false)], // NEWFALSE
  [0x49, (machine) => machine.push(parseInt_(machine, machine.line()))], // INT
  [0x4c, (machine) => machine.push(parseLong(machine, machine.line()))], // LONG
  [0x46, (machine) => machine.push(parseFloat_(machine, machine.line()))], // FLOAT
  [0x4a, (machine) => machine.push(machine.int32())], // BININT
  [0x4b, (machine) => machine.push(machine.uint8())], // BININT1
  [0x4d, (machine) => machine.push(machine.uint16())], // BININT2
  [0x8a, (machine) => machine.push(readLong(machine, machine.uint8()))], // LONG1
  [0x8b, (machine) => machine.push(readLong(machine, machine.int32()))], // LONG4
  [0x47, (machine) => machine.push(machine.view.getFloat64(machine.skip(8), false))], // BINFLOAT
  [0x53, (machine) => machine.push(parseQuoted(machine, machine.line()))], // STRING
  [0x54, (machine) => machine.push(asText(machine.take(machine.int32())))], // BINSTRING
  [0x55, (machine) => machine.push(asText(machine.take(machine.uint8())))], // SHORT_BINSTRING
  [0x56, (machine) => machine.push(parseRawUnicode(machine.line()))], // UNICODE
  [0x58, (machine) => machine.push(readUtf8(machine, machine.uint32()))], // BINUNICODE
  [0x8c, (machine) => machine.push(readUtf8(machine, machine.uint8()))], // SHORT_BINUNICODE
  [0x8d, (machine) => machine.push(readUtf8(machine, machine.uint64()))], // BINUNICODE8
  [0x42, (machine) => machine.push(machine.take(machine.uint32()))], // BINBYTES
  [0x43, (machine) => machine.push(machine.take(machine.uint8()))], // SHORT_BINBYTES
  [0x8e, (machine) => machine.push(machine.take(machine.uint64()))], // BINBYTES8
  [0x96, (machine) => machine.push(machine.take(machine.uint64()))], // BYTEARRAY8
]);

/** INT carries booleans as 00 and 01, from before protocol 2. */
function parseInt_(machine: PickleMachine, text: string): PythonValue {
  if (text === '00') return false;
  if (text === '01') return true;
  return parseLong(machine, text);
}

function parseLong(machine: PickleMachine, text: string): PythonValue {
  const digits = /^\s*(-?\d+)L?\s*$/.exec(text)?.[1];
  if (digits === undefined || digits.length > maximumDigits) {
    throw machine.fail(`${JSON.stringify(text.slice(0, 20))} is no integer`);
  }
  return smallest(BigInt(digits));
}

function parseFloat_(machine: PickleMachine, text: string): number {
  const special = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity }[text];
  if (special !== undefined) return special;
  if (!/^-?\d+(\.\d*)?(e[+-]?\d+)?$/i.test(text)) {
    throw machine.fail(`${JSON.stringify(text.slice(0, 20))} is no float`);
  }
  return Number(text);
}

/** Little-endian two's complement of any length. */
function readLong(machine: PickleMachine, length: number): PythonValue {
  if (length > maximumDigits) throw machine.fail(`an integer of ${length} bytes is not read`);
  const bytes = machine.take(length);
  const digits = Buffer.from(bytes.toReversed()).toString('hex');
  return smallest(BigInt.asIntN(length * 8, BigInt(`0x0${digits}`)));
}

function smallest(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Python 2's str: text where it is ASCII, as Python 3 reads it by default, else bytes. */
function asText(bytes: Uint8Array): string | Uint8Array {
  return bytes.every((byte) => byte < 0x80) ? Buffer.from(bytes).toString('latin1') : bytes;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** A quoted literal with the escapes that repr() of Python 2 writes. */
function parseQuoted(machine: PickleMachine, line: string): string | Uint8Array {
  const body = /^\s*(["'])(.*)\1\s*$/s.exec(line)?.[2];
  if (body === undefined) throw machine.fail('a text of protocol 0 has no quotes around it');
  const text = body.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/gs, (_, hex?: string, plain?: string) =>
    hex === undefined
      ? (escapes[plain ?? ''] ?? plain ?? '')
      : String.fromCharCode(parseInt(hex, 16)),
  );
  return asText(Buffer.from(text, 'latin1'));
}

/** raw-unicode-escape: only \uXXXX and \UXXXXXXXX are escapes. */
function parseRawUnicode(line: string): string {
  return line.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (all, short, long) => {
    const codePoint = parseInt(String(short ?? long), 16);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : all;
  });
}

function readUtf8(machine: PickleMachine, length: number): string {
  const bytes = machine.take(length);
  try {
    return utf8.decode(bytes);
  } catch {
    throw machine.fail('a text is not valid UTF-8');
  }
}
