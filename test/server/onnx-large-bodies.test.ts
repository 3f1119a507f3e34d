import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Engine } from '../../src/core/engines/engine.ts';
import { openNativeEngine } from '../../src/core/engines/native/open-native-engine.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { type LocalModel, openLocalModel } from '../../src/core/model/local-model.ts';
import { parseMlModel } from '../../src/core/model/mlmodel.ts';
import type { RunningServer } from '../../src/server/start-server.ts';
import { errorOf, startFakeServer } from '../helpers/fake-server.ts';
import { buildOnnxWorker } from '../helpers/onnx-worker-file.ts';

let workerFile = '';
let removeWorker = async (): Promise<void> => {};

beforeAll(async () => {
  const built = await buildOnnxWorker();
  ({ workerFile } = built);
  removeWorker = built.remove;
});

afterAll(() => removeWorker());

/** A recorded model, as if it had been saved with a signature if one is given. */
async function openModel(name: string, signature?: object): Promise<LocalModel> {
  const model = await openLocalModel(join('test/fixtures/onnx', name));
  if (!signature) return model;
  const text = { flavors: Object.fromEntries(model.mlmodel.flavors), signature };
  return { ...model, mlmodel: parseMlModel(JSON.stringify(text)) };
}

/** Serves an ONNX model; `onElsewhere` hears of each body that goes to the thread. */
async function serve(model: LocalModel, onElsewhere: () => void = () => {}) {
  const opened = await openNativeEngine(model, { workerFile, logger: silentLogger });
  onTestFinished(() => opened.close());
  const engine: Engine = {
    ...opened,
    invokeElsewhere: async (request, signal) => {
      if (!opened.invokeElsewhere) throw new Error('The engine has no thread for large bodies.');
      const reply = opened.invokeElsewhere(request, signal);
      onElsewhere();
      return reply;
    },
  };
  return (await startFakeServer({ model, engine })).server;
}

interface Asked {
  readonly path?: string;
  readonly type?: string;
  readonly body: string;
  readonly signal?: AbortSignal;
}

function ask(server: RunningServer, asked: Asked): Promise<Response> {
  const { path = '/invocations', type = 'application/json', body, signal } = asked;
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body,
    ...(signal && { signal }),
  });
}

/** Status and body, which have to be the same on both sides of the limit. */
async function answerOf(server: RunningServer, asked: Asked): Promise<string> {
  const response = await ask(server, asked);
  return `${response.status} ${response.headers.get('content-type')} ${await response.text()}`;
}

const irisRows = [
  [5.1, 3.5, 1.4, 0.2],
  [6.3, 3.3, 6, 2.5],
];
const columns = ['sepal length', 'sepal width', 'petal length', 'petal width'];
const tensor = (name: string, datatype: string, shape: readonly number[], data: unknown) => ({
  id: 'one',
  inputs: [{ name, datatype, shape, data }],
});
const iris = tensor('X', 'FP64', [2, 4], irisRows.flat());
/** Blanks that no format reads anything from. */
const padding = '\n'.repeat(256 * 1024);

