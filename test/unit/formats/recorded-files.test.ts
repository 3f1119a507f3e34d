import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readNpy } from '../../../src/core/formats/npy.ts';
import { type NumpyArray, readNumberField } from '../../../src/core/formats/numpy-array.ts';
import { readPickle } from '../../../src/core/formats/pickle/read-pickle.ts';
import { type PythonValue, isTagged } from '../../../src/core/formats/python-value.ts';
import { resolvePython } from '../../../src/core/formats/resolve-python.ts';
import { recordedNames } from '../../helpers/recorded-names.ts';

const root = 'test/fixtures/formats';
const folders = recordedNames(root);

it('finds files that NumPy 1 and NumPy 2 wrote', () => {
  expect(folders.map((name) => name.slice(0, 8)).sort()).toEqual(['numpy-1.', 'numpy-2.']);
});

describe.each(folders)('files of %s', (folder) => {
  const path = join(root, folder);
  const { files } = JSON.parse(readFileSync(join(path, 'expected.json'), 'utf8'));

  it.each(Object.keys(files))('%s holds what Python wrote into it', (file) => {
    const bytes = readFileSync(join(path, file));
    const value = file.endsWith('.npy') ? readNpy(bytes) : readPickle(bytes);
    expect(encode(value)).toEqual(files[file]);
  });
});

it('gives a value that is used twice the same identity', () => {
  const bytes = readFileSync(join(root, folders[0] ?? '', 'protocol-4.pickle'));
  const value = readPickle(bytes);
  const entries = isTagged(value) && value.kind === 'dict' ? value.entries : [];
  const shared = entries.find(([key]) => key === 'shared')?.[1];
  const items = isTagged(shared) && shared.kind === 'list' ? shared.items : [];
  expect(items).toHaveLength(3);
  expect(items[0]).toBe(items[1]);
});

/** The same notation as scripts/record_format_fixtures.py. */
function encode(raw: PythonValue): unknown {
  const value = resolvePython(raw);
  if (typeof value === 'bigint') return { integer: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { float: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' };
  }
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (!isTagged(value)) return value;
  if (value.kind === 'array') return encodeArray(value);
  if (value.kind === 'dict') {
    return { dict: value.entries.map(([key, item]) => [encode(key), encode(item)]) };
  }
  if (value.kind === 'global' || value.kind === 'object') {
    return `${value.module}.${value.name}`;
  }
  return { [value.kind]: value.items.map(encode) };
}

function encodeArray(array: NumpyArray): unknown {
  const { dtype, shape } = array;
  if (array.dtype === 'structured') {
    const names = array.structure.fields.map(({ name }) => name);
    const fields = names.map((name) => [name, [...(readNumberField(array, name) ?? [])]]);
    return { array: dtype, shape, fields: Object.fromEntries(fields) };
  }
  const values = Array.from<unknown>(array.values).map((value) => {
    if (dtype === 'bool') return value === 1;
    if (dtype === 'bytes') {
      return {
        bytes: Buffer.from(value as Uint8Array)
          .toString('hex')
          .replace(/(00)+$/, ''),
      };
    }
    const isSmall = typeof value === 'bigint' && Number.isSafeInteger(Number(value));
    return encode((isSmall ? Number(value) : value) as PythonValue);
  });
  return { array: dtype, shape, values };
}
