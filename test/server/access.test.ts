import { describe, expect, it } from 'vitest';
import type { RunningServer } from '../../src/server/start-server.ts';
import { errorOf, invoke, startFakeServer } from '../helpers/fake-server.ts';

describe('a server with a token', () => {
  const access = { token: 'correct-horse.battery_staple+/=' };

  it('answers those who send it', async () => {
    const { server } = await startFakeServer({ access });
    for (const scheme of ['Bearer', 'bearer']) {
      const headers = { Authorization: `${scheme} ${access.token}` };
      expect((await invoke(server, { headers })).status).toBe(200);
    }
  });

  it.each([
    ['no header', {}],
    ['another token', { Authorization: 'Bearer correct-horse' }],
    ['the token and more', { Authorization: `Bearer ${access.token}x` }],
    ['another scheme', { Authorization: `Basic ${access.token}` }],
    ['no scheme', { Authorization: access.token }],
  ])('answers 401 to %s, in MLflow’s JSON', async (_, headers) => {
    const { server } = await startFakeServer({ access });
    const response = await invoke(server, { headers });
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="mlinvoke"');
    const error = await errorOf(response);
    expect(error).toMatchObject({ status: 401, error_code: 'UNAUTHENTICATED' });
    expect(error.message).not.toContain('correct-horse');
  });

  it.each([
    ['/ping', 200],
    ['/health', 200],
    ['/', 401],
    ['/version', 401],
    ['/metrics', 401],
    ['/nothing', 401],
    ['/ping/', 401],
  ])('answers GET %s without it with %i', async (path, status) => {
    const { server } = await startFakeServer({ access });
    expect((await fetch(`${server.url}${path}`)).status).toBe(status);
  });

  it('answers 401 to a large body, too, which it does not read', async () => {
    const { server } = await startFakeServer({ access });
    const body = new Uint8Array(3_000_000);
    expect((await invoke(server, { body })).status).toBe(401);
  });

  it.each(['', ' ', 'two words', 'line\nbreak', 'ü'])(
    'does not start with the token "%s", which no header can carry',
    async (token) => {
      await expect(startFakeServer({ access: { token } })).rejects.toThrow('The token is empty or');
    },
  );
});

describe('a server that lists origins', () => {
  const origin = 'https://app.example';
  const access = { allowedOrigins: [origin, 'http://localhost:3000/'] };
  const preflight = (server: RunningServer, from: string) =>
    fetch(`${server.url}/invocations`, {
      method: 'OPTIONS',
      headers: {
        Origin: from,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type,authorization',
      },
    });

  it.each([origin, 'http://localhost:3000'])('lets a page of %s ask and read', async (from) => {
    const { server } = await startFakeServer({ access });
    const asked = await preflight(server, from);
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe(from);
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    expect(asked.headers.get('access-control-allow-headers')).toBe('content-type,authorization');
    const response = await invoke(server, { headers: { Origin: from } });
    expect(response.headers.get('access-control-allow-origin')).toBe(from);
    expect(response.headers.get('access-control-expose-headers')).toContain('X-Request-Id');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(response.headers.get('vary')).toBe('Origin');
  });

  it.each([
    'https://evil.example',
    'https://app.example.evil.example',
    'http://app.example',
    'null',
  ])('gives a page of %s no leave', async (from) => {
    const { server } = await startFakeServer({ access });
    expect((await preflight(server, from)).headers.has('access-control-allow-origin')).toBe(false);
    const response = await invoke(server, { headers: { Origin: from } });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('lets pages read errors, and ask before they send the token', async () => {
    const { server } = await startFakeServer({ access: { ...access, token: 'secret' } });
    expect((await preflight(server, origin)).status).toBe(204);
    const refused = await invoke(server, { headers: { Origin: origin } });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-allow-origin')).toBe(origin);
  });

  it('answers every page, but never with its cookies, when the list is *', async () => {
    const { server } = await startFakeServer({ access: { allowedOrigins: ['*'] } });
    const response = await invoke(server, { headers: { Origin: 'https://any.example' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('is not what a server does by itself', async () => {
    const { server } = await startFakeServer();
    const response = await invoke(server, { headers: { Origin: origin } });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  it.each([
    'app.example',
    'https://app.example/page',
    'null',
    'file:///x',
    'https://*.example',
    '',
  ])('does not start with "%s", which is no origin', async (text) => {
    const starting = startFakeServer({ access: { allowedOrigins: [text] } });
    await expect(starting).rejects.toThrow(`"${text}" is no origin`);
  });
});

describe('a server with a path prefix', () => {
  it.each(['/models/iris', 'models/iris/'])('answers below it: %s', async (pathPrefix) => {
    const { server } = await startFakeServer({ access: { pathPrefix } });
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/models/iris`);
    expect((await invoke(server)).status).toBe(200);
    expect((await fetch(`${server.url}/ping`)).status).toBe(200);
    expect((await fetch(`${server.url}/`)).status).toBe(200);
    const refused = await errorOf(await fetch(`${server.url}/invocations?x=1`));
    expect(refused).toMatchObject({
      status: 405,
      message: '/models/iris/invocations takes POST, not GET.',
    });
    const unknown = await errorOf(await fetch(`${server.url}/predict`));
    expect(unknown.message).toContain('/models/iris/invocations,');
  });

  it('leads from the bare prefix to its page', async () => {
    const { server } = await startFakeServer({ access: { pathPrefix: '/iris' } });
    const response = await fetch(server.url, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([308, '/iris/']);
  });

  it('has nothing elsewhere', async () => {
    const { server } = await startFakeServer({ access: { pathPrefix: '/iris' } });
    for (const path of ['/ping', '/irises/ping', '/', '/x/iris/ping']) {
      const error = await errorOf(await fetch(`http://127.0.0.1:${server.port}${path}`));
      expect(error).toMatchObject({ status: 404, error_code: 'ENDPOINT_NOT_FOUND' });
      expect(error.message).toContain('/iris/');
    }
  });

  it('keeps health checks open', async () => {
    const { server } = await startFakeServer({ access: { pathPrefix: '/iris', token: 'secret' } });
    expect((await fetch(`${server.url}/ping`)).status).toBe(200);
    expect((await invoke(server)).status).toBe(401);
  });

  it.each(['/a b', '/../x', '/a//b', '/a?b', '/%2e', 'http://x/y', '/./a'])(
    'does not start with "%s"',
    async (pathPrefix) => {
      await expect(startFakeServer({ access: { pathPrefix } })).rejects.toThrow(
        `"${pathPrefix}" is no path prefix`,
      );
    },
  );

  it('is none when it is empty or a slash', async () => {
    for (const pathPrefix of ['', '/']) {
      const { server } = await startFakeServer({ access: { pathPrefix } });
      expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    }
  });
});
