import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { UnsupportedFlavorError } from '../../../src/core/errors.ts';
import { type OpenEngineOptions, openEngine } from '../../../src/core/engines/open-engine.ts';
import { silentLogger } from '../../../src/core/logger.ts';
import { openLocalModel } from '../../../src/core/model/local-model.ts';
import { buildNativeWorker } from '../../helpers/native-worker-file.ts';

let folder = '';
let worker: Awaited<ReturnType<typeof buildNativeWorker>>;
beforeAll(async () => {
  worker = await buildNativeWorker();
});
afterAll(() => worker.remove());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlinvoke-open-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function open(path: string, options: Partial<OpenEngineOptions> = {}) {
  return openEngine(await openLocalModel(path), {
    engine: 'auto',
    isTrusted: true,
    workerFile: worker.workerFile,
    environment: { PATH: folder },
    logger: silentLogger,
    ...options,
  });
}

function writeCustomModel(): string {
  writeFileSync(
    join(folder, 'MLmodel'),
    'flavors: {python_function: {loader_module: mlflow.pyfunc.model, python_model: m.pkl}}\n',
  );
  return folder;
}

const iris = 'test/fixtures/iris-logreg-skops/model';

it('auto takes the native engine when it supports the whole model, also in Restricted Mode', async () => {
  const { engine, reason } = await open(iris, { isTrusted: false });
  await engine.close();
  expect(engine.kind).toBe('native');
  expect(reason).toBe('The native engine supports every part of this model.');
});

it('native is never replaced by another engine when it was asked for', async () => {
  await expect(open(writeCustomModel(), { engine: 'native' })).rejects.toBeInstanceOf(
    UnsupportedFlavorError,
  );
});

it('auto names what native cannot run, why Python could not step in, and what would help', async () => {
  await expect(open(writeCustomModel())).rejects.toMatchObject({
    name: 'UnsupportedFlavorError',
    message: expect.stringMatching(
      /^No engine can run .* here\. Native: .*python_function.* Python: No Python with MLflow was found\. Tried python3 \(on the PATH\): there is no such program.*pip install mlflow/s,
    ),
  });
});

it('Python is refused kindly in Restricted Mode, asked for or not', async () => {
  const sentence =
    'this workspace is in Restricted Mode. Trust the workspace if you trust the model';
  await expect(open(iris, { engine: 'python', isTrusted: false })).rejects.toThrow(sentence);
  await expect(open(writeCustomModel(), { isTrusted: false })).rejects.toThrow(sentence);
});

it('a damaged model is told as such, not handed on to Python', async () => {
  writeFileSync(
    join(folder, 'MLmodel'),
    'flavors: {sklearn: {pickled_model: m.pkl, serialization_format: pickle}}\n',
  );
  writeFileSync(join(folder, 'm.pkl'), 'no pickle');
  await expect(open(folder)).rejects.not.toBeInstanceOf(UnsupportedFlavorError);
});

it('mlserver is refused by name, since it is not built yet', async () => {
  await expect(open(iris, { engine: 'mlserver' })).rejects.toMatchObject({
    code: 'NOT_IMPLEMENTED',
    message: expect.stringContaining('"mlserver" is not built yet'),
  });
});

it('a cancelled start gives the reason and nothing else', async () => {
  const signal = AbortSignal.abort(new Error('no more'));
  await expect(open(writeCustomModel(), { signal })).rejects.toThrow('no more');
});
