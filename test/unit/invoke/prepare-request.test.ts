import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEnvironment } from '../../../src/invoke/load-environment.ts';
import { parseInvokeFile } from '../../../src/invoke/parse-invoke-file.ts';
import { prepareRequest } from '../../../src/invoke/prepare-request.ts';

const folder = resolve('/project/requests');
const path = join(folder, 'a.invoke');

interface Settings {
  readonly files?: Record<string, string>;
  readonly variables?: Record<string, string>;
  readonly process?: Record<string, string>;
  readonly targetUrl?: string;
  readonly index?: number;
}

function readerOf(files: Record<string, string>) {
  const bytes = new Map(
    Object.entries(files).map(([name, text]) => [resolve(folder, name), Buffer.from(text)]),
  );
  return (name: string) => Promise.resolve(bytes.get(name));
}

function prepare(text: string, settings: Settings = {}) {
  const file = parseInvokeFile(text);
  const block = file.blocks[settings.index ?? 0];
  if (!block) throw new Error('the test has no block');
  return prepareRequest({
    file,
    block,
    path,
    environmentVariables: new Map(Object.entries(settings.variables ?? {})),
    processEnvironment: settings.process ?? {},
    readFile: readerOf(settings.files ?? {}),
    ...(settings.targetUrl !== undefined && { targetUrl: settings.targetUrl }),
  });
}

const bodyOf = (request: { body: Uint8Array }) => Buffer.from(request.body).toString();

describe('prepareRequest', () => {
  it('posts JSON to /invocations of the model when nothing else is said', async () => {
    const request = await prepare('# @model models:/iris@champion\n{"inputs": [1]}');
    expect(request).toMatchObject({
      method: 'POST',
      path: '/invocations',
      headers: { 'Content-Type': 'application/json' },
      target: { kind: 'model', uri: 'models:/iris@champion' },
    });
    expect(bodyOf(request)).toBe('{"inputs": [1]}');
  });

  it('takes any other text for CSV, with LF whatever the file has', async () => {
    const request = await prepare('# @model models:/x\r\n\r\na,b\r\n1,2\r\n');
    expect(request.headers).toEqual({ 'Content-Type': 'text/csv' });
    expect(bodyOf(request)).toBe('a,b\n1,2');
  });

  it('leaves a Content-Type as written, in any case', async () => {
    const request = await prepare(
      '# @model models:/x\nPOST /invocations\ncontent-type: application/csv\n\na\n1',
    );
    expect(request.headers).toEqual({ 'content-type': 'application/csv' });
  });

  it.each([
    ['rows.csv', '{', 'text/csv'],
    ['body.JSON', 'a,b', 'application/json'],
    ['rows.parquet', 'PAR1', 'application/vnd.apache.parquet'],
    ['rows.txt', ' [1]', 'application/json'],
    ['rows.txt', 'a,b', 'text/csv'],
  ])('reads the body from %s (%s…) as %s', async (name, content, type) => {
    const request = await prepare(`# @model models:/x\n< ./${name}`, {
      files: { [name]: content },
    });
    expect(request.headers['Content-Type']).toBe(type);
    expect(bodyOf(request)).toBe(content);
  });

  it('sends a file untouched, braces included', async () => {
    const files = { 'rows.csv': 'a\r\n{{x}}' };
    expect(bodyOf(await prepare('# @model models:/x\n< rows.csv', { files }))).toBe('a\r\n{{x}}');
  });

  it('names the whole path of a body that is not there', async () => {
    await expect(prepare('# @model models:/x\n< gone.csv')).rejects.toThrow(
      `There is no file ${join(folder, 'gone.csv')}`,
    );
  });

  it('takes the file binding, then the block, then the request line, then the given address', async () => {
    const text = [
      '# @model ./iris',
      '### a',
      '{}',
      '### b',
      '# @target http://h:1/base/',
      '{}',
      '### c',
      'GET http://c:2/v1/ping?x=1',
      '',
    ].join('\n');
    const targets = await Promise.all([0, 1, 2].map((index) => prepare(text, { index })));
    expect(targets.map(({ target }) => target)).toEqual([
      { kind: 'model', uri: join(folder, 'iris') },
      { kind: 'url', url: 'http://h:1/base' },
      { kind: 'url', url: 'http://c:2' },
    ]);
    const overridden = await prepare(text, { index: 2, targetUrl: 'http://d:3' });
    expect(overridden).toMatchObject({
      path: '/v1/ping?x=1',
      target: { kind: 'url', url: 'http://d:3' },
    });
  });

  it('fills variables of the file before those of the environment, and through one another', async () => {
    const text =
      '@a = 1\n@b = {{a}}{{c}}\n### x\n# @model models:/{{name}}\n{"v": {{b}}, "k": "{{$processEnv KEY}}"}\n?? status == {{code}}';
    const request = await prepare(text, {
      variables: { a: '9', c: '2', name: 'iris', code: '200' },
      process: { KEY: 'secret' },
    });
    expect(bodyOf(request)).toBe('{"v": 12, "k": "secret"}');
    expect(request.target).toEqual({ kind: 'model', uri: 'models:/iris' });
    expect(request.checks).toMatchObject([{ source: 'status == 200', expected: 200 }]);
  });

  it.each([
    [
      '# @model models:/x\n{\n"a": {{rows}}\n}',
      'Line 3: {{rows}} is not defined. No variable is defined',
    ],
    ['@a = 1\n# @model models:/x\n{"a": {{b}}}', 'is not defined. Defined are a.'],
    ['@a = {{b}}\n@b = {{a}}\n# @model models:/x\n{{a}}', 'refers to itself: a → b → a'],
    ['# @model models:/x\n{"a": "{{#each}}"}', '{{#each}} is not a variable'],
    ['# @model models:/x\n{"a": "{{$processEnv NO}}"}', 'no environment variable NO'],
    ['# @model models:/x\n{"a": "{{$random}}"}', '{{$random}} is not a variable'],
    ['{"a": 1}', '"request 1" does not say who answers'],
    ['# @target ftp://h\n{}', '"ftp://h" is not an address of a server'],
    ['# @target h:80\n{}', '"h:80" is not an address'],
    ['# @target http://u:p@h\n{}', 'holds a user name or password'],
    ['# @target http://h/invocations\n{}', 'ends with /invocations'],
    [
      '# @model models:/x\nPOST /invocations\nContent-Length: 3\n\n{}',
      'Content-Length is set for you',
    ],
    ['# @model models:/x\nPOST /invocations\nX-A: 花\n\n{}', 'The header X-A holds a character'],
    ['# @model models:/x\n{}\n?? status is 3', 'is no operator'],
    ['# @model\n### a\n{}', 'gives no value'],
    ['# @model models:/x\n### later\n', 'sends nothing'],
  ])('refuses %j with a reason', async (text, message) => {
    await expect(prepare(text)).rejects.toThrow(message);
  });

  it('is not kept from sending by a problem in another block', async () => {
    const text = '### a\n# @model models:/x\n{}\n### b\n# @model\n{}';
    await expect(prepare(text)).resolves.toMatchObject({ name: 'a' });
    await expect(prepare(text, { index: 1 })).rejects.toThrow('gives no value');
  });

  it('joins a header that stands twice', async () => {
    const request = await prepare('# @target http://h\nGET /ping\nX-A: 1\nx-a: 2');
    expect(request.headers).toEqual({ 'X-A': '1, 2' });
  });
});

