import { describe, expect, it } from 'vitest';
import { checkNames } from '../../../src/core/store/artifacts/download/artifact-names.ts';
import { collectFiles } from '../../../src/core/store/artifacts/sources/collect-files.ts';
import { prefixOf } from '../../../src/core/store/artifacts/sources/object-key.ts';
import { allPages } from '../../../src/core/store/page.ts';

describe('prefixOf', () => {
  it('takes a very long run of slashes for what it is', () => {
    const slashes = '/'.repeat(300_000);
    expect(prefixOf(`${slashes}a${slashes}b${slashes}`)).toBe(`a${slashes}b/`);
  });
});

describe('a path of very many folders', () => {
  const path = 'a/'.repeat(400_000);

  it('is refused in a listing and in a download', async () => {
    await expect(collectFiles('s3://b', async () => ({ files: [{ path }] }))).rejects.toThrow(
      'a path of more than 4096 characters',
    );
    expect(() => checkNames([{ path: `${path}b` }], 's3://b')).toThrow('longer than systems allow');
  });
});

describe('a page of very many items', () => {
  it('is taken one by one', async () => {
    const items = Array.from({ length: 200_000 }, (_, index) => index);
    expect(await allPages(async () => ({ items }))).toHaveLength(200_000);
  });
});
