import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readCatboostJson } from '../../../src/core/formats/catboost/read-catboost-json.ts';
import { readCatboost } from '../../../src/core/formats/catboost/read-catboost.ts';
import { readFlatBuffer } from '../../../src/core/formats/flatbuffer.ts';
import { FormatError } from '../../../src/core/formats/format-error.ts';

const folder = 'test/fixtures/catboost-models';
const binary = readFileSync(`${folder}/people/model.cb`);

describe('readCatboost', () => {
  it('reads features, splits, trees, tables and metadata', () => {
    const model = readCatboost(binary);
    expect(model).toMatchObject({ dimension: 1, scale: 1, otherFeatures: [] });
    expect(model.floatFeatures.map(({ name, flatIndex }) => [name, flatIndex])).toEqual([
      ['age', 0],
      ['income', 4],
    ]);
    expect(model.catFeatures.map(({ name, flatIndex }) => [name, flatIndex])).toEqual([
      ['city', 1],
      ['size', 2],
      ['children', 3],
    ]);
    expect(model.trees).toHaveLength(8);
    expect(model.ctrs.length).toBeGreaterThan(0);
    expect(model.info.get('class_params')).toContain('"class_names":["no","yes"]');
  });

  it('reads the same from the JSON that CatBoost writes of the same model', () => {
    const fromJson = readCatboostJson(readFileSync(`${folder}/json-people/model.cb`));
    const fromBinary = readCatboost(binary);
    expect(fromJson.splits).toEqual(fromBinary.splits);
    expect(fromJson.floatFeatures).toEqual(fromBinary.floatFeatures);
    expect(fromJson.trees.length).toBe(fromBinary.trees.length);
    // JSON does not keep every digit of a leaf.
    fromJson.trees.forEach((tree, at) => {
      expect(tree.kind === 'symmetric' && tree.splits).toEqual(
        fromBinary.trees[at]?.kind === 'symmetric' && fromBinary.trees[at].splits,
      );
    });
  });

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['nothing', () => Buffer.alloc(0), /does not begin with CatBoost's mark "CBM1" \(at byte 0\)/],
    ['only the mark', (bytes) => bytes.subarray(0, 4), /ends after its mark/],
    ['a core that is cut off', (bytes) => bytes.subarray(0, 2000), /the end is cut off/],
    ['tables that are cut off', (bytes) => bytes.subarray(0, -1), /longer than the file/],
    ['no tables', (bytes) => bytes.subarray(0, 8 + bytes.readUInt32LE(4)), /are cut off/],
    [
      'another format',
      (bytes) => replaced(bytes, 'FlabuffersModel_v1', 'FlabuffersModel_v2'),
      /only/,
    ],
  ])('refuses %s', (_, change, message) => {
    const changed = change(Buffer.from(binary));
    expect(() => readCatboost(changed)).toThrow(message);
    expect(() => readCatboost(changed)).toThrow(FormatError);
  });

  it('never reads outside of the file, whatever stands in it', () => {
    const errors = new Set<string>();
    for (let at = 8; at < binary.length; at += 7) {
      const changed = Buffer.from(binary);
      changed.writeUInt32LE(0x7fffffff, Math.min(at, changed.length - 4));
      try {
        readCatboost(changed);
      } catch (error) {
        errors.add(error instanceof Error ? error.name : String(error));
      }
    }
    expect([...errors]).toEqual(['FormatError']);
  });

  it('does not read one vector again and again', () => {
    // A root table whose only field is a vector of numbers.
    const count = 5000;
    const buffer = Buffer.alloc(24 + count * 4);
    buffer.writeUInt32LE(12, 0);
    buffer.writeUInt16LE(6, 4); // the vtable: its size, the table's, the field
    buffer.writeUInt16LE(8, 6);
    buffer.writeUInt16LE(4, 8);
    buffer.writeInt32LE(8, 12);
    buffer.writeUInt32LE(4, 16);
    buffer.writeUInt32LE(count, 20);
    const table = readFlatBuffer(buffer);
    expect(table.int32s(0)).toHaveLength(count);
    expect(() => {
      for (let round = 0; round < 100; round += 1) table.int32s(0);
    }).toThrow(/the same bytes again and again/);
  });

  it('says which entry of a JSON model is wrong', () => {
    expect(() => readCatboostJson(Buffer.from('{"features_info":{}}'))).toThrow(/entry model_info/);
    expect(() => readCatboostJson(Buffer.from('{'))).toThrow(/is not JSON/);
  });
});

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1');
}