describe('loadEnvironment', () => {
  const files = {
    '../invoke.env.json': '{"up": {"a": "far"}}',
    'invoke.env.json': '{"$shared": {"a": 1, "b": true}, "dev": {"a": "dev", "c": "public"}}',
    'invoke.env.local.json': '// secrets\n{"dev": {"c": "secret"}, "own": {}}',
  };
  const load = (name?: string, present: Record<string, string> = files) =>
    loadEnvironment({
      path,
      root: resolve('/project'),
      readFile: readerOf(present),
      ...(name !== undefined && { name }),
    });

  it('holds only what is shared when none is chosen', async () => {
    const { variables, names } = await load();
    expect(Object.fromEntries(variables)).toEqual({ a: '1', b: 'true' });
    expect(names).toEqual(['dev', 'own']);
  });

  it('lets the chosen one win over what is shared, and the local file over both', async () => {
    const { variables } = await load('dev');
    expect(Object.fromEntries(variables)).toEqual({ a: 'dev', b: 'true', c: 'secret' });
  });

  it('goes up to the nearest folder that has one, and not above the root', async () => {
    const only = { '../invoke.env.json': files['../invoke.env.json'] };
    expect(Object.fromEntries((await load('up', only)).variables)).toEqual({ a: 'far' });
    await expect(load('up', { '../../invoke.env.json': '{"up": {}}' })).rejects.toThrow(
      'No environment is defined',
    );
  });

  it('names what is defined when the chosen one is not', async () => {
    await expect(load('prod')).rejects.toThrow(
      'There is no environment "prod". Defined are dev, own.',
    );
  });

  it.each([
    ['{"dev": {"a": }}', 'line 1 is not JSON'],
    ['{"dev": {"a": [1]}}', '"dev.a" is not what is expected'],
    ['[]', 'it is not an object'],
  ])('names the file and the place of %j', async (text, message) => {
    await expect(load(undefined, { 'invoke.env.json': text })).rejects.toThrow(
      `${join(folder, 'invoke.env.json')} cannot be used`,
    );
    await expect(load(undefined, { 'invoke.env.json': text })).rejects.toThrow(message);
  });
});
