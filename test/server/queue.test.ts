import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/core/engines/engine.ts';
import { fakeEngine, type Predict } from '../helpers/fake-engine.ts';
import { errorOf, invoke, startFakeServer } from '../helpers/fake-server.ts';
import { withResolvers } from '../helpers/with-resolvers.ts';

/** An engine that works on one request at a time and ends each when it is told to. */
function heldEngine() {
  const order: unknown[] = [];
  const starts: (() => void)[] = [];
  const finish = withResolvers<void>();
  const predict: Predict = async (input) => {
    order.push('values' in input ? Number(input.values[0]) : input);
    starts.splice(0).forEach((start) => start());
    await finish.promise;
    return { kind: 'json', value: 'done' };
  };
  const engine: Engine = { ...fakeEngine(predict), concurrency: 1 };
  const started = () => new Promise<void>((resolve) => starts.push(resolve));
  return { engine, order, started, finish: () => finish.resolve() };
}

const bodyOf = (value: number) => ({ body: JSON.stringify({ inputs: [value] }) });

describe('requests for a busy model', () => {
  it('are answered in the order in which they came', async () => {
    const held = heldEngine();
    const { server } = await startFakeServer({ engine: held.engine });
    const started = held.started();
    const answers = [invoke(server, bodyOf(1))];
    await started;
    for (const value of [2, 3, 4]) {
      answers.push(invoke(server, bodyOf(value)));
      await waitFor(server.url, `mlinvoke_requests_waiting ${value - 1}`);
    }
    held.finish();
    const responses = await Promise.all(answers);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(held.order).toEqual([1, 2, 3, 4]);
  });

  it('are turned away with 503 and Retry-After when too many wait', async () => {
    const held = heldEngine();
    const { server } = await startFakeServer({ engine: held.engine, limits: { queueLength: 1 } });
    const started = held.started();
    const first = invoke(server);
    await started;
    const second = invoke(server);
    await waitFor(server.url, 'mlinvoke_requests_waiting 1');
    const third = await invoke(server);
    expect(third.headers.get('retry-after')).toBe('1');
    const error = await errorOf(third);
    expect(error).toMatchObject({ status: 503, error_code: 'TEMPORARILY_UNAVAILABLE' });
    expect(error.message).toContain('1 requests are waiting');
    expect((await fetch(`${server.url}/ping`)).status).toBe(200);
    held.finish();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
  });

  it('need no queue while the model is free', async () => {
    const { server } = await startFakeServer({ limits: { queueLength: 0 } });
    expect((await invoke(server)).status).toBe(200);
    expect((await invoke(server)).status).toBe(200);
  });

  it('leave the queue when their client goes or their time is over', async () => {
    const held = heldEngine();
    const { server } = await startFakeServer({
      engine: held.engine,
      limits: { queueLength: 1, timeoutSeconds: 2 },
    });
    const started = held.started();
    const first = invoke(server);
    await started;
    const client = new AbortController();
    const second = invoke(server, { signal: client.signal });
    await waitFor(server.url, 'mlinvoke_requests_waiting 1');
    client.abort();
    await expect(second).rejects.toThrow('abort');
    await waitFor(server.url, 'mlinvoke_requests_waiting 0');
    const third = invoke(server);
    expect([(await first).status, (await third).status]).toEqual([504, 504]);
    await waitFor(server.url, 'mlinvoke_requests_running 0');
    held.finish();
    expect((await invoke(server)).status).toBe(200);
  });

  it('free the model when they fail', async () => {
    const predict: Predict = async () => {
      throw new TypeError('broken');
    };
    const engine: Engine = { ...fakeEngine(predict), concurrency: 1 };
    const { server } = await startFakeServer({ engine, limits: { queueLength: 0 } });
    expect((await invoke(server)).status).toBe(500);
    expect((await invoke(server)).status).toBe(500);
  });
});

/** Polls the figures until they have a line; the test's own time limit ends it. */
async function waitFor(url: string, line: string): Promise<void> {
  const text = await (await fetch(`${url}/metrics`)).text();
  if (!text.split('\n').includes(line)) await waitFor(url, line);
}
