import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/core/formats/format-error.ts';
import { readLightgbmModel } from '../../../src/core/formats/lightgbm-model.ts';

const text = readFileSync('test/fixtures/booster-models/lightgbm-booster/model.lgb', 'utf8');
const read = (edited: string) => readLightgbmModel(Buffer.from(edited));

describe('readLightgbmModel', () => {
  it('reads the head, the trees and what pandas had', () => {
    const model = read(text);
    expect(model).toMatchObject({
      version: 'v4',
      classCount: 1,
      treesPerIteration: 1,
      featureNames: ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'],
      objective: 'regression',
      isAverage: false,
      pandasCategories: [],
    });
    expect(model.trees).toHaveLength(3);
    expect(model.trees[0]).toMatchObject({
      categoryStarts: [0],
      categoryWords: [],
      isLinear: false,
    });
    expect(model.trees[0]?.left).toHaveLength(4);
    expect(model.trees[0]?.leafValue).toHaveLength(5);
  });

  it('reads it the same when Git made CRLF of every LF', () => {
    expect(read(text.replaceAll('\n', '\r\n'))).toEqual(read(text));
  });

  it('reads infinities and NaN in any case', () => {
    const edited = text.replace(/threshold=\S+ \S+ \S+/, 'threshold=inf -INF nan');
    expect(read(edited).trees[0]?.threshold.slice(0, 3)).toEqual([Infinity, -Infinity, Number.NaN]);
  });

  it.each<[string, (text: string) => string, RegExp]>([
    ['nothing', () => '', /"end of trees" is missing/],
    ['another text', (whole) => `x${whole}`, /does not begin with the line "tree" \(at byte 0\)/],
    ['a text that is cut off', (whole) => whole.slice(0, 900), /"end of trees" is missing/],
    [
      'a tree too few',
      (whole) => whole.replace(/Tree=2[^]*?\n\n\n/, ''),
      /2 trees where tree_sizes/,
    ],
    [
      'names that are too few',
      (whole) => whole.replace('sepal_length ', ''),
      /"feature_names" is not as many names as there are features \(at byte \d+\)/,
    ],
    [
      'a missing line',
      (whole) => whole.replace('left_child=', 'left='),
      /"left_child=" is missing/,
    ],
    [
      'a list that is too short',
      (whole) => whole.replace(/split_feature=\S+ /, 'split_feature='),
      /"split_feature" is not 4 numbers/,
    ],
    [
      'a word among numbers',
      (whole) => whole.replace(/leaf_value=\S+/, 'leaf_value=0x10'),
      /"leaf_value" is not a list of numbers/,
    ],
    [
      'a number that is none',
      (whole) => whole.replace('num_class=1', 'num_class=one'),
      /num_class/,
    ],
    [
      'categories that are no JSON',
      (whole) => whole.replace('pandas_categorical:[]', 'pandas_categorical:[['),
      /pandas_categorical is not JSON/,
    ],
    [
      'categories that are no list',
      (whole) => whole.replace('pandas_categorical:[]', 'pandas_categorical:{}'),
      /pandas_categorical is not a list/,
    ],
  ])('refuses %s', (_, edit, message) => {
    expect(() => read(edit(text))).toThrow(message);
    expect(() => read(edit(text))).toThrow(FormatError);
  });
});
