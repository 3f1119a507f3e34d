import type { CheckSymbol, InvokeProblem } from './invoke-file.ts';
import { parseCheck } from './parse-check.ts';
import { InvokeSyntaxError } from './invoke-syntax-error.ts';
import { type Line, rangeOfText, rangeOn } from './text-range.ts';

/** A check's place in the file, and what is wrong with it. */
export interface ParsedCheckLine {
  readonly check: CheckSymbol;
  readonly problem?: InvokeProblem;
}

/** True for a line that starts with `??`. */
export function isCheckLine(line: Line): boolean {
  return /^\s*\?\?/.test(line.text);
}

/** Reads `?? check`; a check that holds `{{variables}}` is only judged when they are known. */
export function parseCheckLine(line: Line): ParsedCheckLine {
  const start = line.text.indexOf('??') + 2;
  const rest = line.text.slice(start);
  const text = rest.trim();
  const textStart = start + (rest.length - rest.trimStart().length);
  const range = rangeOfText(line);
  const check: CheckSymbol = {
    kind: 'check',
    range,
    source: { text, range: rangeOn(line, textStart, text.length) },
  };
  const message = text.includes('{{') ? undefined : problemOf(text, check);
  return message ? { check, problem: { severity: 'error', range, message } } : { check };
}

function problemOf(text: string, check: CheckSymbol): string | undefined {
  try {
    parseCheck(text, check.range);
    return undefined;
  } catch (error) {
    if (error instanceof InvokeSyntaxError) return error.message;
    throw error;
  }
}
