import { describe, expect, it } from 'vitest';
import { readSkops } from '../../../src/core/formats/skops/read-skops.ts';
import { zipBytes } from '../../helpers/zip-bytes.ts';

type Node = Record<string, unknown>;

function skops(schema: unknown): Buffer {
  return zipBytes([{ name: 'schema.json', data: Buffer.from(JSON.stringify(schema)) }]);
}

const json = (content: string): Node => ({ __loader__: 'JsonNode', content });
const list = (items: unknown[]): Node => ({ __loader__: 'ListNode', content: items });
const type = (name: string): Node => ({
  __loader__: 'TypeNode',
  __module__: 'builtins',
  __class__: name,
});
const dict = (content: Node, keys: string[]): Node => ({
  __loader__: 'DictNode',
  content,
  key_types: list(keys.map(type)),
});
const read = (node: Node): unknown => readSkops(skops({ ...node, protocol: 2 }));

describe('readSkops', () => {
  it('reads scalars, also those that are no JSON', () => {
    const items = ['null', 'true', '1.5', '"a"', 'NaN', '-Infinity', '9007199254740993'];
    expect(read(list(items.map(json)))).toEqual({
      kind: 'list',
      items: [null, true, 1.5, 'a', Number.NaN, -Infinity, 9007199254740993n],
    });
  });

  it('gives keys their types back', () => {
    const node = dict({ '1': json('"one"'), '2': json('"two"') }, ['int', 'int']);
    expect(read(node)).toEqual({
      kind: 'dict',
      entries: [
        [1, 'one'],
        [2, 'two'],
      ],
    });
  });

  it('gives nodes with the same id the same identity', () => {
    const shared = { ...list([json('1')]), __id__: 7 };
    const cached = { __loader__: 'CachedNode', __id__: 7 };
    const value = read(list([shared, cached]));
    expect(value).toHaveProperty('items.1', (value as { items: unknown[] }).items[0]);
  });

  it('keeps objects, functions and types by name only', () => {
    const system = { __loader__: 'FunctionNode', __module__: 'os', __class__: 'system' };
    expect(read(system)).toEqual({ kind: 'global', module: 'os', name: 'system' });
    const partial = { __loader__: 'PartialNode', __module__: 'functools', __class__: 'partial' };
    expect(read(partial)).toMatchObject({ kind: 'object', name: 'partial', args: [] });
  });

  it.each<[string, unknown, RegExp]>([
    ['protocol 3', { ...json('1'), protocol: 3 }, /protocol 3 is not read/],
    ['no protocol', json('1'), /protocol undefined is not read/],
    ['an unknown node', { __loader__: 'EvilNode', protocol: 2 }, /"EvilNode" is not read/],
    ['a node that is a list', { ...list([[]]), protocol: 2 }, /a node that is no object/],
    [
      'a member that is not there',
      { __loader__: 'BytesNode', file: '../../etc/passwd', protocol: 2 },
      /no member/,
    ],
    [
      'a node inside itself',
      { ...list([{ __loader__: 'CachedNode', __id__: 1 }]), __id__: 1, protocol: 2 },
      /contains itself/,
    ],
    ['code for a scalar', { ...json('__import__("os")'), protocol: 2 }, /JsonNode holds/],
    [
      'mixed keys',
      { ...dict({ '1': json('1'), a: json('2') }, ['int', 'str']), protocol: 2 },
      /mixes numbers/,
    ],
  ])('refuses %s', (_, schema, message) => {
    expect(() => readSkops(skops(schema))).toThrow(message);
  });

  it('refuses an array whose rows are one list that is used again and again', () => {
    const depth = 30;
    let rows: Node = { ...list([json('1'), json('1')]), __id__: 0 };
    for (let id = 1; id < depth; id += 1)
      rows = { ...list([rows, { __id__: id - 1 }]), __id__: id };
    const shape = {
      __loader__: 'TupleNode',
      content: Array.from({ length: depth }, () => json('2')),
    };
    const array = { __loader__: 'NdArrayNode', type: 'json', shape, content: rows['content'] };
    expect(() => read(array)).toThrow('not as many items as its shape');
    const empty = { ...shape, content: [json('0'), ...shape.content.slice(1)] };
    expect(read({ ...array, shape: empty })).toMatchObject({ kind: 'array', values: [] });
  });

  it('refuses nesting without end', () => {
    let node: Node = json('1');
    for (let depth = 0; depth < 1000; depth += 1) node = list([node]);
    expect(() => read(node)).toThrow(/nest more than 500 deep/);
  });

  it('refuses an archive without a schema, and a schema that is no JSON', () => {
    expect(() => readSkops(zipBytes([]))).toThrow(/no schema.json/);
    const broken = zipBytes([{ name: 'schema.json', data: Buffer.from('{') }]);
    expect(() => readSkops(broken)).toThrow(/not valid JSON/);
  });
});
