import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../src/core/errors.ts';
import { errorOf, invoke, startFakeServer } from '../helpers/fake-server.ts';

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/u;

/** The log's lines of one level, without the level. */
function linesOf(logger: { readonly lines: readonly string[] }, level: string): string[] {
  const start = `${level}: `;
  return logger.lines
    .filter((line) => line.startsWith(start))
    .map((line) => line.slice(start.length));
}

describe('the id of a request', () => {
  it.each(['abc', '4bf92f3577b34da6a3ce929d0e0e4736', 'a.b:c_d-e/f+g=@h', 'x'.repeat(128)])(
    'is the one that the client sent: %s',
    async (id) => {
      const { server, logger } = await startFakeServer();
      const response = await invoke(server, { headers: { 'X-Request-Id': id } });
      expect(response.headers.get('x-request-id')).toBe(id);
      expect(linesOf(logger, 'info')[0]).toContain(`${id} POST /invocations 200`);
    },
  );

  it.each(['', 'x'.repeat(129), 'two words', '<script>', 'ü', 'a"b'])(
    'is a new one when the client sent none that is fit for a log: "%s"',
    async (id) => {
      const { server } = await startFakeServer();
      const response = await invoke(server, { headers: { 'X-Request-Id': id } });
      expect(response.headers.get('x-request-id')).toMatch(uuid);
    },
  );

  it('stands on errors, too, and differs from request to request', async () => {
    const { server } = await startFakeServer();
    const [first, second] = await Promise.all([fetch(`${server.url}/x`), fetch(`${server.url}/x`)]);
    expect(first.headers.get('x-request-id')).toMatch(uuid);
    expect(first.headers.get('x-request-id')).not.toBe(second.headers.get('x-request-id'));
  });
});

describe('the request log', () => {
  it('has id, method, path, status, rows and time', async () => {
    const { server, logger } = await startFakeServer();
    await invoke(server, { headers: { 'X-Request-Id': 'r1' }, body: '{"inputs": [1, 2, 3]}' });
    expect(linesOf(logger, 'info')).toEqual([
      expect.stringMatching(/^r1 POST \/invocations 200 3 rows [\d.]+ ms$/u),
    ]);
  });

  it('says of an error what was wrong', async () => {
    const { server, logger } = await startFakeServer({
      predict: async () => {
        throw new MlflowError('INVALID_PARAMETER_VALUE', 'The column "a" is odd.');
      },
    });
    await invoke(server, { headers: { 'X-Request-Id': 'r1' } });
    expect(linesOf(logger, 'info')).toEqual([
      expect.stringMatching(
        /^r1 POST \/invocations 400 [\d.]+ ms INVALID_PARAMETER_VALUE: The column "a" is odd\.$/u,
      ),
    ]);
  });

  it('never has the query, the data or the token', async () => {
    const { server, logger } = await startFakeServer({ access: { token: 'hush-token' } });
    const authorized = { Authorization: 'Bearer hush-token' };
    await fetch(`${server.url}/invocations?key=hush-query`, {
      method: 'POST',
      headers: { ...authorized, 'Content-Type': 'application/json' },
      body: '{"dataframe_split": "hush-data"}',
    });
    await invoke(server, { headers: { Authorization: 'Bearer hush-guess' } });
    await invoke(server, { headers: authorized, body: '"hush-data"' });
    await invoke(server, { headers: authorized, body: 'hush-data' });
    await invoke(server, { headers: authorized, body: '{"inputs": [[1], ["hush-data"]]}' });
    await invoke(server, { headers: authorized, body: '{"inputs": [1], "params": "hush-data"}' });
    expect(linesOf(logger, 'info')).toHaveLength(6);
    expect(logger.lines.join('\n')).not.toContain('hush');
  });

  it('keeps health checks for the debug level', async () => {
    const { server, logger } = await startFakeServer();
    await fetch(`${server.url}/ping`);
    await fetch(`${server.url}/metrics`);
    await fetch(`${server.url}/version`);
    expect(linesOf(logger, 'info')).toEqual([expect.stringContaining(' GET /version 200 ')]);
    expect(linesOf(logger, 'debug')).toEqual([
      expect.stringContaining(' GET /ping 200 '),
      expect.stringContaining(' GET /metrics 200 '),
    ]);
  });

  it('shortens a path that goes on and on', async () => {
    const { server, logger } = await startFakeServer();
    const error = await errorOf(await fetch(`${server.url}/${'a'.repeat(5000)}`));
    expect(error.status).toBe(404);
    expect(logger.lines.join('\n').length).toBeLessThan(1000);
  });
});
