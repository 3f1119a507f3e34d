import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/core/formats/format-error.ts';
import { isXgboostBinary } from '../../../src/core/formats/xgboost-document.ts';
import { type XgboostTrees, readXgboostModel } from '../../../src/core/formats/xgboost-model.ts';
import { ubjsonBytes } from '../../helpers/ubjson-bytes.ts';
import { xgboostDocument } from '../../helpers/xgboost-document.ts';

const folder = 'test/fixtures/booster-models';
const json = readFileSync(`${folder}/xgboost-classifier-json/model.json`);

const read = (document: object) => readXgboostModel(Buffer.from(JSON.stringify(document)));

describe('readXgboostModel', () => {
  it('reads the same from JSON and from UBJSON', () => {
    const fromUbjson = readXgboostModel(readFileSync(`${folder}/xgboost-classifier-xgb/model.xgb`));
    expect(readXgboostModel(json)).toMatchObject({
      ...fromUbjson,
      booster: { kind: 'trees', parallelTreeCount: 1 },
    });
    const treesOf = (bytes: Uint8Array) => (readXgboostModel(bytes).booster as XgboostTrees).trees;
    const [first] = treesOf(json);
    expect(first?.conditions.map(Math.fround)).toEqual(
      treesOf(readFileSync(`${folder}/xgboost-classifier-xgb/model.xgb`))[0]?.conditions,
    );
  });

  it('reads the model beside the configuration of a pickled Booster', () => {
    const bytes = ubjsonBytes({ Config: {}, Model: xgboostDocument() });
    expect(readXgboostModel(bytes)).toMatchObject({ featureCount: 2, baseScores: [0.5] });
  });

  it('reads NaN and infinities, also beside texts that look like them', () => {
    const text = JSON.stringify(xgboostDocument({ conditions: [0.5, 1, 2] }))
      .replace('[0.5,1,2]', '[-Infinity,NaN,Infinity]')
      .replace('"feature_names":[]', '"feature_names":["NaN","a\\",NaN"]');
    const model = readXgboostModel(Buffer.from(text));
    expect(model.featureNames).toEqual(['NaN', 'a",NaN']);
    const [tree] = (model.booster as XgboostTrees).trees;
    expect([...(tree?.conditions ?? [])]).toEqual([-Infinity, Number.NaN, Infinity]);
  });

  it('puts trees into the order of their ids', () => {
    const document = xgboostDocument({ trees: 2 });
    const { trees } = document.learner.gradient_booster.model;
    trees.forEach((tree, at) => (tree.id = 1 - at));
    Object.assign(trees[0] ?? {}, { split_indices: [1, 0, 0] });
    const { booster } = read(document);
    expect([...((booster as XgboostTrees).trees[1]?.feature ?? [])]).toEqual([1, 0, 0]);
  });

  it.each<[string, string, RegExp]>([
    ['text', 'hello', /stands where a value is expected/],
    [
      'JSON that is cut off',
      '{"version":[3,2,0],"learner":{',
      /JSON text is broken \(at byte \d+\)/,
    ],
    ['another document', '{"a":1}', /learner is missing/],
    ['an array', '{"learner":[]}', /learner is not an object/],
  ])('refuses %s', (_, text, message) => {
    expect(() => readXgboostModel(Buffer.from(text))).toThrow(message);
    expect(() => readXgboostModel(Buffer.from(text))).toThrow(FormatError);
  });

  it.each<[string, Parameters<typeof xgboostDocument>[0], RegExp]>([
    ['a base_score that is none', { baseScore: 'x' }, /base_score "x" is not a number/],
    ['an empty base_score', { baseScore: '[]' }, /base_score "\[\]" is not a number/],
    ['an unknown booster', { booster: 'gbforest' }, /name is not gbtree, dart or gblinear/],
    ['outputs that are too few', { outputs: [] }, /not an output and a weight for each tree/],
    ['an id that is missing', { id: 5 }, /no tree with the id 0/],
    ['a text among numbers', { conditions: ['a'] }, /split_conditions is not a list of numbers/],
    [
      'categories beyond the end',
      { categories: { nodes: [0], starts: [0], sizes: [3], all: [1] } },
      /not inside of the categories/,
    ],
    [
      'a node without categories',
      { categories: { nodes: [0], starts: [0], sizes: [0], all: [] } },
      /not inside of the categories/,
    ],
  ])('refuses %s', (_, options, message) => {
    expect(() => read(xgboostDocument(options))).toThrow(message);
    expect(() => read(xgboostDocument(options))).toThrow(FormatError);
  });
});

describe('isXgboostBinary', () => {
  it('knows the old format by its mark and by its reserved bytes', () => {
    const old = readFileSync('test/fixtures/booster-models/old-binary.xgb');
    expect(isXgboostBinary(old)).toBe(true);
    expect(isXgboostBinary(old.subarray(4))).toBe(true);
    expect(isXgboostBinary(json)).toBe(false);
    expect(isXgboostBinary(Buffer.alloc(10))).toBe(false);
  });
});
