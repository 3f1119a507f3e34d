import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/core/engines/engine.ts';
import type { RequestBody } from '../../src/core/score/request-body.ts';
import { fakeEngine } from '../helpers/fake-engine.ts';
import { startFakeServer } from '../helpers/fake-server.ts';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** Posts JSON to a server whose engine has threads; gives back what they were asked. */
async function post(path: string, content: unknown) {
  const elsewhere: RequestBody[] = [];
  const engine: Engine = {
    ...fakeEngine(),
    invokeElsewhere: async (request) => {
      elsewhere.push(request);
      const timings = { parse: 0, enforce: 0, predict: 0, encode: 0 };
      return { status: 200, contentType: 'application/json', body: '"elsewhere"', timings };
    },
  };
  const { server } = await startFakeServer({ engine });
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(content),
  });
  return { answer: await response.json(), elsewhere };
}

describe.each([
  {
    path: '/invocations',
    content: (count: number): object => ({ inputs: numbers(count) }),
    asked: { protocol: 'mlflow', mediaType: 'application/json', nanLiterals: false },
  },
  {
    path: '/v2/models/fake/infer',
    content: (count: number): object => ({
      inputs: [{ name: 'a', datatype: 'FP64', shape: [count], data: numbers(count) }],
    }),
    asked: { protocol: 'open-inference', model: { name: 'fake', version: '1' } },
  },
])('a body for $path', ({ path, content, asked }) => {
  it('is left to the threads of the engine where it is large', async () => {
    const { answer, elsewhere } = await post(path, content(50_000));
    expect(answer).toBe('elsewhere');
    expect(elsewhere).toMatchObject([asked]);
    expect(JSON.parse(new TextDecoder().decode(elsewhere[0]?.body))).toEqual(content(50_000));
  });

  it('is read at once where it is small', async () => {
    const { answer, elsewhere } = await post(path, content(10));
    expect(answer).not.toBe('elsewhere');
    expect(elsewhere).toEqual([]);
  });
});
