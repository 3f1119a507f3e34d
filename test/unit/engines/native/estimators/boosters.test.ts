import { readFileSync } from 'node:fs';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Table } from '../../../../../src/core/data/table.ts';
import type { Tensor } from '../../../../../src/core/data/tensor.ts';
import type { Engine } from '../../../../../src/core/engines/engine.ts';
import {
  type XgboostUse,
  buildXgboostPlan,
  floatBefore,
} from '../../../../../src/core/engines/native/estimators/boosters/xgboost/build-xgboost-plan.ts';
import { lightgbmFilePlan } from '../../../../../src/core/engines/native/estimators/boosters/lightgbm/lightgbm-file-plan.ts';
import { xgboostFilePlan } from '../../../../../src/core/engines/native/estimators/boosters/xgboost/xgboost-file-plan.ts';
import { openNativeEngine } from '../../../../../src/core/engines/native/open-native-engine.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import { readXgboostModel } from '../../../../../src/core/formats/xgboost-model.ts';
import { silentLogger } from '../../../../../src/core/logger.ts';
import { openLocalModel } from '../../../../../src/core/model/local-model.ts';
import { compareAnswers } from '../../../../helpers/compare-answers.ts';
import { buildNativeWorker } from '../../../../helpers/native-worker-file.ts';
import { type WireInput, toInput } from '../../../../helpers/recorded-inputs.ts';
import type { SklearnAnswer } from '../../../../helpers/sklearn-fixtures.ts';
import { type DocumentOptions, xgboostDocument } from '../../../../helpers/xgboost-document.ts';

const fixtures = 'test/fixtures/booster-models';
const never = new AbortController().signal;
const names = [
  'lightgbm-booster',
  'lightgbm-classifier-skops',
  'lightgbm-regressor-pickle',
  'xgboost-best-iteration',
  'xgboost-booster',
  'xgboost-classifier-json',
  'xgboost-classifier-xgb',
];
let worker: Awaited<ReturnType<typeof buildNativeWorker>>;
let scratch: string;

beforeAll(async () => {
  worker = await buildNativeWorker();
  scratch = await mkdtemp(join(tmpdir(), 'boosters-'));
});

afterAll(async () => {
  await worker.remove();
  await rm(scratch, { recursive: true, force: true });
});

async function open(folder: string): Promise<Engine> {
  const options = { workerFile: worker.workerFile, logger: silentLogger };
  return openNativeEngine(await openLocalModel(folder), options);
}

