import type { NumpyArray } from './numpy-array.ts';

/**
 * What a saved Python object is made of, as plain data: the one graph that the pickle reader and
 * the skops reader both yield. Python's int is a number where it is exact and a bigint beyond
 * 2^53; float is a number; bytes and bytearray are Uint8Array. Values may be shared and, in
 * hostile files, cyclic: whoever walks the graph limits its depth.
 */
export type PythonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PythonSequence
  | PythonDict
  | PythonGlobal
  | PythonObject
  | NumpyArray;

/** A list, tuple, set or frozenset. */
export interface PythonSequence {
  readonly kind: 'list' | 'tuple' | 'set' | 'frozenset';
  readonly items: PythonValue[];
}

/** A dict in insertion order; of equal keys the last one counts. */
export interface PythonDict {
  readonly kind: 'dict';
  readonly entries: [PythonValue, PythonValue][];
}

/** A class or function by name; it is never looked up, imported or called. */
export interface PythonGlobal {
  readonly kind: 'global';
  readonly module: string;
  readonly name: string;
}

/** An instance as the file describes it: what would build it, from which arguments and state. */
export interface PythonObject {
  readonly kind: 'object';
  /** Module and name of the class, or of the function that would have been called. */
  readonly module: string;
  readonly name: string;
  readonly args: readonly PythonValue[];
  /** What `__setstate__` or `__dict__` would get: for most classes a dict of attributes. */
  state?: PythonValue;
  /** Items that would be appended, for subclasses of list and set. */
  readonly items: PythonValue[];
  /** Items that would be set, for subclasses of dict. */
  readonly entries: [PythonValue, PythonValue][];
  /** Where the object was begun, for error messages. */
  readonly offset: number;
}

/** A new {@link PythonObject} without state and items. */
export function pythonObject(
  type: { readonly module: string; readonly name: string },
  args: readonly PythonValue[],
  offset: number,
): PythonObject {
  return {
    kind: 'object',
    module: type.module,
    name: type.name,
    args,
    items: [],
    entries: [],
    offset,
  };
}

/** Says in a few words what a value is, for error messages. */
export function describePythonValue(value: PythonValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (isTagged(value)) return describeTagged(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

function describeTagged(value: TaggedValue): string {
  switch (value.kind) {
    case 'object':
      return `an object of ${value.module}.${value.name}`;
    case 'global':
      return `${value.module}.${value.name}`;
    case 'array':
      return `a ${value.dtype} array of shape (${value.shape.join(', ')})`;
    case 'dict':
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
      return `a ${value.kind}`;
  }
}

/** Values that carry a `kind`: all but None, scalars, texts and bytes. */
export type TaggedValue = Extract<PythonValue, { readonly kind: string }>;

/** True for containers, objects, globals and arrays. */
export function isTagged(value: PythonValue | undefined): value is TaggedValue {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
