import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openLocalModel } from '../../src/core/model/local-model.ts';
import { findExampleRequest } from '../../src/server/landing/example-request.ts';
import { createOpenApiDocument } from '../../src/server/openapi/openapi-document.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { startServer } from '../../src/server/start-server.ts';
import { fakeEngine } from '../helpers/fake-engine.ts';
import { withModelFolder } from '../helpers/model-folder.ts';
import { bodyOf, type Fixture, readFixtures, type Transcript } from '../helpers/transcripts.ts';

const fixtures = readFixtures();

async function documentOf(fixture: Fixture): Promise<Record<string, unknown>> {
  const model = await openLocalModel(fixture.modelFolder);
  return createOpenApiDocument({
    model,
    version: '0.0.0',
    example: await findExampleRequest(model),
  });
}

async function validatorsOf(fixture: Fixture) {
  const document = await documentOf(fixture);
  const ajv = new Ajv2020({ strict: false, allErrors: false });
  addFormats(ajv);
  ajv.addSchema(document, 'openapi.json');
  const find = (name: string): ValidateFunction => {
    const validate = ajv.getSchema(`openapi.json#/components/schemas/${name}`);
    if (!validate) throw new Error(`no schema ${name}`);
    return validate;
  };
  return {
    request: find('InvocationRequest'),
    reply: find('InvocationReply'),
    error: find('Error'),
  };
}

function isGoodJson({ request, answer }: Transcript): boolean {
  return (
    request.path === '/invocations' &&
    answer.status === 200 &&
    (request.contentType ?? '').startsWith('application/json')
  );
}

/**
 * Values of another type than the signature's, which MLflow converts all the same; the schema says
 * what is meant, not all that passes.
 */
const converted =
  /^(?:llm|array)-|-(?:true|numeric-string|fractional-string|text|empty-string|integer|float|(?:negative-)?fractions?|list|object|zero|number|(?:and-)?inputs|missing-key|numbers-in-texts|object-empty|object-of-columns|row-too-short|numbers|objects-extra|huge-float|beyond-[\w-]+)$/u;

function parseLeniently(text: string): unknown {
  return JSON.parse(text.replace(/^\uFEFF/u, '').replaceAll(/-?\b(?:NaN|Infinity)\b/gu, 'null'));
}

const withPaths = z.object({
  paths: z.object({
    '/invocations': z.object({
      post: z.object({
        requestBody: z.object({
          content: z.object({ 'application/json': z.object({ example: z.unknown() }) }),
        }),
      }),
    }),
  }),
});
const readPaths = (document: unknown) => withPaths.parse(document);

/** The names of good requests that the schema does not take. */
async function findUndescribed(fixture: Fixture): Promise<string[]> {
  const { request } = await validatorsOf(fixture);
  return fixture.transcripts
    .filter((each) => isGoodJson(each) && !converted.test(each.name))
    .filter((each) => !request(parseLeniently(Buffer.from(bodyOf(each.request)).toString('utf8'))))
    .map(({ name }) => name);
}

describe('the OpenAPI documents', () => {
  it('describe most requests of the models that probe every type and conversion', async () => {
    const probes = fixtures.filter(({ engine }) => engine === 'python');
    const undescribed = (await Promise.all(probes.map(findUndescribed))).flat();
    const good = probes.flatMap(({ transcripts }) => transcripts.filter(isGoodJson));
    expect(good.length).toBeGreaterThan(300);
    expect(undescribed.length).toBeLessThan(good.length / 20);
  });

  it('are compared with many recorded requests, good and bad', () => {
    const all = fixtures.flatMap(({ transcripts }) => transcripts);
    expect(
      all.filter((each) => isGoodJson(each) && !converted.test(each.name)).length,
    ).toBeGreaterThan(300);
  });

  it('refuse a request that lacks a column, has two forms or none', async () => {
    const fixture = fixtures.find(({ name }) => name === 'iris-logreg-skops');
    if (!fixture) throw new Error('the fixture is missing');
    const { request } = await validatorsOf(fixture);
    const columns = ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)'];
    const all = [...columns, 'petal width (cm)'];
    const split = (names: string[]) => ({ columns: names, data: [names.map(() => 1.5)] });
    expect(request({ dataframe_split: split(all) })).toBe(true);
    expect(request({ dataframe_split: split(columns) })).toBe(false);
    expect(request({ dataframe_split: split(all), inputs: [] })).toBe(false);
    expect(request({ dataframe_records: [{ [columns[0] ?? '']: 'x' }] })).toBe(false);
    expect(request({})).toBe(false);
  });
});

describe.each(fixtures)('the OpenAPI document of $name', (fixture) => {
  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(await documentOf(fixture));
    expect(result).toMatchObject({ valid: true });
  });

  it('describes the replies that were recorded', async () => {
    const { reply } = await validatorsOf(fixture);
    const failures = fixture.transcripts
      // Any model takes a body of a language model, which is only described where it is meant.
      .filter((each) => isGoodJson(each) && !each.name.startsWith('llm-'))
      .filter(({ answer }) => !reply(parseLeniently(answer.body)))
      .map(({ name }) => name);
    expect(failures).toEqual([]);
  });

  it('has an example that its own schema takes', async () => {
    const { request } = await validatorsOf(fixture);
    const { paths } = readPaths(await documentOf(fixture));
    expect(
      request(paths['/invocations'].post.requestBody.content['application/json'].example),
    ).toBe(true);
  });
});

const natives = fixtures.filter(({ engine }) => engine === 'native');

describe.each(natives)('the OpenAPI document of the native $name', (fixture) => {
  it('describes the requests that were recorded', async () => {
    expect(await findUndescribed(fixture)).toEqual([]);
  });
});

describe('GET /openapi.json', () => {
  it('describes what the server really answers, errors of both shapes included', async () => {
    const inputs = [{ name: 'a', type: 'double', required: true }];
    await withModelFolder({ name: 'm', inputs }, async (model) => {
      const engine = fakeEngine();
      const server = await startServer({ model, engine, logger: silentLogger, version: '0.0.0' });
      try {
        const document = (await (await fetch(`${server.url}/openapi.json`)).json()) as object;
        expect(await new Validator().validate({ ...document })).toMatchObject({ valid: true });
        const ajv = new Ajv2020({ strict: false });
        addFormats(ajv);
        ajv.addSchema(document, 'openapi.json');
        const expectFit = (name: string, value: unknown) => {
          const validate = ajv.getSchema(`openapi.json#/components/schemas/${name}`);
          expect([name, validate?.(value), validate?.errors]).toEqual([name, true, null]);
        };
        const tensor = { name: 'a', datatype: 'FP64', shape: [1], data: [1.5] };
        const infer = '/v2/models/m/infer';
        expectFit('InferRequest', { inputs: [tensor] });
        expectFit('InferReply', await post(server.url, infer, { inputs: [tensor] }));
        expectFit('InferError', await post(server.url, infer, {}));
        expectFit(
          'InvocationReply',
          await post(server.url, '/invocations', { inputs: { a: [1] } }),
        );
        expectFit('Error', await post(server.url, '/invocations', {}));
        const metadata = await fetch(`${server.url}/v2/models/m`);
        expectFit('ModelMetadata', await metadata.json());
      } finally {
        await server.close();
      }
    });
  });
});

async function post(url: string, path: string, body: object): Promise<unknown> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.json();
}
