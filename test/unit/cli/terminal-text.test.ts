import { describe, expect, it } from 'vitest';
import { terminalText } from '../../../src/cli/terminal-text.ts';

describe('terminalText', () => {
  it('shows what a terminal would obey', () => {
    const hostile = 'iris\u001b]0;owned\u0007\u009b2J\rgone\u202etxt';
    expect(terminalText(hostile)).toBe(String.raw`iris\x1b]0;owned\x07\x9b2J\x0dgone\u202etxt`);
  });

  it('leaves lines, tabs and all letters as they are', () => {
    const text = 'Größe 🎉\t1\r\n日本\n';
    expect(terminalText(text)).toBe(text);
  });
});
