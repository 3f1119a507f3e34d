import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Table } from '../../../../src/core/data/table.ts';
import type { Engine } from '../../../../src/core/engines/engine.ts';
import { openNativeEngine } from '../../../../src/core/engines/native/open-native-engine.ts';
import { ArtifactNotFoundError, MlflowError } from '../../../../src/core/errors.ts';
import { UnsupportedFlavorError } from '../../../../src/core/errors.ts';
import { silentLogger } from '../../../../src/core/logger.ts';
import { openLocalModel } from '../../../../src/core/model/local-model.ts';
import { withModelFolder } from '../../../helpers/model-folder.ts';
import { buildNativeWorker } from '../../../helpers/native-worker-file.ts';

const fixtures = 'test/fixtures/sklearn';
const never = new AbortController().signal;
let worker: Awaited<ReturnType<typeof buildNativeWorker>>;
let scratch: string;

beforeAll(async () => {
  worker = await buildNativeWorker();
  scratch = await mkdtemp(join(tmpdir(), 'native-engine-'));
});

afterAll(async () => {
  await worker.remove();
  await rm(scratch, { recursive: true, force: true });
});

async function open(folder: string, signal?: AbortSignal): Promise<Engine> {
  const { workerFile } = worker;
  const options = { workerFile, logger: silentLogger, ...(signal && { signal }) };
  return openNativeEngine(await openLocalModel(folder), options);
}

/** A copy of a fixture to break: `edit` gets the MLmodel text and returns the new one. */
async function copyOf(
  fixture: string,
  edit: (mlmodel: string) => string = (text) => text,
): Promise<string> {
  const folder = await mkdtemp(join(scratch, 'model-'));
  await cp(join(fixtures, fixture), folder, { recursive: true });
  const file = join(folder, 'MLmodel');
  await writeFile(file, edit(await readFile(file, 'utf8')));
  return folder;
}

function irisTable(rowCount: number): Table {
  const names = ['sepal length', 'sepal width', 'petal length', 'petal width'];
  const columns = names.map((_, column) => ({
    dtype: 'float64' as const,
    values: Float64Array.from({ length: rowCount }, (__, row) => (row % (20 + column)) / 3),
  }));
  return { kind: 'table', names, columns, rowCount };
}

describe('the native engine', () => {
  it.each(['iris-pipeline-1.9.1-skops', 'iris-pipeline-1.9.1-cloudpickle'])(
    'loads %s in a thread and predicts labels of the dtype of classes_',
    async (fixture) => {
      const engine = await open(join(fixtures, fixture));
      const answer = await engine.predict(irisTable(3), undefined, never);
      await engine.close();
      expect(engine.kind).toBe('native');
      expect(answer).toMatchObject({ kind: 'tensor', dtype: 'int64', shape: [3] });
    },
  );

  it.each([
    'forest-1.9.1-skops',
    'tree-text-1.3.2-cloudpickle',
    'forest-regressor-two-1.9.1-cloudpickle',
  ])('answers in threads what it answers in the calling one: %s', async (fixture) => {
    const rowCount = 400_003;
    const engine = await open(join(fixtures, fixture));
    const input = irisTable(rowCount);
    const large = await engine.predict(input, undefined, never);
    const small = await engine.predict(irisTable(1000), undefined, never);
    await engine.close();
    if (large.kind !== 'tensor' || small.kind !== 'tensor') throw new Error('no tensor');
    expect(large.shape).toEqual([rowCount, ...small.shape.slice(1)]);
    expect(large.values.slice(0, small.values.length)).toEqual(small.values);
    expect(large.values.length).toBe(rowCount * (small.shape[1] ?? 1));
    expect(input.columns[0]?.values.length).toBe(rowCount);
  });

  it('counts rows from the start of the input when a later part is wrong', async () => {
    const engine = await open(join(fixtures, 'forest-1.9.1-skops'));
    const input = irisTable(400_000);
    const [, second] = input.columns;
    if (second?.dtype === 'float64') second.values[333_333] = Infinity;
    const answer = engine.predict(input, undefined, never);
    await expect(answer).rejects.toThrow(/column "sepal width" .* in row 333333/);
    await engine.close();
  });

  it('ends a large request with the reason of its signal', async () => {
    const engine = await open(join(fixtures, 'forest-1.9.1-skops'));
    const controller = new AbortController();
    const answer = engine.predict(irisTable(2_000_000), undefined, controller.signal);
    controller.abort(new Error('the client went away'));
    await expect(answer).rejects.toThrow('the client went away');
    const next = await engine.predict(irisTable(2), undefined, never);
    expect(next).toMatchObject({ shape: [2] });
    await engine.close();
    await engine.close();
    await expect(engine.predict(irisTable(1), undefined, never)).rejects.toThrow(/was closed/);
  });

  it('ends a load with the reason of its signal', async () => {
    const controller = new AbortController();
    const opening = open(join(fixtures, 'forest-1.9.1-skops'), controller.signal);
    controller.abort(new Error('cancelled'));
    await expect(opening).rejects.toThrow('cancelled');
  });

  it('refuses several named arrays, which scikit-learn cannot take', async () => {
    const engine = await open(join(fixtures, 'linear-1.9.1-skops'));
    const named = { kind: 'tensors' as const, tensors: new Map() };
    await expect(engine.predict(named, undefined, never)).rejects.toThrow(/one array of rows/);
    await engine.close();
  });
});

