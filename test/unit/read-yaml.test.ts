import { describe, expect, it } from 'vitest';
import { readYaml } from '../../src/core/read-yaml.ts';

describe('readYaml', () => {
  it.each([
    ['lists in brackets', '['.repeat(300_000)],
    ['maps in braces', '{a: '.repeat(100_000)],
    ['lists in one line', '- '.repeat(200_000)],
    ['keys in one line', '? '.repeat(200_000)],
    ['lines', Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('refuses %s that nest without end, before the stack is full', (_, text) => {
    expect(() => readYaml(text)).toThrow('it nests more than 200 levels deep');
  });

  it('reads brackets in texts, and very many keys of which one stands twice', () => {
    expect(readYaml(`a: '${'['.repeat(1000)}'`)).toEqual({ a: '['.repeat(1000) });
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}: ${index}`);
    expect(readYaml([...keys, 'k7: x'].join('\n'))).toMatchObject({ k7: 'x', k19999: 19_999 });
  });

  it('refuses few aliases that stand for very much', () => {
    const lines = ['a0: &a0 [x, x]'];
    for (let level = 1; level < 40; level += 1) {
      lines.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`);
    }
    expect(() => readYaml(lines.join('\n'))).toThrow(ReferenceError);
  });
});
