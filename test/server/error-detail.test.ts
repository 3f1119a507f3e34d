import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Engine, InvocationReply } from '../../src/core/engines/engine.ts';
import type { LocalModel } from '../../src/core/model/local-model.ts';
import { parseMlModel } from '../../src/core/model/mlmodel.ts';
import { fakeEngine } from '../helpers/fake-engine.ts';
import { errorOf, fakeModel, invoke, startFakeServer } from '../helpers/fake-server.ts';

const types = ['boolean', 'integer', 'long', 'float', 'double', 'string', 'binary', 'datetime'];
const nested = [
  { name: 'list', type: 'array', items: { type: 'double' } },
  { name: 'map', type: 'map', values: { type: 'long' } },
  { name: 'object', type: 'object', properties: { a: { type: 'string', required: true } } },
];
const params = [
  { name: 'count', type: 'long', default: 1, shape: null },
  { name: 'weights', type: 'double', default: [], shape: [-1] },
  { name: 'when', type: 'datetime', default: '2024-01-01', shape: null },
];

function modelWith(inputs: readonly object[]): LocalModel {
  const signature = { inputs: JSON.stringify(inputs), params: JSON.stringify(params) };
  return { ...fakeModel, mlmodel: parseMlModel(JSON.stringify({ flavors: {}, signature })) };
}

const columns = [...types.map((type) => ({ name: type, type })), ...nested];
const matrix = [{ type: 'tensor', 'tensor-spec': { dtype: 'float64', shape: [-1, 2] } }];

/** Every way for a value to be there; the secret ones have "hush" or 98765 in them. */
const cell = fc.constantFrom<unknown>(
  'hush',
  '98765',
  98_765,
  98_765.5,
  '2024-01-01Thush',
  '2024-01-01T00:00:00Z hush',
  'aHVzaA=',
  ['hush'],
  [98_765, ['hush']],
  { a: 98_765 },
  { a: 'hush' },
  1e300,
  true,
  null,
  1,
);
const name = fc.constantFrom(...columns.map((column) => column.name));
const record = fc.dictionary(name, cell, { maxKeys: columns.length });
const table = fc
  .array(name, { minLength: 1, maxLength: 3 })
  .chain((names) =>
    fc.record({ columns: fc.constant(names), data: fc.array(fc.array(cell, { maxLength: 3 })) }),
  );
const content = fc.oneof(cell, record, fc.array(fc.oneof(cell, record, fc.array(cell))));
const jsonBody = fc.oneof(
  table.map((split) => ({ dataframe_split: split })),
  fc.array(record).map((records) => ({ dataframe_records: records })),
  content.map((inputs) => ({ inputs })),
  content.map((instances) => ({ instances })),
  fc.dictionary(fc.constantFrom('count', 'weights', 'when'), cell).map((given) => ({
    inputs: [[1, 2]],
    params: given,
  })),
  cell,
);
const csvBody = fc
  .array(fc.array(fc.constantFrom('hush', '98765', '98765.5', '1', ''), { minLength: 1 }))
  .map((rows) => rows.map((row) => row.join(',')).join('\n'));

describe.each([
  ['columns', columns],
  ['a matrix', matrix],
])('brief errors of a model that takes %s', (_, inputs) => {
  it('never have a value of the request, nor does the log', async () => {
    const { server, logger } = await startFakeServer({
      model: modelWith(inputs),
      replies: { errorDetail: 'brief' },
    });
    const check = async (body: string, contentType: string) => {
      const response = await invoke(server, {
        body,
        headers: { 'Content-Type': contentType, 'X-Request-Id': 'r' },
      });
      const error = response.status === 200 ? '' : await response.text();
      expect(error).not.toMatch(/hush|98765/u);
    };
    await fc.assert(
      fc.asyncProperty(jsonBody, (body) => check(JSON.stringify(body), 'application/json')),
      { numRuns: 400 },
    );
    await fc.assert(
      fc.asyncProperty(csvBody, (body) => check(body, 'text/csv')),
      { numRuns: 100 },
    );
    await check('{"inputs": hush}', 'application/json');
    expect(logger.lines.join('\n')).not.toMatch(/hush|98765/u);
    expect(logger.lines.join('\n')).toContain('BAD_REQUEST');
  });
});

