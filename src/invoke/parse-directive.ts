import type { DirectiveName, DirectiveSymbol, InvokeProblem } from './invoke-file.ts';
import { withoutTrailingComment } from './parse-comment.ts';
import { type Line, rangeOfText, rangeOn } from './text-range.ts';

/** What each directive takes, for messages, completion and hover. */
const directiveHelp: Readonly<Record<DirectiveName, string>> = {
  model: 'a model URI such as models:/iris@champion, runs:/<run id>/model or a folder',
  target: 'the URL of a running server such as http://127.0.0.1:5000',
  name: 'a name for the request',
};

const directive = /^(\s*(?:#|\/\/)\s*@)([^\s:=]+)([\s:=]*)(.*)$/s;

/** Reads `# @word value`; an unknown word or a missing value is a problem. */
export function parseDirective(line: Line): DirectiveSymbol | InvokeProblem | undefined {
  const match = directive.exec(line.text);
  if (!match) return undefined;
  const [, start = '', name = '', gap = '', rest = ''] = match;
  if (!isDirectiveName(name)) return unknownDirective(line, name);
  const value = withoutTrailingComment(gap.trim() === '' ? `${gap}${rest}` : rest).trimStart();
  if (value === '' || gap.trim() !== '') return withoutValue(line, name);
  return {
    kind: 'directive',
    range: rangeOfText(line),
    name,
    nameRange: rangeOn(line, start.length, name.length),
    value: {
      text: value,
      range: rangeOn(line, start.length + name.length + gap.length, value.length),
    },
  };
}

function isDirectiveName(name: string): name is DirectiveName {
  return Object.hasOwn(directiveHelp, name);
}

function unknownDirective(line: Line, name: string): InvokeProblem {
  const known = Object.keys(directiveHelp).map((word) => `# @${word}`);
  return {
    severity: 'warning',
    range: rangeOfText(line),
    message: `There is no directive "@${name}". Known are ${known.join(', ')}; for a comment leave out the "@".`,
  };
}

function withoutValue(line: Line, name: DirectiveName): InvokeProblem {
  return {
    severity: 'error',
    range: rangeOfText(line),
    message: `"${line.text.trim()}" gives no value. Write # @${name} and, after a space, ${directiveHelp[name]}.`,
  };
}
