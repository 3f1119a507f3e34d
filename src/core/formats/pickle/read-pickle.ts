import { FormatError } from '../format-error.ts';
import type { PythonValue } from '../python-value.ts';
import { containerOpcodes } from './container-opcodes.ts';
import { objectOpcodes, refusedOpcodes } from './object-opcodes.ts';
import { type PickleLimits, PickleMachine, defaultPickleLimits } from './pickle-machine.ts';
import { type OpcodeHandler, scalarOpcodes } from './scalar-opcodes.ts';

const handlers: readonly (OpcodeHandler | undefined)[] = Array.from(
  { length: 256 },
  (_, opcode) =>
    scalarOpcodes.get(opcode) ?? containerOpcodes.get(opcode) ?? objectOpcodes.get(opcode),
);

/**
 * Reads one pickle of protocol 0 to 5 into data. Nothing is imported, looked up or called: names
 * stay names and calls become records of what would have been called. Throws FormatError with the
 * offset of the opcode that is broken, refused or beyond the limits. Bytes behind the pickle are
 * not looked at.
 */
export function readPickle(
  bytes: Uint8Array,
  limits: PickleLimits = defaultPickleLimits,
): PythonValue {
  const machine = new PickleMachine(bytes, limits);
  while (!machine.isStopped) {
    machine.opcodeOffset = machine.offset;
    const opcode = machine.uint8();
    const handler = handlers[opcode];
    if (!handler) throw unknownOpcode(opcode, machine.opcodeOffset);
    handler(machine);
  }
  return machine.pop();
}

function unknownOpcode(opcode: number, offset: number): FormatError {
  const refusal = refusedOpcodes.get(opcode);
  const hex = `0x${opcode.toString(16).padStart(2, '0')}`;
  return refusal === undefined
    ? new FormatError(`${hex} is no pickle opcode, so the file is damaged or no pickle`, offset)
    : new FormatError(`the pickle opcode ${refusal}, which is not read`, offset);
}