describe('the detail of errors', () => {
  const body = '{"dataframe_records": [{"long": 1}, {"long": "hush"}]}';
  const model = modelWith([{ name: 'long', type: 'long' }]);

  it('is brief when asked for: column, row and expectation', async () => {
    const { server } = await startFakeServer({ model, replies: { errorDetail: 'brief' } });
    const { message } = await errorOf(await invoke(server, { body }));
    expect(message).toMatch(/"long", row 2, holds a text, which is not an integer/u);
  });

  it('has the value, too, on a server for this machine only', async () => {
    for (const host of ['127.0.0.1', 'localhost']) {
      const { server } = await startFakeServer({ model, host });
      const { message } = await errorOf(await invoke(server, { body }));
      expect(message).toMatch(/"long", row 2, holds "hush", which is not an integer/u);
    }
  });

  it('has the value on a server for others only when asked for', async () => {
    const messageFrom = async (errorDetail?: 'detailed') => {
      const { server } = await startFakeServer({
        model,
        host: '0.0.0.0',
        ...(errorDetail && { replies: { errorDetail } }),
      });
      const url = `http://127.0.0.1:${server.port}`;
      return (await errorOf(await invoke({ ...server, url }, { body }))).message;
    };
    expect(await messageFrom()).toContain('holds a text');
    expect(await messageFrom('detailed')).toContain('holds "hush"');
  });
});

describe('an error that an engine answers with by itself', () => {
  const timings = { parse: 0, enforce: 0, predict: 1, encode: 0 };
  const answering = (reply: Pick<InvocationReply, 'status' | 'contentType' | 'body'>): Engine => ({
    ...fakeEngine(),
    invoke: async () => ({ ...reply, timings }),
  });
  const failed = {
    status: 400,
    contentType: 'application/json',
    body: Buffer.from(
      JSON.stringify({
        error_code: 'INVALID_PARAMETER_VALUE',
        message: 'Failed to predict data "hush"',
        stack_trace: 'hush',
        sqlstate: 'KAM00',
      }),
    ),
  };

  it('stays as it is when errors are detailed', async () => {
    const { server } = await startFakeServer({ engine: answering(failed) });
    expect(await (await invoke(server)).text()).toBe(failed.body.toString());
  });

  it('keeps its status and codes, but neither message nor traceback, when errors are brief', async () => {
    const { server } = await startFakeServer({
      engine: answering(failed),
      replies: { errorDetail: 'brief' },
    });
    const response = await invoke(server);
    const text = await response.clone().text();
    expect(text).not.toContain('hush');
    expect(await errorOf(response)).toMatchObject({
      status: 400,
      error_code: 'INVALID_PARAMETER_VALUE',
      sqlstate: 'KAM00',
    });
  });

  it('becomes an error in JSON when it was text', async () => {
    const engine = answering({ status: 500, contentType: 'text/plain', body: 'hush' });
    const { server } = await startFakeServer({ engine, replies: { errorDetail: 'brief' } });
    const error = await errorOf(await invoke(server));
    expect([error.status, error.message.includes('hush')]).toEqual([500, false]);
  });

  it('is counted by its code', async () => {
    const { server } = await startFakeServer({ engine: answering(failed) });
    await invoke(server);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('mlinvoke_errors_total{error_code="INVALID_PARAMETER_VALUE"} 1');
  });
});

describe('NaN and infinities in predictions', () => {
  const predict = async () => ({
    kind: 'tensor' as const,
    dtype: 'float64' as const,
    values: Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1),
    shape: [4],
  });

  it('are null', async () => {
    const { server } = await startFakeServer({ predict });
    expect(await (await invoke(server)).json()).toEqual({ predictions: [null, null, null, 1] });
  });

  it('are MLflow’s literals when asked for', async () => {
    const { server } = await startFakeServer({ predict, replies: { nanLiterals: true } });
    expect(await (await invoke(server)).text()).toBe(
      '{"predictions": [NaN, Infinity, -Infinity, 1.0]}',
    );
  });
});
