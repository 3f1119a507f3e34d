import { type AddressInfo, createServer } from 'node:net';

/** A port of loopback that nothing listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done, fail) => {
    server.once('error', fail).listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo; // a TCP server has one
  await new Promise((done) => server.close(done));
  return port;
}
