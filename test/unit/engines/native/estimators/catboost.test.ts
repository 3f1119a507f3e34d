import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { categoryHash } from '../../../../../src/core/engines/native/estimators/boosters/catboost/catboost-hash.ts';
import { catboostObject } from '../../../../../src/core/engines/native/estimators/boosters/catboost/catboost-object.ts';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { findModelSource } from '../../../../../src/core/engines/native/find-model-source.ts';
import { loadPlan } from '../../../../../src/core/engines/native/load-plan.ts';
import type { Plan } from '../../../../../src/core/engines/native/plan.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { openLocalModel } from '../../../../../src/core/model/local-model.ts';
import { compareAnswers } from '../../../../helpers/compare-answers.ts';
import { type WireInput, toInput } from '../../../../helpers/recorded-inputs.ts';
import { recordedNames } from '../../../../helpers/recorded-names.ts';
import type { SklearnAnswer } from '../../../../helpers/sklearn-fixtures.ts';

const root = 'test/fixtures/catboost-models';
const names = recordedNames(root);

interface Expected {
  readonly cases: readonly { name: string; input: WireInput; answer: SklearnAnswer }[];
}

describe.each(names)('the CatBoost model %s, saved by MLflow', (name) => {
  it('answers as MLflow did', async () => {
    const expected: Expected = JSON.parse(readFileSync(join(root, name, 'expected.json'), 'utf8'));
    const plan = await loadPlan(await findModelSource(await openLocalModel(join(root, name))));
    const differences = expected.cases.flatMap((recorded) => {
      const predict = () => evaluatePlan(plan, toInput(recorded.input), { firstRow: 0 });
      const compared = compareAnswers(predict, recorded.answer);
      return compared.differences.map((text) => `${recorded.name}: ${text}`);
    });
    expect(expected.cases.length).toBeGreaterThan(2);
    expect(differences).toEqual([]);
  });
});

describe('categoryHash', () => {
  // From `features_info.cat_features_hash` of models that CatBoost 1.2.10 saved with their pool.
  it.each([
    ['', 797982799],
    ['a', 3489901818],
    ['abcd', 345588365],
    ['x'.repeat(31), 3641768619],
    ['日本語', 1379369661],
  ])('is that of CatBoost for %j', (text, hash) => {
    expect(categoryHash(text)).toBe(Math.trunc(hash) | 0);
  });
});

type JsonModel = Record<string, unknown> & {
  features_info: Record<string, Record<string, unknown>[]>;
  model_info: Record<string, unknown>;
  oblivious_trees: { splits: { split_index: number }[]; leaf_values: number[] }[];
  ctr_data: Record<string, { hash_map: unknown[]; hash_stride: number }>;
};

function planOf(name: string, className: string, change: (model: JsonModel) => void): Plan {
  const model: JsonModel = JSON.parse(readFileSync(join(root, name, 'model.cb'), 'utf8'));
  change(model);
  const bytes = Buffer.from(JSON.stringify(model));
  return translateModel(catboostObject(bytes, `catboost.core.${className}`), { method: 'predict' });
}

describe('a CatBoost model is refused by name', () => {
  it.each<[string, (model: JsonModel) => void, RegExp]>([
    [
      'with an unknown question',
      (model) => model.oblivious_trees[0]?.splits.splice(0, 1, { split_index: 999 }),
      /tree 0 asks the question 999 of/,
    ],
    [
      'with borders that do not ascend',
      (model) =>
        Object.assign(Object(model.features_info['float_features']?.[2]), { borders: [3, 2, 1] }),
      /borders of a feature do not ascend/,
    ],
    [
      'with text features',
      (model) => (model.features_info['text_features'] = [{}]),
      /has text features/,
    ],
    [
      'with embedding features',
      (model) => (model.features_info['embedding_features'] = [{}]),
      /has embedding features/,
    ],
    [
      'without classes',
      (model) => delete model.model_info['class_params'],
      /no "class_params" that can be read/,
    ],
    [
      'with more classes than it saw',
      (model) => Object.assign(Object(model.model_info['class_params']), { classes_count: 7 }),
      /knows 3 of its classes/,
    ],
    [
      'without a loss',
      (model) => delete model.model_info['params'],
      /does not name the loss function/,
    ],
    [
      'with a loss that is none of a classifier',
      (model) => (model.model_info['params'] = { loss_function: { type: 'RMSE' } }),
      /whose loss is RMSE with 3 outputs/,
    ],
    [
      'with a bias too few',
      (model) => (model['scale_and_bias'] = [1, [0]]),
      /tree 0 has \d+ leaf values/,
    ],
  ])('%s', (_, change, message) => {
    expect(() => planOf('json-classifier', 'CatBoostClassifier', change)).toThrow(message);
  });

  it('with a table of categories that is missing or cut off', () => {
    const without = (model: JsonModel) => (model.ctr_data = {});
    expect(() => planOf('json-people', 'CatBoostClassifier', without)).toThrow(/has no table/);
    const cut = (model: JsonModel) =>
      Object.values(model.ctr_data).forEach((table) => table.hash_map.pop());
    expect(() => planOf('json-people', 'CatBoostClassifier', cut)).toThrow(/is cut off/);
  });
});