describe('a model that the native engine does not run is refused by name', () => {
  const fixture = 'linear-1.9.1-cloudpickle';

  it.each<[string, (text: string) => string, RegExp]>([
    ['another flavor', (text) => text.replace('  sklearn:', '  xgboost:'), /xgboost/],
    [
      'another loader',
      (text) => text.replace('mlflow.sklearn', 'mlflow.pyfunc.model'),
      /mlflow\.pyfunc\.model/,
    ],
    [
      'another predict_fn',
      (text) => text.replace('predict_fn: predict', 'predict_fn: score'),
      /"score"/,
    ],
    [
      'a predict_fn that it lacks',
      (text) => text.replace('predict_fn: predict', 'predict_fn: predict_proba'),
      /predict_proba/,
    ],
    [
      'another format',
      (text) => text.replace('serialization_format: cloudpickle', 'serialization_format: joblib'),
      /"joblib"/,
    ],
  ])('%s', async (_, edit, message) => {
    const opening = open(await copyOf(fixture, edit));
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toThrow(UnsupportedFlavorError);
  });

  it.each(['float16', 'complex128'])('an array of %s in the signature', async (dtype) => {
    const inputs = [{ type: 'tensor', 'tensor-spec': { dtype, shape: [-1, 2] } }];
    await withModelFolder({ inputs }, async (model) => {
      const options = { workerFile: worker.workerFile, logger: silentLogger };
      const opening = openNativeEngine(model, options);
      await expect(opening).rejects.toThrow(UnsupportedFlavorError);
      await expect(opening).rejects.toThrow(
        `an array of dtype "${dtype}", which the native engine`,
      );
    });
  });

  it('names a file that is missing', async () => {
    const folder = await copyOf(fixture);
    await rm(join(folder, 'model.pkl'));
    await expect(open(folder)).rejects.toThrow(ArtifactNotFoundError);
  });

  it.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    [
      'a Git LFS pointer',
      () => Buffer.from('version https://git-lfs.github.com/spec/v1\noid sha256:1\n'),
      /git lfs pull/,
    ],
    ['a cut-off pickle', (bytes) => bytes.subarray(0, bytes.length >> 1), /cut off/],
    ['an empty file', () => Buffer.alloc(0), /empty/],
    [
      'rewritten line endings',
      (bytes) =>
        Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n') + '\r\n'.repeat(8), 'latin1'),
      /line endings/,
    ],
    ['a zip archive', () => Buffer.from('PK\u0003\u0004 and so on'), /zip archive/],
  ])('%s', async (_, damage, message) => {
    const folder = await copyOf('logistic-text-1.9.1-cloudpickle');
    const file = join(folder, 'model.pkl');
    await writeFile(file, damage(await readFile(file)));
    const opening = open(folder);
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toThrow(MlflowError);
  });
});
