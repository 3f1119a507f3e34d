import { describe, expect, it } from 'vitest';
import type { Engine, InvocationRequest } from '../../../src/core/engines/engine.ts';
import { parseMlModel } from '../../../src/core/model/mlmodel.ts';
import { score } from '../../../src/core/score/score.ts';
import { UnsupportedMediaTypeError } from '../../../src/core/score/unsupported-media-type-error.ts';
import { fakeEngine } from '../../helpers/fake-engine.ts';

const signature = {
  inputs: JSON.stringify([{ name: 'x', type: 'double', required: true }]),
  params: JSON.stringify([{ name: 'count', type: 'long', default: 3, shape: null }]),
};
const mlmodel = parseMlModel(JSON.stringify({ flavors: {}, signature }));
const { signal } = new AbortController();

function json(value: unknown, contentType = 'application/json'): InvocationRequest {
  return { body: Buffer.from(JSON.stringify(value)), contentType };
}

/** An engine that answers with what it was asked. */
function echoEngine(): Engine {
  return fakeEngine(async (input, params) => ({ kind: 'json', value: { input, params } }));
}

describe('score', () => {
  it('gives the engine the enforced table and the parameters with their defaults', async () => {
    const request = json({ dataframe_records: [{ y: 'dropped', x: 1 }] });
    const reply = await score(request, { mlmodel, engine: echoEngine() }, signal);
    expect(JSON.parse(String(reply.body))).toMatchObject({
      predictions: { input: { kind: 'table', names: ['x'], rowCount: 1 }, params: { count: 3 } },
    });
    expect(reply).toMatchObject({ status: 200, contentType: 'application/json' });
  });

  it('answers an LLM body without "predictions" around it', async () => {
    const request = json({ prompt: 'hello', x: 1, count: 5 });
    const reply = await score(request, { mlmodel, engine: echoEngine() }, signal);
    expect(JSON.parse(String(reply.body))).toMatchObject({ params: { count: 5 } });
  });

  it('hands the untouched bytes to an engine that parses for itself, under a type it knows', async () => {
    const seen: InvocationRequest[] = [];
    const timings = { parse: 0, enforce: 0, predict: 0, encode: 0 };
    const engine: Engine = {
      ...fakeEngine(),
      kind: 'python',
      invoke: async (request) => {
        seen.push(request);
        return { status: 200, contentType: 'application/json', body: '{}', timings };
      },
    };
    const body = Buffer.from('x\n1\n');
    await score({ body, contentType: 'application/csv' }, { mlmodel, engine }, signal);
    expect(seen).toEqual([{ body, contentType: 'text/csv' }]);
  });

  it.each([
    '',
    'text/plain',
    'application/json; charset=latin-1',
    'text/csv; header=present',
    'constructor',
  ])('refuses the Content-Type "%s"', async (contentType) => {
    const answer = score(json({}, contentType), { mlmodel, engine: echoEngine() }, signal);
    await expect(answer).rejects.toThrow(UnsupportedMediaTypeError);
  });

  it('says which column is missing, which are there and which are expected', async () => {
    const request = json({ dataframe_records: [{ y: 1 }] });
    await expect(score(request, { mlmodel, engine: echoEngine() }, signal)).rejects.toThrow(
      'The request lacks the column "x" of the signature. The request has "y" instead. Expected are "x".',
    );
  });

  it('passes on what the engine throws', async () => {
    const engine = fakeEngine(async () => {
      throw new TypeError('a bug');
    });
    const request = json({ dataframe_records: [{ x: 1 }] });
    await expect(score(request, { mlmodel, engine }, signal)).rejects.toThrow(TypeError);
  });
});
