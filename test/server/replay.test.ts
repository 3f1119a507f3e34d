import { request as httpRequest } from 'node:http';
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
import { bodyOf, type Fixture, readFixtures, type Transcript } from '../helpers/transcripts.ts';
import { findDifference } from './same-predictions.ts';
import { wantedDifferences } from './wanted-differences.ts';

const fixtures = readFixtures();
const python = process.env['MLINVOKE_TEST_PYTHON'];
const noPython = 'needs Python; set MLINVOKE_TEST_PYTHON to an interpreter with MLflow';
const worker = await buildNativeWorker();
afterAll(worker.remove);

interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly errorCode: unknown;
}

/** Sends exactly the headers of the transcript; fetch would add a Content-Type. */
function send(port: number, { request }: Transcript): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers =
      request.contentType === undefined ? {} : { 'Content-Type': request.contentType };
    const outgoing = httpRequest(
      { host: '127.0.0.1', port, method: request.method, path: request.path, headers },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const body = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: incoming.statusCode ?? 0,
            contentType: incoming.headers['content-type'] ?? '',
            body,
            errorCode: errorCodeOf(body),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(bodyOf(request));
  });
}

function differenceOf(fixture: Fixture, { name }: Transcript) {
  return wantedDifferences.find(
    ({ cases, isForEveryEngine }) =>
      cases.test(`${fixture.name}/${name}`) && (isForEveryEngine || fixture.engine === 'native'),
  );
}

function errorCodeOf(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'error_code' in value
      ? value.error_code
      : undefined;
  } catch {
    return undefined; // plain text, as with 415
  }
}

async function openEngine(fixture: Fixture, model: LocalModel): Promise<Engine> {
  const logger = silentLogger;
  if (fixture.engine === 'native') {
    return openNativeEngine(model, { workerFile: worker.workerFile, logger });
  }
  const interpreter = await findInterpreter({ python: python ?? '', environment: process.env });
  return openPythonEngine(model, { interpreter, logger });
}

/** What must be as recorded; the message of an error is ours to word. */
function wantedAnswer({ answer }: Transcript): object {
  const { status, contentType } = answer;
  if (status === 200) return { status, contentType };
  const errorCode = errorCodeOf(answer.body);
  return { status, ...(errorCode !== undefined && { errorCode }) };
}

function bodyDifference(answer: Answer, { request, answer: expected }: Transcript) {
  if (expected.status !== 200 || request.path === '/version') return undefined;
  if (request.path !== '/invocations') return findDifference(answer.body, expected.body);
  JSON.parse(answer.body); // valid JSON it must be, too
  return findDifference(scanJson(answer.body), scanJson(expected.body));
}

describe.each(fixtures)('the server of $name', (fixture) => {
  const isSkipped = fixture.engine === 'python' && python === undefined;
  let engine: Engine | undefined;
  let server: RunningServer | undefined;

  beforeAll(async () => {
    if (isSkipped) return;
    const model = await openLocalModel(fixture.modelFolder);
    engine = await openEngine(fixture, model);
    server = await startServer({ model, engine, logger: silentLogger, version: '0.0.0' });
  }, 60_000); // Python takes its time to start

  afterAll(async () => {
    await server?.close();
    await engine?.close();
  });

  // The data rooms replay the cases of Python models, too: test/unit/data/transcripts.test.ts.
  it.for(fixture.transcripts)('answers as MLflow does: $name', async (transcript, { skip }) => {
    if (isSkipped) skip(noPython);
    const answer = await send(server?.port ?? 0, transcript);
    const difference = differenceOf(fixture, transcript);
    expect(answer).toMatchObject(
      difference ? { status: difference.status } : wantedAnswer(transcript),
    );
    expect(difference ? undefined : bodyDifference(answer, transcript)).toBeUndefined();
  });
});

describe('the table of wanted differences', () => {
  it.each(wantedDifferences)('names only cases that differ: $reason', ({ cases, status }) => {
    const named = fixtures.flatMap((fixture) =>
      fixture.transcripts.filter(({ name }) => cases.test(`${fixture.name}/${name}`)),
    );
    expect(named.length).toBeGreaterThan(0);
    const isAboutStatus = named.every(({ answer }) => answer.status !== status);
    expect(isAboutStatus || cases.source.includes('null-in-texts')).toBe(true);
  });
});