/** What the engine answers, or the error that it throws, when it is asked for. */
async function answerOf(engine: Engine, input: WireInput): Promise<() => Tensor> {
  try {
    const answer = await engine.predict(toInput(input), undefined, never);
    if (answer.kind !== 'tensor') throw new Error(`The answer is a ${answer.kind}.`);
    return () => answer;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

describe('a model that MLflow saved', () => {
  it('has a test for each folder', async () => {
    const entries = await readdir(fixtures, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect(folders.toSorted()).toEqual(names);
  });

  it.each(names)('answers as its pyfunc did: %s', async (name) => {
    const folder = join(fixtures, name);
    const { cases }: { cases: { name: string; input: WireInput; answer: SklearnAnswer }[] } =
      JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
    const engine = await open(folder);
    const differences: string[] = [];
    for (const { name: input, input: wire, answer } of cases) {
      const compared = compareAnswers(await answerOf(engine, wire), answer);
      differences.push(...compared.differences.map((text) => `${input}: ${text}`));
    }
    await engine.close();
    expect(cases.length).toBe(3);
    expect(differences).toEqual([]);
  });

  it.each(['wine-xgboost', 'diabetes-lightgbm'])(
    'is among the samples and answers to its example: %s',
    async (name) => {
      const folder = join('samples/models', name);
      const body = JSON.parse(readFileSync(join(folder, 'serving_input_example.json'), 'utf8'));
      const { columns, data }: { columns: string[]; data: number[][] } = body.dataframe_split;
      const engine = await open(folder);
      const table: Table = {
        kind: 'table',
        names: columns,
        columns: columns.map((_, at) => ({
          dtype: 'float64',
          values: Float64Array.from(data, (row) => Number(row[at])),
        })),
        rowCount: data.length,
      };
      const answer = await engine.predict(table, undefined, never);
      await engine.close();
      expect(answer).toMatchObject({ kind: 'tensor', shape: [2] });
    },
  );

  it('tells its features where no signature was saved', async () => {
    const folder = await copyOf('lightgbm-booster', (text) =>
      text.replace(/^signature:\n(?: .*\n)*/m, ''),
    );
    const engine = await open(folder);
    await engine.close();
    const columns = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'];
    expect(engine.inferred?.example).toMatchObject({ dataframe_split: { columns } });
  });
});

/** A copy of a fixture to break: `edit` gets the MLmodel text and returns the new one. */
async function copyOf(fixture: string, edit: (mlmodel: string) => string): Promise<string> {
  const folder = await mkdtemp(join(scratch, 'model-'));
  await cp(join(fixtures, fixture), folder, { recursive: true });
  const file = join(folder, 'MLmodel');
  await writeFile(file, edit(await readFile(file, 'utf8')));
  return folder;
}

describe('a model folder is refused by name', () => {
  it.each<[string, string, (text: string) => string, RegExp]>([
    [
      'a class of ours',
      'xgboost-booster',
      (text) => text.replace('xgboost.core.Booster', 'my.code.Booster'),
      /the model is my\.code\.Booster, which it does not know/,
    ],
    [
      'a flavor without a file',
      'xgboost-booster',
      (text) => text.replaceAll(/ {4}data: .*\n/g, ''),
      /flavor xgboost does not say in which file/,
    ],
    [
      'parameters of predict',
      'xgboost-booster',
      (text) =>
        text.replace(
          'params: null',
          `params: '[{"name": "output_margin", "type": "boolean", "default": false, "shape": null}]'`,
        ),
      /the parameters output_margin, which XGBoost's predict would take/,
    ],
    [
      'another way of writing',
      'lightgbm-regressor-pickle',
      (text) => text.replace('serialization_format: cloudpickle', 'serialization_format: dill'),
      /serialization_format is "dill"/,
    ],
  ])('for %s', async (_, fixture, edit, message) => {
    const opening = open(await copyOf(fixture, edit));
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toThrow(UnsupportedFlavorError);
  });

  it('for the old binary format, with the way out', async () => {
    const folder = await copyOf('xgboost-booster', (text) => text);
    await cp(join(fixtures, 'old-binary.xgb'), join(folder, 'model.ubj'));
    const opening = open(folder);
    await expect(opening).rejects.toThrow(/old binary format.*Booster\.save_model\("model\.ubj"\)/);
    await expect(opening).rejects.toThrow(UnsupportedFlavorError);
  });

  it.each(['xgboost-booster', 'lightgbm-booster'])('and a cut-off %s as damaged', async (name) => {
    const folder = await copyOf(name, (text) => text);
    const file = join(folder, name.startsWith('xgb') ? 'model.ubj' : 'model.lgb');
    await writeFile(file, (await readFile(file)).subarray(0, 1000));
    const opening = open(folder);
    await expect(opening).rejects.toThrow(/cannot be read as (xgboost|lightgbm): .*at byte \d+/);
    await expect(opening).rejects.not.toThrow(UnsupportedFlavorError);
    await expect(opening).rejects.toThrow(MlflowError);
  });
});

const use: XgboostUse = {
  estimator: 'Booster',
  missing: Number.NaN,
  isMatrix: true,
  usesBestIteration: true,
  refuse: (reason) => new UnsupportedFlavorError(reason),
};
const documentBytes = (options: DocumentOptions): Buffer =>
  Buffer.from(JSON.stringify(xgboostDocument(options)));
const planOf = (options: DocumentOptions) =>
  buildXgboostPlan(readXgboostModel(documentBytes(options)), use);

describe('a model of XGBoost from a hostile file is refused', () => {
  it.each<[string, DocumentOptions, RegExp]>([
    ['an old version', { version: [1, 5, 2] }, /XGBoost 1\.5\.2; the versions it knows/],
    ['a version to come', { version: [3, 3, 0] }, /XGBoost 3\.3\.0; the versions it knows are/],
    ['a later one', { version: [4, 0, 0] }, /XGBoost 4\.0\.0/],
    ['an unknown objective', { objective: 'reg:mine' }, /objective is "reg:mine"/],
    ['an objective of a prototype', { objective: 'constructor' }, /objective is "constructor"/],
    ['a base_score beyond its link', { objective: 'count:poisson', baseScore: '-1' }, /base_score/],
    ['a probability of 1', { objective: 'binary:logistic', baseScore: '1' }, /base_score is 1/],
    ['too many base scores', { baseScore: '[1,2,3]' }, /3 base scores for 1 outputs/],
    ['names that are too few', { featureNames: ['a'] }, /1 names for 2 features/],
    ['leaves with several numbers', { leafSize: 3 }, /tree 0 has several numbers in each leaf/],
    ['many classes', { classCount: 1e9 }, /1000000000 outputs/],
    ['an output beyond the last', { outputs: [1] }, /adds to the output 1 of 1/],
    ['a child beyond the end', { left: [5, -1, -1], right: [6, -1, -1] }, /child 5 outside/],
    ['a cycle', { left: [1, 0, -1], right: [2, 1, -1] }, /reaches the node [01] twice/],
    ['children apart', { right: [1, -1, -1] }, /children are not neighbours/],
    ['a feature beyond the last', { features: [2, 0, 0] }, /feature 2 of 2/],
    ['a threshold that is none', { conditions: [-1e39, 0, 0] }, /compares with -Infinity/],
    ['lists of different lengths', { features: [0] }, /lists of different lengths/],
    [
      'a category that is none',
      { categories: { nodes: [0], starts: [0], sizes: [1], all: [-1] } },
      /a category -1/,
    ],
    [
      'a category beyond the largest',
      { categories: { nodes: [0], starts: [0], sizes: [1], all: [2 ** 24] } },
      /a category 16777216/,
    ],
    ['a best iteration beyond the end', { attributes: { best_iteration: '1' } }, /iteration is 1/],
    ['a best iteration that is none', { attributes: { best_iteration: 'x' } }, /iteration is x/],
  ])('%s', (_, options, message) => {
    expect(() => planOf(options)).toThrow(message);
    expect(() => planOf(options)).toThrow(UnsupportedFlavorError);
  });

  it('but one that is sound is taken', () => {
    expect(planOf({}).outputCount).toBe(1);
    expect(xgboostFilePlan(documentBytes({})).input.isMatrix).toBe(true);
  });
});

describe('floatBefore', () => {
  it.each([
    1,
    -1,
    2,
    -2,
    0.1,
    -0.1,
    3e38,
    -3e38,
    1e-40,
    -1e-40,
    2 ** -126,
    -(2 ** -126),
    1.9999999,
  ])('of %d is the next float32 below', (number) => {
    const value = Math.fround(number);
    const bits = new Int32Array(Float32Array.of(value).buffer);
    bits[0] = Number(bits[0]) + (value > 0 ? -1 : 1);
    expect(floatBefore(value)).toBe(new Float32Array(bits.buffer)[0]);
  });

  it('of zero is below it, and of infinity the largest', () => {
    expect(floatBefore(0)).toBe(-(2 ** -149));
    expect(floatBefore(-0)).toBe(-(2 ** -149));
    expect(floatBefore(Infinity)).toBe(3.4028234663852886e38);
  });
});

const text = readFileSync(join(fixtures, 'lightgbm-booster/model.lgb'), 'utf8');

describe('a model of LightGBM from a hostile file is refused', () => {
  it.each<[string, (text: string) => string, RegExp]>([
    ['an older text', (whole) => whole.replace('version=v4', 'version=v2'), /version "v2"/],
    [
      'an unknown objective',
      (whole) => whole.replace('objective=regression', 'objective=mine'),
      /objective is "mine"/,
    ],
    [
      'a sigmoid that is none',
      (whole) => whole.replace('objective=regression', 'objective=binary sigmoid:0'),
      /without a sigmoid above 0/,
    ],
    ['linear trees', (whole) => whole.replace('is_linear=0', 'is_linear=1'), /linear leaves/],
    [
      'many outputs',
      (whole) => whole.replace('num_tree_per_iteration=1', 'num_tree_per_iteration=1000000'),
      /1000000 trees an iteration/,
    ],
    [
      'trees that do not come out even',
      (whole) =>
        whole
          .replace('num_tree_per_iteration=1', 'num_tree_per_iteration=2')
          .replace('objective=regression', 'objective=multiclass num_class:2'),
      /3 trees, with 2 for each iteration/,
    ],
    [
      'several trees of one output',
      (whole) => whole.replace('num_tree_per_iteration=1', 'num_tree_per_iteration=3'),
      /with 3 trees an iteration/,
    ],
    [
      'a child beyond the end',
      (whole) => whole.replace(/left_child=\S+/, 'left_child=9'),
      /child 9 outside|reaches the node/,
    ],
    [
      'a leaf beyond the end',
      (whole) => whole.replace(/left_child=\S+/, 'left_child=-9'),
      /child 12 outside/,
    ],
    ['a cycle', (whole) => whole.replace(/left_child=\S+/, 'left_child=0'), /node 0 twice/],
    [
      'a feature beyond the last',
      (whole) => whole.replace(/split_feature=\S+/, 'split_feature=4'),
      /feature 4 of 4/,
    ],
    ['a threshold that is none', (whole) => whole.replace(/threshold=\S+/, 'threshold=nan'), /NaN/],
    [
      'an unknown decision',
      (whole) => whole.replace(/decision_type=\S+/, 'decision_type=14'),
      /decision 14/,
    ],
    [
      'a set of categories that is missing',
      (whole) => whole.replace(/decision_type=\S+/, 'decision_type=1'),
      /set of categories \S+ of 0/,
    ],
    [
      'sets of categories beyond their words',
      (whole) => whole.replace('num_cat=0', 'num_cat=1\ncat_boundaries=0 2\ncat_threshold=1'),
      /sets of categories beyond its 1 words/,
    ],
  ])('%s', (_, edit, message) => {
    const bytes = Buffer.from(edit(text));
    expect(() => lightgbmFilePlan(bytes)).toThrow(message);
    expect(() => lightgbmFilePlan(bytes)).toThrow(UnsupportedFlavorError);
  });

  it('but one that is sound is taken', () => {
    expect(lightgbmFilePlan(Buffer.from(text)).ensemble.roots).toHaveLength(3);
  });
});
