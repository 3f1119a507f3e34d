import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inNewFolder, irisModel, root, runCli } from '../helpers/run-cli.ts';

const flower =
  '{"dataframe_split": {"columns": ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", ' +
  '"petal width (cm)"], "data": [[5.1, 3.5, 1.4, 0.2]]}}';

const twoBlocks = `# @model ${irisModel}
### right
${flower}
?? status == 200
?? $.predictions[0] == "setosa"
### wrong
${flower}
?? $.predictions[0] == "virginica"
?? $.predictions length 1
`;

function inFolderWith<T>(files: Record<string, string>, work: (cwd: string) => Promise<T>) {
  return inNewFolder(async (cwd) => {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(cwd, name)), { recursive: true });
      await writeFile(join(cwd, name), text);
    }
    return work(cwd);
  });
}

/** A server that answers with what it was asked. */
async function withEcho<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      const body = Buffer.concat(chunks).toString();
      response.writeHead(request.url === '/teapot' ? 418 : 200, {
        'Content-Type': 'application/json',
      });
      response.end(JSON.stringify({ method, url, type: headers['content-type'], body }));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('mlinvoke send', () => {
  it('serves the model, prints every answer and every check, and fails with a failing check', () =>
    inFolderWith({ 'a.invoke': twoBlocks }, async (cwd) => {
      const { code, stdout, stderr } = await runCli(['send', 'a.invoke'], { cwd });
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
      expect(stdout).toMatch(
        /### right\nPOST http:\/\/127\.0\.0\.1:\d+\/invocations\n\nHTTP 200 OK/,
      );
      expect(stdout).toContain('{\n  "predictions": [\n    "setosa"\n  ]\n}');
      expect(stdout).toContain('✓ $.predictions[0] == "setosa": holds.');
      expect(stdout).toContain('✗ $.predictions[0] == "virginica": found "setosa".');
      expect(stdout).toContain('✓ $.predictions length 1: holds.');
    }));

  it.each([
    ['--name', 'right'],
    ['--line', '2'],
    ['--line', '5'],
  ])('sends only the request of %s %s', (option, value) =>
    inFolderWith({ 'a.invoke': twoBlocks }, async (cwd) => {
      const { code, stdout } = await runCli(['send', 'a.invoke', option, value], { cwd });
      expect(code).toBe(0);
      expect(stdout).toContain('### right');
      expect(stdout).not.toContain('### wrong');
    }),
  );

  it('lists the requests when none has the name', () =>
    inFolderWith({ 'a.invoke': twoBlocks }, async (cwd) => {
      const { code, stderr } = await runCli(['send', 'a.invoke', '--name', 'other'], { cwd });
      expect(code).toBe(1);
      expect(stderr).toContain('"right" (line 2), "wrong" (line 6)');
    }));

  it('sends to --target whatever the file says, with the variables of --env', () =>
    inFolderWith(
      {
        'sub/a.invoke': '### a\nPOST /{{place}}?x=1\nContent-Type: text/csv\n\na,{{b}}\n1,2\n',
        'invoke.env.json': '{"$shared": {"place": "here"}, "dev": {"b": "open"}}',
        'invoke.env.local.json': '{"dev": {"b": "secret"}}',
      },
      (cwd) =>
        withEcho(async (url) => {
          const args = ['send', 'sub/a.invoke', '--target', url, '--env', 'dev', '--json'];
          const { code, stdout } = await runCli(args, { cwd });
          expect(code).toBe(0);
          const outcome = JSON.parse(stdout) as { body: string };
          expect(outcome).toMatchObject({ file: 'sub/a.invoke', line: 1, name: 'a', status: 200 });
          expect(JSON.parse(outcome.body)).toEqual({
            method: 'POST',
            url: '/here?x=1',
            type: 'text/csv',
            body: 'a,secret\n1,2',
          });
        }),
    ));

  it('sends a file byte by byte', () =>
    inFolderWith({ 'a.invoke': '< ./rows.csv', 'rows.csv': 'a\r\n1\r\n' }, (cwd) =>
      withEcho(async (url) => {
        const { stdout } = await runCli(['send', 'a.invoke', '--target', url, '--json'], { cwd });
        const { body } = JSON.parse(stdout) as { body: string };
        expect(JSON.parse(body)).toMatchObject({ type: 'text/csv', body: 'a\r\n1\r\n' });
      }),
    ));

  it('fails on a status of 400 or more where no check says otherwise', () =>
    inFolderWith(
      { 'a.invoke': 'GET /teapot', 'b.invoke': 'GET /teapot\n\n?? status == 418' },
      (cwd) =>
        withEcho(async (url) => {
          expect((await runCli(['send', 'a.invoke', '--target', url], { cwd })).code).toBe(1);
          expect((await runCli(['send', 'b.invoke', '--target', url], { cwd })).code).toBe(0);
        }),
    ));

  it('asks one model of each library, and all checks hold', async () => {
    const { code, stdout } = await runCli(['test', 'samples/libraries.invoke'], { cwd: root });
    expect(stdout).toContain('4 passed, 0 failed');
    expect(code).toBe(0);
  });

  it('finds the store beside the file, wherever it is called from', async () => {
    const { code, stdout } = await runCli(['send', 'samples/registry.invoke'], { cwd: root });
    expect(stdout).toContain('✓ $.predictions[0] == "versicolor": holds.');
    expect(code).toBe(0);
  });

  it.each([
    ['# @model m\n{"a": {{x}}}', 'a.invoke:2:7: Line 2: {{x}} is not defined'],
    ['### a\n# @model gone\n{}', 'no folder'],
    ['# @target http://127.0.0.1:1\n{}', 'No answer from http://127.0.0.1:1/invocations'],
    ['{}', 'a.invoke:1:1: "request 1" does not say who answers'],
    ['', 'a.invoke has no request. It has no request at all'],
  ])('refuses %j with one sentence', (text, message) =>
    inFolderWith({ 'a.invoke': text }, async (cwd) => {
      const { code, stdout, stderr } = await runCli(['send', 'a.invoke'], { cwd });
      expect(stderr).toContain(message);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    }),
  );

  it('names an environment that is not there', () =>
    inFolderWith({ 'a.invoke': 'GET /ping' }, async (cwd) => {
      const { code, stderr } = await runCli(['send', 'a.invoke', '--env', 'prod'], { cwd });
      expect(code).toBe(1);
      expect(stderr).toContain('There is no environment "prod"');
    }));
});