/** Model, content, and what the answer begins with. */
const cases: readonly [string, object | string, RegExp][] = [
  ['forest', { dataframe_split: { columns, data: irisRows } }, /^200 .*"output_label": 0,/],
  ['forest', { inputs: irisRows }, /^200 .*"output_label": \[0, 2\]/],
  ['forest', { inputs: [[0.5, 2]] }, /^400 .*the model takes \(any, 4\)/],
  ['forest', { inputs: { Y: irisRows } }, /^400 .*no input/],
  ['forest', `${columns.join(',')}\n5.1,3.5,1.4,0.2\n`, /^200 .*"output_label": 0,/],
  ['forest', '{"inputs": [[1, x, 2, 3, 4, 5, 6, 7, 8]]}', /^400 .*"BAD_REQUEST"/],
  ['forest-arrays', iris, /^200 .*"id":"one".*"outputs": \[/],
  ['forest-arrays', tensor('X', 'FP64', [3, 4], irisRows.flat()), /^400 /],
  ['forest-texts', { inputs: irisRows }, /^200 .*"setosa"/],
  ['two-columns', { dataframe_records: [{ a: 1.5, b: 0.5 }] }, /^200 .*"sum": 2.0/],
  ['echo-int64', { inputs: [['9007199254740993']] }, /^400 /],
  ['echo-int64', '{"inputs": [[9007199254740993, 1]]}', /^200 .*\[\[9007199254740993, 1\]\]/],
  ['echo-double', '{"inputs": [[NaN, -Infinity]]}', /^200 .*\[\[null, null\]\]/],
  ['echo-text', { inputs: [['é', '日本']] }, /^200 /],
  ['echo-text', tensor('x', 'BYTES', [1, 2], ['a', 'b']), /^200 .*"outputs": \[/],
];

function pathOf(name: string, content: object | string): string {
  const isV2 = typeof content === 'object' && 'id' in content;
  return isV2 ? `/v2/models/${name}/infer` : '/invocations';
}

describe('a large body for an ONNX model', () => {
  it.each(cases)('is answered as a small one is: %s, %j', async (name, content, wanted) => {
    let elsewhere = 0;
    const server = await serve(await openModel(name), () => (elsewhere += 1));
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    const type = body.startsWith('{') ? 'application/json' : 'text/csv';
    const asked = { path: pathOf(name, content), type, body };
    const here = await answerOf(server, asked);
    expect(elsewhere).toBe(0);
    expect(here).toMatch(wanted);
    expect(await answerOf(server, { ...asked, body: body + padding })).toBe(here);
    expect(elsewhere).toBe(1);
  });

  it('has to fit the signature', async () => {
    const inputs = JSON.stringify(columns.map((name) => ({ name, type: 'double' })));
    const server = await serve(await openModel('forest', { inputs }));
    const short = { dataframe_split: { columns: columns.slice(1), data: [[1, 2, 3]] } };
    const here = await answerOf(server, { body: JSON.stringify(short) });
    expect(here).toMatch(/^400 .*sepal length/);
    expect(await answerOf(server, { body: JSON.stringify(short) + padding })).toBe(here);
  });

  it('has its steps timed and its rows counted', async () => {
    const server = await serve(await openModel('forest'));
    const inputs = Array.from({ length: 20_000 }, (_, row) => irisRows[row % 2]);
    const response = await ask(server, { body: JSON.stringify({ inputs }) });
    expect(response.status).toBe(200);
    expect(response.headers.get('server-timing')).toMatch(
      /parse;dur=\d.*enforce;dur=\d.*predict;dur=\d.*encode;dur=\d/,
    );
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('\nmlinvoke_rows_total 20000\n');
  });

  it('that is broken leaves the model as it was', async () => {
    const server = await serve(await openModel('forest'));
    const broken = await errorOf(await ask(server, { body: `{"inputs": [[1, ${padding}` }));
    expect(broken).toMatchObject({ status: 400, error_code: 'BAD_REQUEST' });
    expect((await ask(server, { body: JSON.stringify({ inputs: irisRows }) })).status).toBe(200);
  });

  it('is not the only one that goes to the thread: Parquet always does', async () => {
    let elsewhere = 0;
    const server = await serve(await openModel('forest'), () => (elsewhere += 1));
    const type = 'application/vnd.apache.parquet';
    const error = await errorOf(await ask(server, { type, body: 'PAR1, but broken' }));
    expect(error).toMatchObject({ status: 400, error_code: 'BAD_REQUEST' });
    expect(error.message).toContain('Parquet');
    expect(elsewhere).toBe(1);
  });

  it('may be given up by its client, while others wait for the model', async () => {
    const client = new AbortController();
    const body = JSON.stringify({ inputs: irisRows });
    let begun = (): void => {};
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const server = await serve(await openModel('forest'), () => setImmediate(begun));
    const many = Array.from({ length: 200_000 }, (_, row) => irisRows[row % 2]);
    const large = JSON.stringify({ inputs: many });
    const first = ask(server, { body: large, signal: client.signal });
    first.catch(() => {});
    await hasBegun;
    const waiting = [ask(server, { body }), ask(server, { body: body + padding })];
    client.abort();
    await expect(first).rejects.toThrow(/abort/);
    expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200]);
  });
});
