import { describe, expect, it } from 'vitest';
import { prefixOf } from '../../../src/core/store/artifacts/sources/object-key.ts';

describe('prefixOf', () => {
  it('takes a very long run of slashes for what it is', () => {
    const slashes = '/'.repeat(300_000);
    expect(prefixOf(`${slashes}a${slashes}b${slashes}`)).toBe(`a${slashes}b/`);
  });
});
