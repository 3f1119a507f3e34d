import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../src/core/errors.ts';
import type { RunningServer } from '../../src/server/start-server.ts';
import type { Predict } from '../helpers/fake-engine.ts';
import { errorOf, invoke, startFakeServer } from '../helpers/fake-server.ts';
import { withResolvers } from '../helpers/with-resolvers.ts';

/** Sends a Host header of its own, which fetch does not allow. */
async function statusForHost(server: RunningServer, host: string): Promise<number | undefined> {
  const outgoing = httpRequest(`${server.url}/ping`, { headers: { Host: host } });
  const [incoming] = (await once(outgoing.end(), 'response')) as [
    { statusCode?: number; resume(): void },
  ];
  incoming.resume();
  return incoming.statusCode;
}

describe('startServer', () => {
  it('takes a free port of 127.0.0.1 when none is given', async () => {
    const { server } = await startFakeServer();
    expect(server.port).toBeGreaterThan(0);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
  });

  it('says which port and whose when the port is taken', async () => {
    const { server } = await startFakeServer();
    const second = startFakeServer({ port: server.port });
    await expect(second).rejects.toThrow(MlflowError);
    await expect(startFakeServer({ port: server.port })).rejects.toThrow(
      new RegExp(`Port ${server.port} on 127.0.0.1 is already in use`, 'u'),
    );
  });

  it.runIf(process.platform === 'linux')('names the process that holds the port', async () => {
    const { server } = await startFakeServer();
    await expect(startFakeServer({ port: server.port })).rejects.toThrow(
      `(process ${process.pid})`,
    );
  });

  it('refuses a host that is not of this machine', async () => {
    await expect(startFakeServer({ host: '192.0.2.1' })).rejects.toThrow(
      /"192.0.2.1" is no address/u,
    );
  });

  it('does not start when it was aborted before', async () => {
    await expect(
      startFakeServer({ signal: AbortSignal.abort(new Error('cancelled')) }),
    ).rejects.toThrow('cancelled');
  });

  it('stops when its signal is aborted', async () => {
    const controller = new AbortController();
    const { server } = await startFakeServer({ signal: controller.signal });
    controller.abort();
    await server.close();
    await expect(fetch(`${server.url}/ping`)).rejects.toThrow('fetch failed');
  });
});

describe('the routes', () => {
  it('answer health checks with a line end, and the version of mlinvoke', async () => {
    const { server } = await startFakeServer();
    expect(await (await fetch(`${server.url}/ping`)).text()).toBe('\n');
    expect(await (await fetch(`${server.url}/health`)).text()).toBe('\n');
    expect(await (await fetch(`${server.url}/version`)).text()).toBe('1.2.3');
  });

  it('say on / what is served and that nothing is checked without a signature', async () => {
    const { server } = await startFakeServer();
    const answer: unknown = await (await fetch(server.url)).json();
    expect(answer).toMatchObject({
      name: 'fake',
      uri: 'models:/fake/1',
      engine: 'native',
      is_checked: false,
    });
  });

  it('tell how long each step took', async () => {
    const { server } = await startFakeServer();
    const response = await invoke(server);
    expect(await response.json()).toEqual({ predictions: [1] });
    expect(response.headers.get('server-timing')).toMatch(
      /^parse;dur=[\d.]+, enforce;dur=[\d.]+, predict;dur=[\d.]+, encode;dur=[\d.]+$/u,
    );
  });

  it('name the accepted method', async () => {
    const { server } = await startFakeServer();
    const response = await fetch(`${server.url}/invocations`);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await errorOf(response)).toMatchObject({ status: 405, error_code: 'BAD_REQUEST' });
  });

  it('name what there is under an unknown path', async () => {
    const { server } = await startFakeServer();
    const error = await errorOf(await fetch(`${server.url}/predict`));
    expect(error).toMatchObject({ status: 404, error_code: 'ENDPOINT_NOT_FOUND' });
    expect(error.message).toContain('/invocations');
  });
});

describe('the Host check', () => {
  it.each(['localhost', '127.0.0.1:5000', '[::1]:80', 'app.localhost', 'LOCALHOST:1'])(
    'lets %s pass',
    async (host) => {
      const { server } = await startFakeServer();
      expect(await statusForHost(server, host)).toBe(200);
    },
  );

  it.each([
    'evil.example',
    'evil.example:5000',
    '127.0.0.1.evil.example',
    'localhost@evil.example',
  ])('refuses "%s"', async (host) => {
    const { server } = await startFakeServer();
    expect(await statusForHost(server, host)).toBe(403);
  });

  it('lets the names pass that were allowed', async () => {
    const { server } = await startFakeServer({ access: { allowedHosts: ['models.example'] } });
    expect(await statusForHost(server, 'models.example:8080')).toBe(200);
  });

  it('lets every name pass on a server that listens on every interface', async () => {
    const { server } = await startFakeServer({ host: '0.0.0.0' });
    const local = { ...server, url: `http://127.0.0.1:${server.port}` };
    expect(await statusForHost(local, 'models.example')).toBe(200);
  });
});

