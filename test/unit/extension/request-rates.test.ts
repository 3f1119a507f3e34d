import { expect, it } from 'vitest';
import { createFigures } from '../../../src/server/metrics/create-figures.ts';
import { countRequests } from '../../../src/extension/servers/request-rates.ts';

it('counts the requests for predictions that a server has printed, and no others', async () => {
  const load = { running: 0, waiting: 0 };
  const figures = createFigures({ model: 'iris', engine: 'native', version: '1', load });
  const add = (method: string, route: string, status: number) =>
    figures.add({ method, route, status, milliseconds: 1 });
  expect(countRequests(await figures.registry.metrics())).toBe(0);
  add('POST', '/invocations', 200);
  add('POST', '/invocations', 200);
  add('POST', '/invocations', 400);
  add('GET', '/metrics', 200);
  add('GET', '/ping', 200);
  expect(countRequests(await figures.registry.metrics())).toBe(3);
});
