import { describe, expect, it } from 'vitest';
import { plainMarkdown } from '../../../src/extension/workbench/plain-markdown.ts';

describe('plainMarkdown', () => {
  it('lets nothing of a text be read as Markdown', () => {
    expect(plainMarkdown('a_b *c* [d](e) <f> `g` #h')).toBe(
      'a\\_b \\*c\\* \\[d\\]\\(e\\) \\<f\\> \\`g\\` \\#h',
    );
  });

  it('keeps spaces as they are, so that lines break between words', () => {
    expect(plainMarkdown('a long sentence')).toBe('a long sentence');
  });

  it('keeps lines apart', () => {
    expect(plainMarkdown('one\n  two')).toBe('one  \ntwo');
  });

  it('takes a very long run of blanks for what it is', () => {
    const blanks = ' '.repeat(300_000);
    expect(plainMarkdown(`a${blanks}b${blanks}\n${blanks}c`)).toBe(`a${blanks}b  \nc`);
  });
});
