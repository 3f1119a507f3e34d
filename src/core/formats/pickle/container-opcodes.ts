import { type PythonSequence, type PythonValue, isTagged } from '../python-value.ts';
import type { PickleMachine } from './pickle-machine.ts';
import type { OpcodeHandler } from './scalar-opcodes.ts';

/** Opcodes that build lists, tuples, dicts and sets, or fill them, and those of the memo. */
export const containerOpcodes: ReadonlyMap<number, OpcodeHandler> = new Map<number, OpcodeHandler>([
  [0x28, (machine) => machine.mark()], // MARK
  [0x30, (machine) => machine.popValueOrMark()], // POP
  [0x31, (machine) => void machine.popToMark()], // POP_MARK
  [0x32, (machine) => machine.push(machine.top())], // DUP
  [0x5d, (machine) => machine.push(sequence('list', []))], // EMPTY_LIST
  [0x6c, (machine) => machine.push(sequence('list', machine.popToMark()))], // LIST
  [0x29, (machine) => machine.push(sequence('tuple', []))], // EMPTY_TUPLE
  [0x74, (machine) => machine.push(sequence('tuple', machine.popToMark()))], // TUPLE
  [0x85, (machine) => pushTuple(machine, 1)], // TUPLE1
  [0x86, (machine) => pushTuple(machine, 2)], // TUPLE2
  [0x87, (machine) => pushTuple(machine, 3)], // TUPLE3
  [0x7d, (machine) => machine.push({ kind: 'dict', entries: [] })], // EMPTY_DICT
  [0x64, (machine) => machine.push({ kind: 'dict', entries: pairs(machine) })], // DICT
  [0x8f, (machine) => machine.push(sequence('set', []))], // EMPTY_SET
  [0x91, (machine) => machine.push(sequence('frozenset', machine.popToMark()))], // FROZENSET
  [0x61, append], // APPEND
  [0x65, (machine) => addItems(machine, machine.popToMark())], // APPENDS
  [0x90, (machine) => addItems(machine, machine.popToMark())], // ADDITEMS
  [0x73, setItem], // SETITEM
  [0x75, (machine) => addEntries(machine, pairs(machine))], // SETITEMS
  [0x67, (machine) => machine.recall(memoIndex(machine))], // GET
  [0x68, (machine) => machine.recall(machine.uint8())], // BINGET
  [0x6a, (machine) => machine.recall(machine.uint32())], // LONG_BINGET
  [0x70, (machine) => machine.remember(memoIndex(machine))], // PUT
  [0x71, (machine) => machine.remember(machine.uint8())], // BINPUT
  [0x72, (machine) => machine.remember(machine.uint32())], // LONG_BINPUT
  [0x94, (machine) => machine.rememberNext()], // MEMOIZE
]);

function sequence(kind: PythonSequence['kind'], items: PythonValue[]): PythonSequence {
  return { kind, items };
}

function pushTuple(machine: PickleMachine, length: number): void {
  const items: PythonValue[] = [];
  for (let index = 0; index < length; index += 1) items.unshift(machine.pop());
  machine.push(sequence('tuple', items));
}

function pairs(machine: PickleMachine): [PythonValue, PythonValue][] {
  const items = machine.popToMark();
  if (items.length % 2 !== 0) throw machine.fail('a dict has a key without a value');
  const entries: [PythonValue, PythonValue][] = [];
  for (let at = 0; at + 1 < items.length; at += 2) {
    entries.push([items[at] ?? null, items[at + 1] ?? null]);
  }
  return entries;
}

function append(machine: PickleMachine): void {
  const item = machine.pop();
  addItems(machine, [item]);
}

function addItems(machine: PickleMachine, items: readonly PythonValue[]): void {
  const target = machine.top();
  const list = isTagged(target) && 'items' in target ? target.items : undefined;
  if (!list) throw machine.fail('the pickle appends to something that is no list');
  for (const item of items) list.push(item);
}

function setItem(machine: PickleMachine): void {
  const value = machine.pop();
  const key = machine.pop();
  addEntries(machine, [[key, value]]);
}

function addEntries(machine: PickleMachine, entries: readonly [PythonValue, PythonValue][]): void {
  const target = machine.top();
  const list = isTagged(target) && 'entries' in target ? target.entries : undefined;
  if (!list) throw machine.fail('the pickle sets an item of something that is no dict');
  for (const entry of entries) list.push(entry);
}

function memoIndex(machine: PickleMachine): number {
  const line = machine.line();
  if (!/^\d{1,10}$/.test(line)) throw machine.fail('the number of a memo is no number');
  return Number(line);
}
