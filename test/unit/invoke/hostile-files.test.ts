import { describe, expect, it } from 'vitest';
import { findPlaceholders } from '../../../src/invoke/find-placeholders.ts';
import { fillVariables } from '../../../src/invoke/fill-variables.ts';
import { parseExactJson } from '../../../src/invoke/parse-exact-json.ts';
import { parseInvokeFile } from '../../../src/invoke/parse-invoke-file.ts';

// The editor parses a file anew at each keystroke: what takes the square of a line's length, or of
// the number of lines, would stall it. No test notes the time; all run into the limit of a test.

const long = 200_000;
const blanks = ' '.repeat(long);

describe('parseInvokeFile', () => {
  const lines: Readonly<Record<string, string>> = {
    'a title': `### a${blanks}b`,
    'a header': `POST /ping\nName: a${blanks}b`,
    'a body from a file': `< a${blanks}b`,
    'a request line': `POST /a${blanks}b`,
    'a directive': `# @model a${blanks}b`,
    'a directive with a line separator': `# @${'a'.repeat(long)}\u2028`,
    'a variable': `@a = b${blanks}c`,
    'a check': `GET /ping\n\n?? status == ${blanks}#${blanks}x`,
    'braces in a path': `POST /${'{{'.repeat(long / 2)}`,
    'quotes in a check': `GET /ping\n\n?? $.a == ${'\\"'.repeat(long / 2)}`,
    'brackets in a check': `GET /ping\n\n?? $.a == ${'['.repeat(long)}`,
  };

  it.each(Object.entries(lines))('reads a very long line with %s', (_, text) => {
    expect(parseInvokeFile(text).problems.length).toBeLessThan(3);
  });

  it('reads very many requests', () => {
    const text = Array.from({ length: 40_000 }, (_, index) => `### n${index}\n{}`).join('\n');
    expect(parseInvokeFile(`${text}\n### n7\n{}`).problems).toMatchObject([
      { message: 'There is another request named "n7" above; --name finds only that one.' },
    ]);
  });

  it('takes the version of HTTP off a request line, and nothing else', () => {
    const target = (line: string) => parseInvokeFile(line).blocks[0]?.request?.target.text;
    expect(target('GET /ping HTTP/1.1 ')).toBe('/ping');
    expect(target('GET /ping   http/2')).toBe('/ping');
    expect(target('GET /HTTP/1.1')).toBe('/HTTP/1.1');
    expect(target('GET /ping HTTP/x')).toBe('/ping HTTP/x');
  });
});

describe('fillVariables', () => {
  const start = { line: 0, character: 0 };
  const located = (text: string) => ({ text, range: { start, end: start } });
  const scopeOf = (text: string) => ({
    fileVariables: parseInvokeFile(text).variables,
    environmentVariables: new Map<string, string>(),
    processEnvironment: {},
  });
  const doubling = Array.from({ length: 60 }, (_, at) => `@a${at} = {{a${at + 1}}}{{a${at + 1}}}`);

  it('refuses variables that together make an endless text, and resolves each once', () => {
    const endless = scopeOf(`${doubling.join('\n')}\n@a60 = x`);
    expect(() => fillVariables(located('{{a0}}'), endless)).toThrow('makes the text longer than');
    const empty = scopeOf(`${doubling.join('\n')}\n@a60 =`);
    expect(fillVariables(located('[{{a0}}]'), empty)).toBe('[]');
  });

  it('fills very many placeholders, and knows where each stands', () => {
    const text = '{{a}}\n é{{a}}'.repeat(20_000);
    expect(fillVariables(located(text), scopeOf('@a = b'))).toBe('b\n éb'.repeat(20_000));
    expect(findPlaceholders(located(text)).at(-1)?.range.start).toEqual({
      line: 20_000,
      character: 2,
    });
  });

  it('finds no variable of the process in what every object has', () => {
    expect(() => fillVariables(located('{{$processEnv constructor}}'), scopeOf(''))).toThrow(
      'is not set',
    );
  });
});

describe('parseExactJson', () => {
  it('refuses what nests without end, and takes brackets in texts for what they are', () => {
    expect(parseExactJson('['.repeat(100_000))).toMatchObject({ isValid: false });
    const text = JSON.stringify(['[{'.repeat(1000), '\\"', 'NaN']);
    expect(parseExactJson(text)).toEqual({ isValid: true, value: JSON.parse(text) as unknown });
  });
});
