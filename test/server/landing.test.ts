import { describe, expect, it } from 'vitest';
import { silentLogger } from '../../src/core/logger.ts';
import type { InferredSignature } from '../../src/core/model/inferred-signature.ts';
import type { AccessOptions } from '../../src/server/access/access-options.ts';
import { startServer } from '../../src/server/start-server.ts';
import { fakeEngine } from '../helpers/fake-engine.ts';
import { type ModelParts, withModelFolder } from '../helpers/model-folder.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function get(
  parts: ModelParts,
  headers: Record<string, string> = { Accept: browser },
  access: AccessOptions = {},
  inferred?: InferredSignature,
): Promise<Page> {
  return withModelFolder(parts, async (model) => {
    const engine = { ...fakeEngine(), ...(inferred && { inferred }) };
    const server = await startServer({
      model,
      engine,
      engineReason: 'It is a test.',
      access,
      logger: silentLogger,
      version: '0.0.0',
    });
    try {
      const response = await fetch(`${server.url}/`, { headers });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } finally {
      await server.close();
    }
  });
}

const column = (name: string, type = 'double') => ({ name, type, required: true });

describe('GET /', () => {
  it('is JSON for programs', async () => {
    for (const accept of ['*/*', 'application/json', 'application/json, text/html;q=0.5']) {
      const { status, headers, text } = await get({ name: 'm' }, { Accept: accept });
      expect(status).toBe(200);
      expect(headers.get('Content-Type')).toContain('application/json');
      expect(headers.get('Vary')).toContain('Accept');
      expect(JSON.parse(text)).toMatchObject({ name: 'm', engine: 'native', is_checked: false });
    }
  });

  it('is a page for browsers, which only its own script and style may serve', async () => {
    const { status, headers, text } = await get({ name: 'm', inputs: [column('a')] });
    expect(status).toBe(200);
    expect(headers.get('Content-Type')).toBe('text/html; charset=utf-8');
    const policy = headers.get('Content-Security-Policy') ?? '';
    const nonce = /script-src 'nonce-(?<nonce>[^']+)'/u.exec(policy)?.groups?.['nonce'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(text.match(/<(?:script|style)[ >][^>]*>/gu)).toEqual([
      `<style nonce="${nonce}">`,
      `<script type="module" nonce="${nonce}">`,
    ]);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//u);
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff');
  });

  it('makes a new nonce for every page', async () => {
    const pages = await Promise.all([get({}), get({})]);
    const policies = pages.map(({ headers }) => headers.get('Content-Security-Policy'));
    expect(policies[0]).not.toBe(policies[1]);
  });

  it('says what the model takes, gives and is run by', async () => {
    const { text } = await get({
      name: 'house prices',
      inputs: [column('rooms', 'integer'), { ...column('area'), required: false }],
      outputs: [{ type: 'double', required: true }],
      params: [{ name: 'temperature', type: 'double', default: 0.25, shape: null }],
    });
    expect(text).toContain('<h1>house prices</h1>');
    expect(text).toContain('It is a test.');
    expect(text).toContain('sklearn');
    for (const part of ['Inputs', 'Outputs', 'Params', 'double, optional', 'double = 0.25']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('No signature');
    expect(text).toContain('made up to fit the signature');
    expect(text).toContain('&quot;params&quot;: {&quot;temperature&quot;: 0.25}');
  });

  it('says clearly that nothing is checked without a signature', async () => {
    const { text } = await get({});
    expect(text).toContain('No signature: requests are not checked.');
  });

  it('shows what the model says of itself, and that nothing is checked against it', async () => {
    const { text } = await get({}, undefined, undefined, {
      signature: {
        inputs: {
          kind: 'columns',
          columns: [{ name: 'city', type: { kind: 'scalar', type: 'string' }, required: true }],
        },
      },
      example: { dataframe_split: { columns: ['city'], data: [['Oslo']] } },
    });
    expect(text).toContain('read from the model itself');
    expect(text).toContain('city');
    expect(text).toContain('[[&quot;Oslo&quot;]]');
    expect(text).toContain('made up from what the model says of itself');
  });

  it('offers the input example, with its first rows', async () => {
    const data = Array.from({ length: 50 }, (_, row) => [row + 0.5]);
    const { text } = await get({
      inputs: [column('a')],
      example: { dataframe_split: { columns: ['a'], data } },
    });
    expect(text).toContain('input example that was logged');
    expect(text).toContain('[[0.5], [1.5], [2.5]]');
    expect(text).toContain('data-csv="a\n0.5\n1.5\n2.5\n"');
  });

  it('has no CSV for arrays, and no skeleton for very large ones', async () => {
    const tensor = (shape: number[]) => [
      { type: 'tensor', 'tensor-spec': { dtype: 'float32', shape } },
    ];
    const small = await get({ inputs: tensor([-1, 3]) });
    expect(small.text).toContain('{&quot;inputs&quot;: [[0.5, 0.5, 0.5]]}');
    expect(small.text).not.toContain('value="text/csv"');
    const large = await get({ inputs: tensor([-1, 224, 224, 3]) });
    expect(large.text.length).toBeLessThan(60_000);
    expect(large.text).toContain('There is no example to start from');
    const empty = await get({ inputs: tensor([1_000_000_000, 0]) });
    expect(empty.text).toContain('There is no example to start from');
  });

  it('writes what nests deeply, each level once', async () => {
    const leaf = 'too long for one line '.repeat(5);
    let cell: unknown = [leaf, leaf];
    let type: object = { type: 'double' };
    for (let depth = 0; depth < 60; depth += 1) {
      cell = [cell];
      type = { type: 'array', items: type };
    }
    const example = await get({ example: { dataframe_split: { data: [[cell]] } } });
    expect(example.text).toContain(leaf);
    const signature = await get({ inputs: [{ name: 'a', required: true, ...type }] });
    expect(signature.text).toContain('0.5');
  });

  it('overlooks an example that nests without end', async () => {
    let cell: unknown = 1;
    for (let depth = 0; depth < 600; depth += 1) cell = [cell];
    const { status, text } = await get({ example: { inputs: cell } });
    expect([status, text]).toEqual([200, expect.stringContaining('There is no example')]);
  });

  it('writes hostile names as text', async () => {
    const hostile = `</textarea></script><script>alert(1)</script><img src=x onerror='alert(2)'>"`;
    const { text } = await get({
      name: hostile,
      inputs: [column(hostile)],
      params: [{ name: hostile, type: 'string', default: hostile, shape: null }],
    });
    expect(text.match(/<script/gu)).toHaveLength(1);
    expect(text.match(/<\/script/gu)).toHaveLength(1);
    expect(text.match(/<\/textarea/gu)).toHaveLength(1);
    expect(text).not.toContain('<img');
    expect(text).not.toMatch(/"[^"<>]*onerror='/u);
  });

  it('names its address below a path prefix, and links relatively', async () => {
    const { text } = await get({}, { Accept: browser }, { pathPrefix: '/models/iris' });
    expect(text).toMatch(/data-base="http:\/\/127\.0\.0\.1:\d+\/models\/iris\/"/u);
    expect(text).toMatch(/http:\/\/127\.0\.0\.1:\d+\/models\/iris\/invocations/u);
    expect(text).toContain('href="openapi.json"');
  });
});

