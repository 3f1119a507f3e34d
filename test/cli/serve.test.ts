import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ended, firstLine, inNewFolder, irisModel, runCli, startCli } from '../helpers/run-cli.ts';

const readyLine = /^Serving (\S+) at (http:\/\/127\.0\.0\.1:\d+) \(engine: native\)$/;
const running: ReturnType<typeof startCli>[] = [];

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

function serve(args: readonly string[] = [], environment: Record<string, string> = {}) {
  const child = startCli(['serve', '-m', irisModel, '-p', '0', ...args], { environment });
  running.push(child);
  return child;
}

async function readyUrl(child: ReturnType<typeof startCli>): Promise<string> {
  const [, uri, url = ''] = readyLine.exec(await firstLine(child)) ?? [];
  expect(uri).toBe(irisModel);
  return url;
}

describe('mlinvoke serve', () => {
  it('prints the ready line once the server answers, on a free port', async () => {
    const url = await readyUrl(serve());
    expect((await fetch(`${url}/ping`)).status).toBe(200);
    const reply = await fetch(`${url}/invocations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ inputs: { 'sepal length (cm)': [5.1, 6.3] } }),
    });
    expect(reply.status).toBe(400);
    expect(await reply.text()).toContain('sepal width (cm)');
    const csv =
      'sepal length (cm),sepal width (cm),petal length (cm),petal width (cm)\n5.1,3.5,1.4,0.2';
    const prediction = await fetch(`${url}/invocations`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv' },
      body: csv,
    });
    expect(await prediction.json()).toEqual({ predictions: ['setosa'] });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops on %s with 0 and frees the port',
    async (signal) => {
      const child = serve();
      const url = await readyUrl(child);
      const end = ended(child);
      child.kill(signal);
      expect(await end).toEqual({ code: 0, stdout: '', stderr: '' });
      await expect(fetch(`${url}/ping`)).rejects.toThrow('fetch failed');
    },
  );

  it('prints one JSON document with --json', async () => {
    const event: unknown = JSON.parse(await firstLine(serve(['--json'])));
    expect(event).toMatchObject({
      event: 'ready',
      uri: irisModel,
      name: 'iris',
      engine: 'native',
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
  });

  it('names the port when it is in use', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    try {
      const { code, stdout, stderr } = await runCli(['serve', '-m', irisModel, '-p', `${port}`]);
      expect(stderr).toContain(`${port}`);
      expect(stderr).toContain('in use');
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    } finally {
      server.close();
    }
  });

  it('warns when other machines can reach the model', async () => {
    const child = serve(['-h', '0.0.0.0']);
    await firstLine(child);
    const end = ended(child);
    child.kill('SIGTERM');
    expect((await end).code).toBe(0);
    const { stderr } = await runCli(['serve', '-m', 'nowhere', '-h', '0.0.0.0', '-p', '0']);
    expect(stderr).toContain('--host 0.0.0.0 opens the model to other machines');
  });

  it('takes port and host from the variables that mlflow reads', async () => {
    const result = await runCli(['serve', '-m', irisModel], { environment: { MLFLOW_PORT: 'x' } });
    expect(result).toMatchObject({ code: 2 });
    expect(result.stderr).toContain("from env 'MLFLOW_PORT' is invalid");
  });

  it('says which options for environments have no effect', async () => {
    const child = serve(['-w', '4', '--env-manager', 'uv']);
    let notes = '';
    child.stderr.on('data', (chunk: Buffer) => (notes += chunk.toString()));
    await readyUrl(child);
    await expect.poll(() => notes).toContain('--workers 4 has no effect');
    expect(notes).toContain('--env-manager uv has no effect: the native engine needs no Python');
  });

  it('refuses --enable-mlserver as the engine that is not built yet', async () => {
    const result = await runCli(['serve', '-m', irisModel, '--enable-mlserver']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('"mlserver"');
  });

  it('answers only to its own host names', async () => {
    const url = await readyUrl(serve());
    const status = await new Promise((done, fail) => {
      const outgoing = request(`${url}/ping`, { headers: { Host: 'evil.example' } });
      outgoing.on('response', (response) => done(response.resume().statusCode));
      outgoing.on('error', fail).end();
    });
    expect(status).toBe(403);
  });

  it('ends what it started when it is stopped before it is ready', () =>
    inNewFolder(async (folder) => {
      const python = join(folder, 'python');
      await writeFile(python, `#!/bin/sh\necho $$ > "${folder}/pid"\nexec sleep 600\n`);
      await chmod(python, 0o755);
      const child = serve(['--engine', 'python', '--python', python]);
      const end = ended(child);
      const readPid = async () => Number(await readFile(`${folder}/pid`, 'utf8').catch(() => '0'));
      await expect.poll(readPid, { timeout: 10_000 }).toBeGreaterThan(0);
      child.kill('SIGTERM');
      expect(await end).toEqual({ code: 143, stdout: '', stderr: '' });
      const pid = await readPid();
      expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    }));
});
