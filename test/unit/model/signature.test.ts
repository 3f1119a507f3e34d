import { describe, expect, it } from 'vitest';
import { parseSignature } from '../../../src/core/model/signature.ts';

const double = { kind: 'scalar', type: 'double' };

describe('a signature', () => {
  it('of tensors keeps dtype and shape', () => {
    const inputs =
      '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 28, 28]}}]';
    expect(parseSignature({ inputs })).toEqual({
      inputs: { kind: 'tensors', tensors: [{ dtype: 'float32', shape: [-1, 28, 28] }] },
    });
  });

  it('keeps falsy and numeric column names', () => {
    const inputs =
      '[{"name": "", "type": "double"}, {"name": 0, "type": "double"}, {"type": "double"}]';
    expect(parseSignature({ inputs }).inputs).toEqual({
      kind: 'columns',
      columns: [
        { name: '', type: double, required: true },
        { name: 0, type: double, required: true },
        { type: double, required: true },
      ],
    });
  });

  it('reads optional columns as every version wrote them', () => {
    const inputs =
      '[{"name": "a", "type": "double", "optional": true}, {"name": "b", "type": "double", "required": false}]';
    const schema = parseSignature({ inputs }).inputs;
    expect(schema?.kind === 'columns' && schema.columns.map((column) => column.required)).toEqual([
      false,
      false,
    ]);
  });

  it('reads nested types', () => {
    const inputs = JSON.stringify([
      {
        name: 'chat',
        type: 'array',
        items: {
          type: 'object',
          properties: {
            role: { type: 'string', required: true },
            n: { type: 'long', required: false },
          },
        },
      },
      { name: 'tags', type: 'map', values: { type: 'any' } },
    ]);
    expect(parseSignature({ inputs }).inputs).toMatchObject({
      columns: [
        {
          type: {
            kind: 'array',
            items: {
              kind: 'object',
              properties: [
                { name: 'role', required: true },
                { name: 'n', required: false },
              ],
            },
          },
        },
        { type: { kind: 'map', values: { kind: 'any' } } },
      ],
    });
  });

  it('reads params with default and shape', () => {
    const params =
      '[{"name": "t", "type": "double", "default": 0.5, "shape": null}, {"name": "stop", "type": "string", "default": ["x"], "shape": [-1]}]';
    expect(parseSignature({ params }).params).toEqual([
      { name: 't', type: double, default: 0.5 },
      { name: 'stop', type: { kind: 'scalar', type: 'string' }, default: ['x'], shape: [-1] },
    ]);
  });

  it('refuses types that nest without end', () => {
    const depth = 5000;
    const type = `${'{"type": "array", "items": '.repeat(depth)}{"type": "any"}${'}'.repeat(depth)}`;
    expect(() => parseSignature({ inputs: `[${type}]` })).toThrow('more than 64 levels deep');
  });
});
