import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/logger.ts';
import { parseMlModel } from '../../src/core/model/mlmodel.ts';
import { type RunningServer, startServer } from '../../src/server/start-server.ts';
import { fakeEngine } from '../helpers/fake-engine.ts';
import { readFixtures } from '../helpers/transcripts.ts';

const column = (type: string, extra: object = {}) => ({
  type,
  name: type,
  required: false,
  ...extra,
});
const columns = [
  ...['boolean', 'integer', 'long', 'float', 'double', 'string', 'binary', 'datetime'].map((type) =>
    column(type),
  ),
  column('array', { items: { type: 'double' } }),
  column('map', { values: { type: 'long' } }),
  column('object', { properties: { a: { type: 'string', required: true } } }),
  column('any'),
];
const tensor = (dtype: string, shape: number[], name?: string) => ({
  type: 'tensor',
  'tensor-spec': { dtype, shape },
  ...(name !== undefined && { name }),
});
const params = [
  { name: 'count', type: 'long', default: 1, shape: null },
  { name: 'weights', type: 'double', default: [], shape: [-1] },
];

const schemas: Readonly<Record<string, object[] | undefined>> = {
  'named columns of every type': columns,
  'unnamed columns': [{ type: 'double' }, { type: 'string' }],
  'a matrix': [tensor('float64', [-1, 2])],
  'named tensors': [tensor('int32', [-1], 'double'), tensor('str', [-1, 2], 'string')],
  'no signature': undefined,
};

const cell = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('2024-05-31', 'YWJj', 'NaN', '1e999', 1e300, 2 ** 60, -0),
);
const name = fc.oneof(fc.constantFrom(...columns.map((each) => each.name)), fc.string());
const record = fc.dictionary(name, cell, { maxKeys: 4 });
const rows = fc.array(fc.oneof(record, fc.array(cell, { maxLength: 4 }), cell), { maxLength: 4 });
const content = fc.oneof(rows, record, cell, fc.dictionary(name, fc.array(cell, { maxLength: 3 })));
const split = fc.record(
  { columns: fc.array(name, { maxLength: 4 }), data: content, index: fc.array(cell) },
  { requiredKeys: [] },
);
const request = fc.record(
  {
    dataframe_split: fc.oneof(split, cell),
    dataframe_records: content,
    instances: content,
    inputs: content,
    params: fc.oneof(record, fc.record({ count: cell, weights: fc.array(cell) }), cell),
    prompt: cell,
  },
  { requiredKeys: [] },
);
const form = fc.constantFrom('dataframe_split', 'dataframe_records', 'instances', 'inputs');
const wellFormed = fc
  .tuple(form, request)
  .map(([key, value]) => JSON.stringify({ [key]: value[key] ?? [], params: value.params }));
const jsonText = fc.oneof(
  { weight: 4, arbitrary: wellFormed },
  { weight: 1, arbitrary: request.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string() },
);
const csvText = fc
  .array(fc.array(fc.constantFrom('double', '1', '1.5', '"', 'a b', '', '\r', 'NA', 'true', '🙂')))
  .map((lines) => lines.map((line) => line.join(',')).join('\n'));

const parquet = 'application/vnd.apache.parquet';
const parquetBodies = readFixtures().flatMap(({ transcripts }) =>
  transcripts.flatMap(({ request: { bodyBase64 } }) =>
    bodyBase64 === undefined ? [] : [Buffer.from(bodyBase64, 'base64')],
  ),
);
const where = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const damage = fc.array(fc.tuple(where, fc.integer({ min: 0, max: 255 })), { maxLength: 6 });

describe.each(Object.entries(schemas))('a server for a model with %s', (_, inputs) => {
  let server: RunningServer | undefined;

  beforeAll(async () => {
    const signature = inputs && {
      inputs: JSON.stringify(inputs),
      params: JSON.stringify(params),
    };
    const mlmodel = parseMlModel(JSON.stringify({ flavors: {}, signature }));
    server = await startServer({
      model: { folder: '/models/fake', uri: 'models:/fake/1', name: 'fake', mlmodel },
      engine: fakeEngine(),
      logger: silentLogger,
      version: '0.0.0',
    });
  });

  afterAll(() => server?.close());

  async function statusOf(contentType: string, body: string | Uint8Array<ArrayBuffer>) {
    const response = await fetch(`${server?.url}/invocations`, {
      method: 'POST',
      headers: { 'Content-Type': contentType },
      body,
    });
    await response.arrayBuffer();
    return response.status;
  }

  it('answers any JSON with 200 or 400', async () => {
    await fc.assert(
      fc.asyncProperty(jsonText, async (text) => {
        expect([200, 400]).toContain(await statusOf('application/json', text));
      }),
      { numRuns: 300 },
    );
  });

  it('answers any CSV with 200 or 400', async () => {
    await fc.assert(
      fc.asyncProperty(csvText, async (text) => {
        expect([200, 400]).toContain(await statusOf('text/csv', text));
      }),
      { numRuns: 150 },
    );
  });

  it('answers any bytes with 200 or 400', async () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Uint8Array.from(array));
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.constantFrom('text/csv', 'application/json', parquet),
        async (body, type) => {
          expect([200, 400]).toContain(await statusOf(type, body));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('answers any damaged Parquet with 200 or 400', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...parquetBodies), damage, async (body, changes) => {
        const damaged = Uint8Array.from(body);
        for (const [place, byte] of changes) damaged[Math.floor(place * body.length)] = byte;
        expect([200, 400]).toContain(await statusOf(parquet, damaged));
      }),
      { numRuns: 150 },
    );
  });

  const nest = '['.repeat(100_000) + ']'.repeat(100_000);
  it.each([
    ['the body', nest],
    ['inputs', `{"inputs": ${nest}}`],
    ['a record', `{"dataframe_records": [{"any": ${nest}, "array": ${nest}}]}`],
    ['a named input', `{"inputs": {"any": ${nest}}}`],
    ['a prompt', `{"prompt": {"a": ${nest}}}`],
    ['a parameter', `{"inputs": [[1, 2]], "params": {"weights": ${nest}}}`],
    ['text that is no JSON', `{"inputs": ${'['.repeat(100_000)}`],
  ])('answers 200 or 400 when %s nests a hundred thousand lists', async (_subject, text) => {
    expect([200, 400]).toContain(await statusOf('application/json', text));
  });
});
