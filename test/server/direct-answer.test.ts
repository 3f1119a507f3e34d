import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../../src/core/engines/engine.ts';
import { fakeEngine } from '../helpers/fake-engine.ts';
import { startFakeServer } from '../helpers/fake-server.ts';

/** An engine that can answer at once, and which counts how it was asked. */
function eagerEngine(predictNow?: Engine['predictNow']) {
  const asked = { now: 0, later: 0 };
  const answer = { kind: 'json', value: [7] } as const;
  const engine: Engine = {
    ...fakeEngine(async () => {
      asked.later += 1;
      return answer;
    }),
    predictNow: (input) => {
      asked.now += 1;
      return predictNow ? predictNow(input) : answer;
    },
  };
  return { engine, asked };
}

/** Writes the pieces one after the other and reads one answer. */
async function send(port: number, pieces: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => (answer += String(text)));
  const ended = new Promise((resolve) => socket.once('close', resolve));
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  await ended;
  return answer;
}

function fail(): never {
  throw new TypeError('odd');
}

const body = '{"inputs": [1, 2]}';
const headers = ['Content-Type: application/json', 'X-Request-Id: r1', 'Connection: close'];

function requestOf(options: { body?: string; headers?: readonly string[]; target?: string } = {}) {
  const text = options.body ?? body;
  const lines = [
    `POST ${options.target ?? '/invocations'} HTTP/1.1`,
    'Host: localhost',
    ...headers,
    ...(options.headers ?? []),
    `Content-Length: ${Buffer.byteLength(text)}`,
  ];
  return [`${lines.join('\r\n')}\r\n\r\n`, text] as const;
}

/** What differs from answer to answer: times and the date. */
const withoutTimes = (answer: string) =>
  answer.replaceAll(/dur=[\d.]+/gu, 'dur=…').replace(/Date: .+/u, 'Date: …');

describe('a small request whose body comes with its head', () => {
  it('is answered at once, byte for byte as by the application', async () => {
    const { engine, asked } = eagerEngine();
    const { server, logger } = await startFakeServer({ engine });
    const direct = await send(server.port, [requestOf().join('')]);
    expect(asked).toEqual({ now: 1, later: 0 });
    const [head, text] = requestOf();
    const through = await send(server.port, [head, text]);
    expect(asked).toEqual({ now: 1, later: 1 });
    expect(direct).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n\{"predictions": \[7\]\}$/u);
    expect(withoutTimes(direct)).toBe(withoutTimes(through));
    const lines = logger.lines.map((line) => line.replace(/[\d.]+ ms/u, '… ms'));
    expect(lines).toEqual(Array.from({ length: 2 }, () => lines[0]));
    expect(lines[0]).toBe('info: r1 POST /invocations 200 2 rows … ms');
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const count = 'mlinvoke_requests_total{method="POST",route="/invocations",status="200"} 2';
    expect(metrics).toContain(count);
    expect(metrics).toContain('mlinvoke_rows_total 4');
    expect(metrics).toContain('mlinvoke_inference_seconds_bucket{le="+Inf",step="whole"} 2');
  });

  it('answers one after another on one connection', async () => {
    const { engine, asked } = eagerEngine();
    const { server } = await startFakeServer({ engine });
    const kept = requestOf().join('').replace('Connection: close\r\n', '');
    const answer = await send(server.port, [kept + kept, requestOf().join('')]);
    expect(answer.match(/HTTP\/1\.1 200 OK/gu)).toHaveLength(3);
    expect(asked).toEqual({ now: 3, later: 0 });
  });

  it.each([
    ['would take long', () => undefined],
    ['fails', fail],
  ])('goes to the application when the engine %s', async (_, predictNow) => {
    const { engine, asked } = eagerEngine(predictNow);
    const { server } = await startFakeServer({ engine });
    expect(await send(server.port, [requestOf().join('')])).toContain('HTTP/1.1 200 OK');
    expect(asked).toEqual({ now: 1, later: 1 });
  });

  it.each([
    ['JSON that is broken', requestOf({ body: '{"inputs": [1' }), 400],
    ['an encoding', requestOf({ headers: ['Content-Encoding: zip'] }), 415],
    ['a query', requestOf({ target: '/invocations?x=1' }), 200],
    ['another path', requestOf({ target: '/v1/invocations' }), 404],
    ['a large body', requestOf({ body: `{"inputs": [${'1,'.repeat(5000)}1]}` }), 200],
    ['no body', requestOf({ body: '' }), 400],
  ] as const)('goes to the application with its body: %s', async (_, pieces, status) => {
    const { engine, asked } = eagerEngine(() => undefined);
    const { server } = await startFakeServer({ engine });
    const answer = await send(server.port, [pieces.join('')]);
    expect(answer).toContain(`HTTP/1.1 ${status} `);
    expect(asked).toEqual({ now: 0, later: status === 200 ? 1 : 0 });
  });

  it.each([
    ['a token', { access: { token: 'secret' } }, 401],
    ['allowed origins', { access: { allowedOrigins: ['http://a.example'] } }, 200],
    ['a limit on bodies', { limits: { bodyBytes: 5 } }, 413],
    ['a foreign host', { host: '127.0.0.1', access: {} }, 403],
  ] as const)('never goes past %s', async (what, options, status) => {
    const { engine, asked } = eagerEngine();
    const { server } = await startFakeServer({ engine, ...options });
    const request = requestOf().join('');
    const sent = what === 'a foreign host' ? request.replace('localhost', 'evil.example') : request;
    expect(await send(server.port, [sent])).toContain(`HTTP/1.1 ${status} `);
    expect(asked.now).toBe(0);
  });
});
