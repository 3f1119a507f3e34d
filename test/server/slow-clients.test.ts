import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { invoke, startFakeServer } from '../helpers/fake-server.ts';

/** Sends `text` and then nothing; what the server answers until it cuts the connection. */
async function answerToSilence(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => {}); // a reset is a cut as well
  socket.write(text);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('utf8');
}

const head =
  'POST /invocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n';

describe('a client that stops sending', () => {
  it('is cut within the head', async () => {
    const { server } = await startFakeServer({ limits: { headersSeconds: 0.2 } });
    const answer = await answerToSilence(server.port, 'POST /invocations HTTP/1.1\r\nHost: loc');
    expect(answer).toMatch(/^HTTP\/1.1 408 /u);
    expect((await invoke(server)).status).toBe(200);
  });

  it('is cut within the body when the time for one request is over', async () => {
    const { server } = await startFakeServer({ limits: { timeoutSeconds: 0.2 } });
    const answer = await answerToSilence(server.port, `${head}{"inputs"`);
    expect(answer).toMatch(/^HTTP\/1.1 408 /u);
    expect(answer).toContain('DEADLINE_EXCEEDED');
    expect(answer).toContain('had not arrived after 0.2 s');
    expect((await invoke(server)).status).toBe(200);
  });

  it('is cut within a compressed body', async () => {
    const { server } = await startFakeServer({ limits: { timeoutSeconds: 0.2 } });
    const gzip = head.replace('\r\n\r\n', '\r\nContent-Encoding: gzip\r\n\r\n');
    const answer = await answerToSilence(server.port, `${gzip}\x1f`);
    expect(answer).toMatch(/^HTTP\/1.1 408 /u);
  });

  it('is cut within the body when the time for sending is over', async () => {
    const { server } = await startFakeServer({
      limits: { headersSeconds: 0.1, requestSeconds: 0.2 },
    });
    const answer = await answerToSilence(server.port, `${head}{"inputs"`);
    expect(answer).toMatch(/^HTTP\/1.1 408 /u);
  });

  it('is cut although it sends a byte now and then', async () => {
    const { server } = await startFakeServer({ limits: { timeoutSeconds: 0.3 } });
    const socket = connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.resume();
    socket.write(head);
    const drip = setInterval(() => socket.write(' '), 20);
    await once(socket, 'close');
    clearInterval(drip);
    expect((await invoke(server)).status).toBe(200);
  });
});
