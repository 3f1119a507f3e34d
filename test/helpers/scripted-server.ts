import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server on loopback that does what a test says, and remembers what it was asked. */
export interface ScriptedServer {
  readonly url: string;
  readonly port: number;
  /** Method and path with query of each request, in order. */
  readonly asked: string[];
  readonly requests: IncomingMessage[];
}

/** Serves until the test ends. */
export async function scriptedServer(answer: RequestListener): Promise<ScriptedServer> {
  const asked: string[] = [];
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo; // a TCP server has one
  return { url: `http://127.0.0.1:${port}`, port, asked, requests };
}

/** Sends bytes, or the part of them that a Range header asks for. */
export function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): void {
  const start = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const first = Number(start ?? 0);
  const range = { 'Content-Range': `bytes ${first}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(start === undefined ? 200 : 206, {
    'Content-Length': bytes.length - first,
    ...(start !== undefined && range),
    ...headers,
  });
  response.end(bytes.subarray(first));
}
