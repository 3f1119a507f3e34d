import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../src/core/errors.ts';
import { readValues, showValue } from '../../src/core/shown-value.ts';

const marks = ['\u{F0000}', '\u{F0001}', '\u{F0002}'];

describe('a text that shows values', () => {
  it('reads with them and without them', () => {
    const text = `Row 1 holds ${showValue('"x"', 'a text')}, row 2 ${showValue('5', 'a number')}.`;
    expect(readValues(text)).toEqual({
      detailed: 'Row 1 holds "x", row 2 5.',
      brief: 'Row 1 holds a text, row 2 a number.',
    });
  });

  it('keeps both readings within another error', () => {
    const inner = new MlflowError('BAD_REQUEST', `It is ${showValue('7', 'a number')}.`);
    const outer = new MlflowError('BAD_REQUEST', `In "a": ${inner.markedMessage}`);
    expect([outer.message, outer.briefMessage]).toEqual([
      'In "a": It is 7.',
      'In "a": It is a number.',
    ]);
  });

  it('is the same in both readings when it shows none', () => {
    expect(readValues('plain')).toEqual({ detailed: 'plain', brief: 'plain' });
  });

  it('has no mark and no value left in its brief reading, whatever the values hold', () => {
    const value = fc.array(fc.constantFrom('secret', ...marks)).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(value, { maxLength: 4 }), (values) => {
        const text = `a ${values.map((each) => showValue(each, 'it')).join(' ')} z`;
        const { detailed, brief } = readValues(text);
        expect(brief).toBe(`a ${values.map(() => 'it').join(' ')} z`);
        expect(marks.some((mark) => detailed.includes(mark))).toBe(false);
        expect(detailed.split('secret')).toHaveLength(values.join('').split('secret').length);
      }),
    );
  });

  it('is read to its end when a mark is cut off', () => {
    const text = showValue('secret', 'it');
    for (let end = 1; end < text.length; end += 1) {
      expect(readValues(text.slice(0, end)).brief).not.toContain('secret');
    }
  });
});
