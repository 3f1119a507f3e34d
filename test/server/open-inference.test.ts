import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Prediction } from '../../src/core/data/model-input.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { LocalModel } from '../../src/core/model/local-model.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { type ModelParts, withModelFolder } from '../helpers/model-folder.ts';
import { createRecordingEngine, type RecordingEngine } from '../helpers/recording-engine.ts';

interface Served {
  readonly url: string;
  readonly engine: RecordingEngine;
}

async function withServer(
  parts: ModelParts & { readonly uri?: string; readonly answer?: Prediction },
  use: (served: Served) => Promise<void>,
): Promise<void> {
  await withModelFolder(parts, async (opened) => {
    const { uri = opened.uri, answer } = parts;
    const model: LocalModel = { ...opened, uri };
    const engine = createRecordingEngine(answer && (() => answer));
    const server = await startServer({ model, engine, logger: silentLogger, version: '1.2.3' });
    try {
      await use({ url: server.url, engine });
    } finally {
      await server.close();
    }
  });
}

async function ask(url: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url, {
    ...(body !== undefined && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
  return { status: response.status, body: await response.json() };
}

const input = (name: string, datatype: string, data: unknown[], more: object = {}) => ({
  name,
  datatype,
  shape: [data.length],
  data,
  ...more,
});

describe('the Open Inference Protocol', () => {
  it('tells server, health and model', async () => {
    await withServer({ name: 'my model/é' }, async ({ url }) => {
      const path = `${url}/v2/models/${encodeURIComponent('my model/é')}`;
      expect(await ask(`${url}/v2`)).toEqual({
        status: 200,
        body: { name: 'mlinvoke', version: '1.2.3', extensions: [] },
      });
      expect((await ask(`${url}/v2/health/live`)).body).toEqual({ live: true });
      expect((await ask(`${url}/v2/health/ready`)).body).toEqual({ ready: true });
      expect((await ask(`${path}/ready`)).body).toEqual({ name: 'my model/é', ready: true });
      expect((await ask(path)).body).toEqual({
        name: 'my model/é',
        versions: [],
        platform: 'mlflow_sklearn',
        inputs: [],
        outputs: [],
        parameters: {},
      });
    });
  });

  it('answers for the version that the URI names, and for no other', async () => {
    await withServer({ name: 'iris', uri: 'models:/iris/3' }, async ({ url }) => {
      const body = { inputs: [input('a', 'FP64', [1.5])] };
      const right = await ask(`${url}/v2/models/iris/versions/3/infer`, body);
      expect(right).toMatchObject({
        status: 200,
        body: { model_name: 'iris', model_version: '3' },
      });
      const wrong = await ask(`${url}/v2/models/iris/versions/2/infer`, body);
      expect(wrong.status).toBe(404);
      expect(wrong.body).toEqual({ error: expect.stringContaining('is 3') });
    });
  });

  it('has errors of its own shape, whatever went wrong', async () => {
    await withServer({ name: 'm' }, async ({ url }) => {
      const infer = `${url}/v2/models/m/infer`;
      const csv = await fetch(infer, {
        method: 'POST',
        headers: { 'Content-Type': 'text/csv' },
        body: 'a\n1',
      });
      expect([csv.status, Object.keys((await csv.json()) as object)]).toEqual([415, ['error']]);
      for (const [path, status] of [
        [`${url}/v2/nothing`, 404],
        [infer, 405],
        [`${url}/v2/models/other`, 404],
      ] as const) {
        const reply = await ask(path);
        expect([reply.status, Object.keys(reply.body as object)]).toEqual([status, ['error']]);
      }
      const outside = await ask(`${url}/v3`);
      expect(outside.body).toHaveProperty('error_code');
    });
  });

  it('gives the model columns of the datatypes that were sent', async () => {
    await withServer({ name: 'm' }, async ({ url, engine }) => {
      const data = [
        input('float64', 'FP64', [1.5, null]),
        input('float32', 'FP32', [0.1, 2]),
        input('int64', 'INT64', [1, 2]),
        input('int32', 'INT32', [-1, 2]),
        input('boolean', 'BOOL', [true, false]),
        input('small', 'UINT8', [0, 255]),
        input('unsigned', 'UINT32', [0, 4294967295]),
        input('large', 'UINT64', [0, 7]),
        input('text', 'BYTES', ['a', null]),
        input('moment', 'BYTES', ['2024-01-31', null], {
          parameters: { content_type: 'datetime' },
        }),
        input('json', 'BYTES', ['{"a": [1]}', null], { parameters: { content_type: 'pd_json' } }),
      ];
      const reply = await ask(`${url}/v2/models/m/infer`, { inputs: data });
      expect(reply.status).toBe(200);
      const [table] = engine.inputs;
      const columns = table?.kind === 'table' ? table.columns : [];
      expect(columns.map(({ dtype, values }) => [dtype, Array.from<unknown>(values)])).toEqual([
        ['float64', [1.5, Number.NaN]],
        ['float32', [Math.fround(0.1), 2]],
        ['int64', [1n, 2n]],
        ['int32', [-1, 2]],
        ['boolean', [1, 0]],
        ['int32', [0, 255]],
        ['int64', [0n, 4294967295n]],
        ['int64', [0n, 7n]],
        ['object', ['a', null]],
        ['datetime64[ns]', [1706659200000000000n, -(2n ** 63n)]],
        ['object', [{ a: [1] }, null]],
      ]);
    });
  });

  it('decodes base64 for a column of bytes, and only for one', async () => {
    const inputs = [{ name: 'blob', type: 'binary', required: true }];
    await withServer({ name: 'm', inputs }, async ({ url, engine }) => {
      const infer = `${url}/v2/models/m/infer`;
      expect((await ask(infer, { inputs: [input('blob', 'BYTES', ['AAEC'])] })).status).toBe(200);
      const [table] = engine.inputs;
      expect(table?.kind === 'table' && table.columns[0]?.values[0]).toEqual(
        Buffer.from([0, 1, 2]),
      );
      const wrong = await ask(infer, { inputs: [input('blob', 'BYTES', ['not base64'])] });
      expect(wrong).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining('base64') },
      });
    });
  });

  it('refuses a billion rows without values, and texts that nest without end', async () => {
    await withServer({ name: 'm' }, async ({ url, engine }) => {
      const infer = `${url}/v2/models/m/infer`;
      const rows = input('x', 'FP64', [], { shape: [1_000_000_000, 0] });
      expect(await ask(infer, { inputs: [rows] })).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining('[1000000000, 0], whose rows have no values') },
      });
      const none = input('x', 'FP64', [], { shape: [0, 4] });
      expect((await ask(infer, { inputs: [none] })).status).toBe(200);
      expect(engine.inputs).toMatchObject([{ kind: 'tensor', shape: [0, 4] }]);
      const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
      const texts = `{"name": "x", "datatype": "BYTES", "shape": [1], "data": ${nested}}`;
      expect(await ask(infer, `{"inputs": [${texts}]}`)).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining('BYTES are sent as texts') },
      });
      const parameters = { content_type: 'pd_json' };
      const cells = input('x', 'BYTES', [nested], { parameters });
      expect(
        await ask(infer, { inputs: [cells], parameters: { content_type: 'pd' } }),
      ).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining('more than 500 levels deep') },
      });
    });
  });

  it('keeps the digits of 64-bit integers on the way in and out', async () => {
    const answer: Prediction = {
      kind: 'tensor',
      dtype: 'int64',
      shape: [2],
      values: BigInt64Array.of(9007199254740993n, -1n),
    };
    await withServer({ name: 'm', answer }, async ({ url, engine }) => {
      const response = await fetch(`${url}/v2/models/m/infer`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"id": "x", "inputs": [{"name": "a", "datatype": "INT64", "shape": [1], "data": [9007199254740993]}]}',
      });
      expect(await response.text()).toBe(
        '{"model_name":"m","id":"x","parameters":{"content_type":"np"}, "outputs": ' +
          '[{"name": "output-1", "shape": [2,1], "datatype": "INT64", "parameters": {"content_type":"np"}, "data": [9007199254740993, -1]}]}',
      );
      expect(response.headers.get('Server-Timing')).toMatch(/parse;dur=.*predict;dur=/u);
      const [table] = engine.inputs;
      expect(table?.kind === 'table' && table.columns[0]?.values).toEqual(
        BigInt64Array.of(9007199254740993n),
      );
    });
  });

  it('answers with one output for each column of a frame', async () => {
    const answer: Prediction = {
      kind: 'table',
      names: ['label', 'score', 'when', 'mixed', 7],
      rowCount: 2,
      columns: [
        { dtype: 'object', values: ['a', 'b'] },
        { dtype: 'float64', values: Float64Array.of(0.5, Number.NaN) },
        { dtype: 'datetime64[ns]', values: BigInt64Array.of(1706659200000000000n, -(2n ** 63n)) },
        { dtype: 'object', values: ['a', { b: 1 }] },
        { dtype: 'boolean', values: Uint8Array.of(1, 0) },
      ],
    };
    await withServer({ name: 'm', answer }, async ({ url }) => {
      const { body } = await ask(`${url}/v2/models/m/infer`, { inputs: [input('a', 'FP64', [1])] });
      expect(body).toMatchObject({
        parameters: { content_type: 'pd' },
        outputs: [
          {
            name: 'label',
            datatype: 'BYTES',
            parameters: { content_type: 'str' },
            data: ['a', 'b'],
          },
          { name: 'score', datatype: 'FP64', shape: [2, 1], data: [0.5, null] },
          { name: 'when', datatype: 'BYTES', parameters: { content_type: 'datetime' } },
          { name: 'mixed', parameters: { content_type: 'pd_json' }, data: ['"a"', '{"b": 1}'] },
          { name: '7', datatype: 'BOOL', data: [true, false] },
        ],
      });
    });
  });

  it('answers with arrays by name, and with any other value as JSON', async () => {
    const tensor = {
      kind: 'tensor',
      dtype: 'float32',
      values: Float32Array.of(1, 2),
      shape: [1, 2],
    } as const;
    const named: Prediction = { kind: 'tensors', tensors: new Map([['logits', tensor]]) };
    const cases: [Prediction, unknown][] = [
      [named, { name: 'logits', datatype: 'FP32', shape: [1, 2], data: [1, 2] }],
      [
        { kind: 'json', value: ['a', 'b'] },
        { name: 'output-1', datatype: 'BYTES', shape: [2, 1], data: ['a', 'b'] },
      ],
      [
        { kind: 'json', value: { a: 1 } },
        { name: 'output-1', data: ['{"a": 1}'] },
      ],
    ];
    for (const [answer, output] of cases) {
      await withServer({ name: 'm', answer }, async ({ url }) => {
        const { body } = await ask(`${url}/v2/models/m/infer`, {
          inputs: [input('a', 'FP64', [1])],
        });
        expect(body).toMatchObject({ outputs: [output] });
      });
    }
  });

  it('refuses what it cannot read, saying why', async () => {
    await withServer({ name: 'm' }, async ({ url, engine }) => {
      const cases: [unknown, string][] = [
        [{ inputs: [input('a', 'FP16', [1])] }, 'Send it as FP32.'],
        [{ inputs: [input('a', 'BF16', [1])] }, 'accepted are BOOL, UINT8'],
        [{ inputs: [input('a', 'FP64', [1], { shape: [2] })] }, 'asks for 2'],
        [{ inputs: [input('a', 'FP64', [1], { shape: [-1] })] }, '"shape"'],
        [
          { inputs: [input('a', 'FP64', [1, 2], { shape: [1, 2] }), input('b', 'FP64', [1])] },
          'one value for each row',
        ],
        [{ inputs: [input('a', 'FP64', [1]), input('a', 'FP64', [1])] }, 'more than once'],
        [{ inputs: [input('a', 'FP64', [1]), input('b', 'FP64', [1, 2])] }, 'has 2 rows'],
        [{ inputs: [input('a', 'INT32', [2 ** 40])] }, 'Input "a"'],
        [{ inputs: [input('a', 'BYTES', [1])] }, 'sent as texts'],
        [{ inputs: [input('a', 'UINT64', ['18446744073709551615'])] }, 'too large'],
        [{ inputs: [input('a', 'FP64', [1], { parameters: { binary_data_size: 8 } })] }, 'binary'],
        [{ parameters: { content_type: 'xml' }, inputs: [input('a', 'FP64', [1])] }, '"xml"'],
        [
          { inputs: [input('a', 'BYTES', ['{'], { parameters: { content_type: 'pd_json' } })] },
          'not JSON',
        ],
        ['{"inputs": [', 'not valid JSON'],
      ];
      for (const [body, reason] of cases) {
        const reply = await ask(`${url}/v2/models/m/infer`, body);
        expect(reply).toEqual({ status: 400, body: { error: expect.stringContaining(reason) } });
      }
      expect(engine.inputs).toEqual([]);
    });
  });
});

