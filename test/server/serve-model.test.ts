import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/logger.ts';
import { serveModel, type ServeModelOptions } from '../../src/server/serve-model.ts';
import { buildNativeWorker } from '../helpers/native-worker-file.ts';
import { storeHost } from '../helpers/store-host.ts';

const fixture = join(import.meta.dirname, '..', 'fixtures', 'iris-logreg-skops', 'model');
const worker = await buildNativeWorker();
afterAll(worker.remove);

function options(changes: Partial<ServeModelOptions> = {}): ServeModelOptions {
  return {
    uri: fixture,
    workingDirectory: process.cwd(),
    engine: 'native',
    isTrusted: false,
    workerFile: worker.workerFile,
    storeHost: storeHost(),
    environment: {},
    logger: silentLogger,
    version: '0.0.0',
    ...changes,
  };
}

describe('serveModel', () => {
  it('resolves, loads and serves a model, and tells each phase', async () => {
    const phases: string[] = [];
    const served = await serveModel(options({ onPhase: (phase) => phases.push(phase) }));
    const response = await fetch(`${served.url}/invocations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        dataframe_split: {
          columns: [
            'sepal length (cm)',
            'sepal width (cm)',
            'petal length (cm)',
            'petal width (cm)',
          ],
          data: [[5.1, 3.5, 1.4, 0.2]],
        },
      }),
    });
    expect(await response.json()).toEqual({ predictions: [0] });
    expect(phases).toEqual(['resolve', 'load', 'listen']);
    expect(served.engine.kind).toBe('native');
    expect(served.engineReason).not.toBe('');
    await Promise.all([served.close(), served.close()]);
    await expect(fetch(served.url)).rejects.toThrow('fetch failed');
  });

  it('says that a folder has no model', async () => {
    await expect(serveModel(options({ uri: import.meta.dirname }))).rejects.toThrow('MLmodel');
  });

  it('starts nothing when it was cancelled', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(serveModel(options({ signal }))).rejects.toThrow('cancelled');
  });

  it('stops the server when its signal is aborted', async () => {
    const controller = new AbortController();
    const served = await serveModel(options({ signal: controller.signal }));
    controller.abort();
    await served.close();
    await expect(fetch(served.url)).rejects.toThrow('fetch failed');
  });

  it('leaves the port to the first of two servers and says so', async () => {
    const first = await serveModel(options());
    await expect(serveModel(options({ port: first.port }))).rejects.toThrow(`Port ${first.port}`);
    await first.close();
  });
});
