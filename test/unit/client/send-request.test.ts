import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { formatExchange } from '../../../src/client/format-exchange.ts';
import { type Exchange, sendRequest } from '../../../src/client/send-request.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const outgoing = { method: 'POST', headers: {}, body: new Uint8Array() };

describe('sendRequest', () => {
  it('sends the bytes as they are and reads the whole answer', async () => {
    const body = Uint8Array.from({ length: 256 }, (_, index) => index);
    const url = await listen((request, response) => {
      response.writeHead(422, { 'X-Method': `${request.method} ${request.url}` });
      request.pipe(response);
    });
    const exchange = await sendRequest({
      url: `${url}/a?b=c`,
      method: 'PUT',
      headers: { 'Content-Type': 'x/y' },
      body,
      signal: AbortSignal.timeout(5000),
    });
    expect(exchange.status).toBe(422);
    expect(exchange.headers['x-method']).toBe('PUT /a?b=c');
    expect(Uint8Array.from(exchange.body)).toEqual(body);
    expect(exchange.milliseconds).toBeGreaterThan(0);
  });

  it('does not follow a redirect with the credentials it was given', async () => {
    const url = await listen((_, response) => {
      response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end();
    });
    const exchange = await sendRequest({
      ...outgoing,
      url,
      headers: { Authorization: 'Bearer x' },
      signal: AbortSignal.timeout(5000),
    });
    expect(exchange.status).toBe(302);
    expect(formatExchange(exchange).head).toContain('location: http://127.0.0.1:1/');
  });

  it('names the address and what to do when nothing listens there', async () => {
    const url = await listen(() => {});
    closers.splice(0).forEach((close) => close());
    await expect(
      sendRequest({ ...outgoing, url, signal: AbortSignal.timeout(5000) }),
    ).rejects.toThrow(`No answer from ${url}: nothing listens there. Start the server`);
  });

  it('names no password of the address', async () => {
    const url = 'http://ada:s3cret@127.0.0.1:1/invocations?token=s3cret';
    const answer = sendRequest({ ...outgoing, url, signal: AbortSignal.timeout(5000) });
    await expect(answer).rejects.toThrow('No answer from http://127.0.0.1:1/invocations: nothing');
  });

  it('stops an answer beyond the limit, and says what to do instead', async () => {
    const block = Buffer.alloc(2 ** 16, '1');
    const url = await listen((_, response) => {
      const more = (): void => {
        while (response.write(block));
      };
      response.on('drain', more);
      more();
    });
    const signal = AbortSignal.timeout(30_000);
    await expect(
      sendRequest({ ...outgoing, url, signal, answerLimit: 2 ** 20 }),
    ).rejects.toMatchObject({
      code: 'RESOURCE_EXHAUSTED',
      message: expect.stringMatching(/has more than 1 MiB, .*mlinvoke predict/),
    });
  });

  it('says so when the answer breaks off', async () => {
    const url = await listen((_, response) => {
      response.writeHead(200, { 'Content-Length': '10' });
      response.write('abc', () => response.destroy());
    });
    await expect(
      sendRequest({ ...outgoing, url, signal: AbortSignal.timeout(5000) }),
    ).rejects.toMatchObject({ code: 'TEMPORARILY_UNAVAILABLE' });
  });

  it('ends with the reason of the signal, before and during the request', async () => {
    const controller = new AbortController();
    const reason = new Error('stopped by the user');
    const url = await listen(() => controller.abort(reason));
    await expect(sendRequest({ ...outgoing, url, signal: controller.signal })).rejects.toBe(reason);
    await expect(sendRequest({ ...outgoing, url, signal: controller.signal })).rejects.toBe(reason);
  });
});

describe('formatExchange', () => {
  const exchange = (body: string | Uint8Array, contentType = 'application/json'): Exchange => ({
    request: { ...outgoing, url: 'http://h/invocations' },
    status: 200,
    statusText: 'OK',
    headers: { 'content-type': contentType, 'server-timing': 'parse;dur=0.1', 'x-other': 'y' },
    body: typeof body === 'string' ? Buffer.from(body) : body,
    milliseconds: 3.14159,
  });

  it('starts with status, time and size, then the headers that matter', () => {
    expect(formatExchange(exchange('{}')).head).toBe(
      'HTTP 200 OK · 3.1 ms · 2 bytes\ncontent-type: application/json\nserver-timing: parse;dur=0.1',
    );
  });

  it('lays JSON out without touching a digit', () => {
    const formatted = formatExchange(exchange('{"predictions":[9007199254740993,1.10,-0.0]}'));
    expect(formatted).toMatchObject({ language: 'json' });
    expect(formatted.body).toBe(
      '{\n  "predictions": [\n    9007199254740993,\n    1.10,\n    -0.0\n  ]\n}',
    );
  });

  it('keeps the NaN that MLflow writes', () => {
    expect(formatExchange(exchange('{"predictions": [NaN]}')).body).toContain('NaN');
  });

  it('leaves JSON as it is that would be laid out as gigabytes of blanks', () => {
    const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    expect(formatExchange(exchange(nested))).toMatchObject({ language: 'json', body: nested });
  });

  it('leaves other texts alone and describes bytes', () => {
    expect(formatExchange(exchange('a,b\n1,2', 'text/csv'))).toMatchObject({
      language: 'text',
      body: 'a,b\n1,2',
    });
    expect(formatExchange(exchange(Uint8Array.of(255, 254), 'image/png'))).toMatchObject({
      language: 'binary',
      body: '<2 bytes that are not text>',
    });
  });
});