describe('limits', () => {
  it('answer 413 to a body that is announced too large', async () => {
    const { server } = await startFakeServer({ limits: { bodyBytes: 10 } });
    const error = await errorOf(await invoke(server));
    expect(error).toMatchObject({ status: 413, error_code: 'BAD_REQUEST' });
    expect(error.message).toContain('10 bytes');
  });

  it('answer 413 to a body that grows too large, once the client has sent it', async () => {
    const { server } = await startFakeServer({ limits: { bodyBytes: 1000 } });
    const stream = new Blob([new Uint8Array(3_000_000)]).stream();
    const error = await errorOf(await invoke(server, { body: stream, duplex: 'half' }));
    expect(error.status).toBe(413);
  });

  it('answer 504 when the model takes longer than the timeout, and abort its work', async () => {
    let aborted: unknown;
    const predict: Predict = (_input, _params, signal) =>
      new Promise(() => {
        signal.addEventListener('abort', () => (aborted = signal.reason));
      });
    const { server } = await startFakeServer({ predict, limits: { timeoutSeconds: 0.05 } });
    const error = await errorOf(await invoke(server));
    expect(error).toMatchObject({ status: 504, error_code: 'DEADLINE_EXCEEDED' });
    expect(aborted).toBeInstanceOf(MlflowError);
  });

  it('answer 400 to a body shorter than its Content-Length', async () => {
    const { server } = await startFakeServer();
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\n{}`);
    socket.end();
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    expect((await fetch(`${server.url}/ping`)).status).toBe(200);
  });
});

describe('what goes wrong', () => {
  it('in the model is told as MLflow tells it', async () => {
    const predict: Predict = async () => {
      throw new MlflowError('INVALID_PARAMETER_VALUE', 'The column "a" is odd.');
    };
    const { server } = await startFakeServer({ predict });
    expect(await errorOf(await invoke(server))).toEqual({
      status: 400,
      error_code: 'INVALID_PARAMETER_VALUE',
      message: 'The column "a" is odd.',
      sqlstate: 'KAM00',
      error_class: 'INVALID_PARAMETER_VALUE',
    });
  });

  it('by a bug is logged with its stack and not shown', async () => {
    const predict: Predict = async () => {
      throw new TypeError('secret detail');
    };
    const { server, logger } = await startFakeServer({ predict });
    const error = await errorOf(await invoke(server));
    expect(error).toMatchObject({ status: 500, error_code: 'INTERNAL_ERROR' });
    expect(error.message).not.toContain('secret detail');
    const logged = logger.lines.find((line) => line.startsWith('error:'));
    expect(logged).toContain('TypeError: secret detail');
    expect(logged).toContain('start-server.test.ts');
  });

  it('because the client left aborts the work and is no error', async () => {
    const started = withResolvers<AbortSignal>();
    const predict: Predict = (_input, _params, signal) => {
      started.resolve(signal);
      return new Promise(() => {});
    };
    const { server, logger } = await startFakeServer({ predict });
    const client = new AbortController();
    const answer = invoke(server, { signal: client.signal });
    const signal = await started.promise;
    client.abort();
    await expect(answer).rejects.toThrow('abort');
    if (!signal.aborted) await once(signal, 'abort');
    await setImmediate();
    expect(logger.lines.filter((line) => line.startsWith('error:'))).toEqual([]);
  });
});

describe('close', () => {
  it('waits for the running request, then takes no more', async () => {
    const started = withResolvers<void>();
    const finish = withResolvers<void>();
    const predict: Predict = async () => {
      started.resolve();
      await finish.promise;
      return { kind: 'json', value: 'done' };
    };
    const { server, engine } = await startFakeServer({ predict });
    const answer = invoke(server);
    await started.promise;
    const closed = server.close();
    finish.resolve();
    expect(await (await answer).json()).toEqual({ predictions: 'done' });
    await closed;
    await expect(fetch(`${server.url}/ping`)).rejects.toThrow('fetch failed');
    expect(engine.closes).toBe(0);
  });

  it('cuts idle connections at once and may be called twice', async () => {
    const { server } = await startFakeServer();
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(socket, 'data');
    const ended = once(socket, 'close');
    await Promise.all([server.close(), server.close()]);
    await ended;
    expect(socket.destroyed).toBe(true);
  });
});