describe('mlinvoke test', () => {
  it('runs every request, counts, and writes a JUnit report', () =>
    inFolderWith(
      { 'a.invoke': twoBlocks, 'b.invoke': '### <gone> & "away"\n# @model gone\n{}' },
      async (cwd) => {
        const args = ['test', 'a.invoke', 'b.invoke', '--junit', 'report.xml'];
        const { code, stdout } = await runCli(args, { cwd });
        expect(stdout).toMatch(/✓ a\.invoke › right \(/);
        expect(stdout).toMatch(/✗ a\.invoke › wrong \(/);
        expect(stdout.trimEnd().split('\n').at(-1)).toBe('1 passed, 2 failed');
        expect(code).toBe(1);
        const report = await readFile(join(cwd, 'report.xml'), 'utf8');
        expect(report).toContain('<testsuites tests="3" failures="1" errors="1"');
        expect(report).toContain('name="&lt;gone&gt; &amp; &quot;away&quot;"');
        expect(report).toContain('<failure message="$.predictions[0] == &quot;virginica&quot;');
      },
    ));

  it('passes the sample file', async () => {
    const { code, stdout } = await runCli(['test', 'samples/iris.invoke'], { cwd: root });
    expect(stdout).toContain(' passed, 0 failed');
    expect(code).toBe(0);
  });

  it('gives one JSON document per request with --json', () =>
    inFolderWith({ 'a.invoke': twoBlocks }, async (cwd) => {
      const { stdout } = await runCli(['test', 'a.invoke', '--json'], { cwd });
      const outcomes = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      expect(outcomes).toMatchObject([
        { name: 'right', ok: true },
        { name: 'wrong', ok: false, checks: [{ ok: false }, { ok: true }] },
      ]);
    }));

  it('fails when there was nothing to test', () =>
    inFolderWith({ 'a.invoke': '# nothing\n' }, async (cwd) => {
      const { code, stderr } = await runCli(['test', 'a.invoke'], { cwd });
      expect(code).toBe(1);
      expect(stderr).toContain('There is no request in a.invoke, so nothing was tested');
    }));

  it('fails, and goes on, when a check cannot be read', () =>
    inFolderWith(
      {
        'a.invoke': `# @model ${irisModel}\n### a\nGET /ping\n\n?? status is 200\n### b\nGET /ping`,
      },
      async (cwd) => {
        const { code, stdout } = await runCli(['test', 'a.invoke'], { cwd });
        expect(stdout).toContain('a.invoke:5:1: The check "status is 200" cannot be read');
        expect(stdout).toContain('1 passed, 1 failed');
        expect(code).toBe(1);
      },
    ));
});
