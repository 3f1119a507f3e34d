import {
  type PythonGlobal,
  type PythonObject,
  type PythonValue,
  isTagged,
  pythonObject,
} from '../python-value.ts';
import type { PickleMachine } from './pickle-machine.ts';
import type { OpcodeHandler } from './scalar-opcodes.ts';

/**
 * Opcodes that in Python import, call and change things. Here a name becomes a PythonGlobal and a
 * call becomes a PythonObject that says what would have been called with what: nothing runs.
 */
export const objectOpcodes: ReadonlyMap<number, OpcodeHandler> = new Map<number, OpcodeHandler>([
  [0x63, (machine) => machine.push(globalOf(machine.line(), machine.line()))], // GLOBAL
  [0x93, stackGlobal], // STACK_GLOBAL
  [0x52, reduce], // REDUCE
  [0x81, newObject], // NEWOBJ
  [0x92, newObjectWithKeywords], // NEWOBJ_EX
  [0x69, instance], // INST
  [0x6f, objectFromMark], // OBJ
  [0x62, build], // BUILD
  [0x80, protocol], // PROTO
  [0x95, frame], // FRAME
  [0x2e, (machine) => void (machine.isStopped = true)], // STOP
]);

/** Opcodes that no saved model needs, with the reason why they are refused. */
export const refusedOpcodes: ReadonlyMap<number, string> = new Map([
  [0x50, 'PERSID refers to an object outside of the file'],
  [0x51, 'BINPERSID refers to an object outside of the file'],
  [0x82, 'EXT1 refers to a registry of extensions'],
  [0x83, 'EXT2 refers to a registry of extensions'],
  [0x84, 'EXT4 refers to a registry of extensions'],
  [0x97, 'NEXT_BUFFER refers to a buffer outside of the file'],
  [0x98, 'READONLY_BUFFER refers to a buffer outside of the file'],
]);

const highestProtocol = 5;

function globalOf(module: string, name: string): PythonGlobal {
  return { kind: 'global', module, name };
}

function stackGlobal(machine: PickleMachine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof name !== 'string' || typeof module !== 'string') {
    throw machine.fail('STACK_GLOBAL finds no names on the stack');
  }
  machine.push(globalOf(module, name));
}

function reduce(machine: PickleMachine): void {
  const args = tupleItems(machine, machine.pop());
  const callable = machine.pop();
  machine.push(construct(machine, callable, args));
}

/** Calls that only say "make an instance of this class" are read as just that. */
function construct(
  machine: PickleMachine,
  callable: PythonValue,
  args: readonly PythonValue[],
): PythonObject {
  const name = nameOf(machine, callable);
  const isCopyRegister = name.module === 'copyreg' || name.module === 'copy_reg';
  const [type, ...rest] = args;
  const isNew = isCopyRegister && /^(_reconstructor|__newobj__|__newobj_ex__)$/.test(name.name);
  if (!isNew || type === undefined) return pythonObject(name, args, machine.opcodeOffset);
  return pythonObject(nameOf(machine, type), rest, machine.opcodeOffset);
}

function newObject(machine: PickleMachine): void {
  const args = tupleItems(machine, machine.pop());
  const type = machine.pop();
  machine.push(pythonObject(nameOf(machine, type), args, machine.opcodeOffset));
}

function newObjectWithKeywords(machine: PickleMachine): void {
  const keywords = machine.pop();
  const args = tupleItems(machine, machine.pop());
  const type = machine.pop();
  machine.push(pythonObject(nameOf(machine, type), [...args, keywords], machine.opcodeOffset));
}

function instance(machine: PickleMachine): void {
  const type = globalOf(machine.line(), machine.line());
  machine.push(pythonObject(type, machine.popToMark(), machine.opcodeOffset));
}

function objectFromMark(machine: PickleMachine): void {
  const [type, ...args] = machine.popToMark();
  if (type === undefined) throw machine.fail('OBJ finds no class on the stack');
  machine.push(pythonObject(nameOf(machine, type), args, machine.opcodeOffset));
}

function build(machine: PickleMachine): void {
  const state = machine.pop();
  const target = machine.top();
  if (!isTagged(target) || target.kind !== 'object') {
    throw machine.fail('BUILD finds no object on the stack');
  }
  if (target.state !== undefined) throw machine.fail('BUILD sets the state of an object twice');
  target.state = state;
}

function nameOf(machine: PickleMachine, value: PythonValue): { module: string; name: string } {
  if (isTagged(value) && value.kind === 'global') return value;
  // What a call would return is unknown, for instance a class that cloudpickle builds.
  if (isTagged(value) && value.kind === 'object') {
    return { module: value.module, name: `${value.name}(…)` };
  }
  throw machine.fail('the pickle calls something that is neither a class nor a function');
}

function tupleItems(machine: PickleMachine, value: PythonValue): readonly PythonValue[] {
  if (isTagged(value) && value.kind === 'tuple') return value.items;
  throw machine.fail('the arguments of a call are no tuple');
}

function protocol(machine: PickleMachine): void {
  const version = machine.uint8();
  if (version > highestProtocol) {
    throw machine.fail(`pickle protocol ${version} is not read, only 0 to ${highestProtocol}`);
  }
}

/** A frame only says how much to read at once; its length must still be true. */
function frame(machine: PickleMachine): void {
  const length = machine.uint64();
  const start = machine.offset;
  machine.skip(length);
  machine.offset = start;
}