describe('GET / of a server with a token', () => {
  const access = { token: 'secret' };

  it('asks people for it and tells nothing about the model', async () => {
    const { status, headers, text } = await get(
      { name: 'hidden-model' },
      { Accept: browser },
      access,
    );
    expect(status).toBe(401);
    expect(headers.get('Content-Type')).toContain('text/html');
    expect(text).toContain('This server asks for a token');
    expect(text).not.toContain('hidden-model');
  });

  it('refuses programs, and a wrong token, in JSON', async () => {
    const bare = await get({}, { Accept: '*/*' }, access);
    expect([bare.status, JSON.parse(bare.text).error_code]).toEqual([401, 'UNAUTHENTICATED']);
    const wrong = await get({}, { Accept: browser, Authorization: 'Bearer no' }, access);
    expect([wrong.status, JSON.parse(wrong.text).error_code]).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('shows the page with it, whose calls send a token', async () => {
    const { status, text } = await get(
      { name: 'shown' },
      { Accept: browser, Authorization: 'Bearer secret' },
      access,
    );
    expect(status).toBe(200);
    expect(text).toContain('<h1>shown</h1>');
    expect(text).toContain('Authorization: Bearer $MLINVOKE_TOKEN');
    expect(text).not.toContain('secret');
  });
});
