import type { InvokeProblem, VariableSymbol } from './invoke-file.ts';
import { withoutTrailingComment } from './parse-comment.ts';
import { type Line, rangeOfText, rangeOn } from './text-range.ts';

/** What a variable may be called: a letter or `_`, then letters, digits, `_`, `.` and `-`. */
export const variableNamePattern = String.raw`[\p{L}_][\p{L}\p{N}_.\-]*`;

const definition = new RegExp(String.raw`^(\s*@)(${variableNamePattern})(\s*=\s*)(.*)$`, 'su');

/** Reads `@name = value`; a line that starts with `@` and is not that is a problem. */
export function parseVariable(line: Line): VariableSymbol | InvokeProblem | undefined {
  if (!/^\s*@/.test(line.text)) return undefined;
  const match = definition.exec(line.text);
  if (!match) return notAVariable(line);
  const [, sign = '', name = '', equals = '', rest = ''] = match;
  const value = withoutTrailingComment(rest);
  const nameStart = sign.length;
  const valueStart = nameStart + name.length + equals.length;
  return {
    kind: 'variable',
    range: rangeOfText(line),
    name: { text: name, range: rangeOn(line, nameStart, name.length) },
    value: { text: value, range: rangeOn(line, valueStart, value.length) },
  };
}

function notAVariable(line: Line): InvokeProblem {
  return {
    severity: 'error',
    range: rangeOfText(line),
    message:
      `"${line.text.trim()}" is not a variable. Write @name = value, with a name of letters, ` +
      'digits, "_", "." and "-" that starts with a letter.',
  };
}