describe('brief errors', () => {
  it('leave out the values of the request', async () => {
    await withModelFolder({ name: 'm' }, async (model) => {
      const server = await startServer({
        model,
        engine: createRecordingEngine(),
        replies: { errorDetail: 'brief' },
        logger: silentLogger,
        version: '0',
      });
      try {
        const wrong = [
          input('a', 'BYTES', ['secret'], { parameters: { content_type: 'base64' } }),
          input('a', 'BYTES', ['secret'], { parameters: { content_type: 'pd_json' } }),
          input('a', 'FP64', ['secret']),
          input('a', 'FP64', [1.5], { shape: ['secret'] }),
        ];
        for (const each of wrong) {
          const { status, body } = await ask(`${server.url}/v2/models/m/infer`, { inputs: [each] });
          expect(status).toBe(400);
          expect(JSON.stringify(body)).not.toContain('secret');
        }
      } finally {
        await server.close();
      }
    });
  });
});

describe('any body at all', () => {
  let server: RunningServer;
  let release: () => void = () => {};
  beforeAll(async () => {
    const inputs = [
      { name: 'a', type: 'double', required: true },
      { name: 'b', type: 'array', items: { type: 'string' }, required: false },
    ];
    server = await new Promise((resolve) => {
      void withModelFolder({ name: 'm', inputs }, async (model) => {
        const engine = createRecordingEngine();
        resolve(await startServer({ model, engine, logger: silentLogger, version: '0' }));
        await new Promise<void>((done) => (release = done));
      });
    });
  });
  afterAll(async () => {
    await server.close();
    release();
  });

  const tensor = fc.record(
    {
      name: fc.constantFrom('a', 'b', ''),
      datatype: fc.constantFrom('FP64', 'BYTES', 'INT64', 'BOOL', 'UINT8', 'FP16'),
      shape: fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 3 }),
      data: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 4 }),
      parameters: fc.record(
        { content_type: fc.constantFrom('np', 'str', 'base64', 'datetime', 'pd_json', 'pd') },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['name', 'datatype', 'shape', 'data'] },
  );
  const request = fc.record(
    {
      inputs: fc.oneof(fc.array(tensor, { maxLength: 3 }), fc.jsonValue()),
      parameters: fc.record(
        { content_type: fc.constantFrom('pd', 'np', 'str', 'dict', 'x') },
        { requiredKeys: [] },
      ),
      id: fc.jsonValue({ maxDepth: 1 }),
    },
    { requiredKeys: ['inputs'] },
  );

  it('is answered with 200 or 400', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(request, fc.jsonValue()), async (body) => {
        const reply = await ask(`${server.url}/v2/models/m/infer`, JSON.stringify(body));
        expect(reply).not.toMatchObject({ status: 500 });
        expect([200, 400]).toContain(reply.status);
      }),
      { numRuns: 300 },
    );
  });
});
