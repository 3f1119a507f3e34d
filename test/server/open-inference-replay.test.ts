import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanJson } from '../../src/core/data/json/scan-json.ts';
import type { Engine } from '../../src/core/engines/engine.ts';
import { openNativeEngine } from '../../src/core/engines/native/open-native-engine.ts';
import { findInterpreter } from '../../src/core/engines/python/find-interpreter.ts';
import { openPythonEngine } from '../../src/core/engines/python/open-python-engine.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { type LocalModel, openLocalModel } from '../../src/core/model/local-model.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { buildNativeWorker } from '../helpers/native-worker-file.ts';
import {
  type InferTranscript,
  type OpenInferenceFixture,
  readOpenInferenceFixtures,
} from '../helpers/open-inference-transcripts.ts';
import {
  findOpenInferenceDifference,
  isToBeCompared,
  wantedStatus,
} from './open-inference-differences.ts';

const fixtures = readOpenInferenceFixtures();
const python = process.env['MLINVOKE_TEST_PYTHON'];
const worker = await buildNativeWorker();
afterAll(worker.remove);

async function openEngine(fixture: OpenInferenceFixture, model: LocalModel): Promise<Engine> {
  const logger = silentLogger;
  if (fixture.engine === 'native') {
    return openNativeEngine(model, { workerFile: worker.workerFile, logger });
  }
  const interpreter = await findInterpreter({ python: python ?? '', environment: process.env });
  return openPythonEngine(model, { interpreter, logger });
}

function send(url: string, { request }: InferTranscript): Promise<Response> {
  return fetch(`${url}${request.path}`, {
    method: request.method,
    ...(request.body !== undefined && {
      body: request.body,
      headers: { 'Content-Type': 'application/json' },
    }),
  });
}

/** A whole sentence in the protocol's own shape. */
const errorBody = /^\{"error":"(?:[^"\\]|\\.)+\."\}$/u;

/** MLServer answers health checks with nothing. */
function differenceOf(body: string, { answer }: InferTranscript, fixture: OpenInferenceFixture) {
  if (answer.body === '') return undefined;
  return findOpenInferenceDifference(scanJson(body), scanJson(answer.body), fixture);
}

describe('the recordings of MLServer', () => {
  it('are there', () => {
    expect(fixtures.length).toBeGreaterThan(10);
    expect(fixtures.flatMap(({ transcripts }) => transcripts).length).toBeGreaterThan(150);
  });
});

describe.each(fixtures)('the Open Inference Protocol for $name', (fixture) => {
  const isSkipped = fixture.engine === 'python' && python === undefined;
  let engine: Engine | undefined;
  let server: RunningServer | undefined;

  beforeAll(async () => {
    if (isSkipped) return;
    const model = await openLocalModel(fixture.modelFolder, { name: fixture.name });
    engine = await openEngine(fixture, model);
    server = await startServer({ model, engine, logger: silentLogger, version: '0.0.0' });
  }, 120_000);
  afterAll(async () => {
    await server?.close();
    await engine?.close();
  });

  it.skipIf(isSkipped).each(fixture.transcripts)(
    'answers $name as MLServer does',
    async (transcript) => {
      const response = await send(server?.url ?? '', transcript);
      const body = await response.text();
      const seen = { status: response.status, body };
      expect(seen).toEqual({
        status: wantedStatus(fixture, transcript),
        body: expect.stringMatching(response.status === 200 ? /./u : errorBody),
      });
      const isComparable = response.status === 200 && isToBeCompared(fixture, transcript);
      expect(isComparable ? differenceOf(body, transcript, fixture) : undefined).toBeUndefined();
    },
  );
});
