import { InvokeSyntaxError } from './invoke-syntax-error.ts';
import { type PathStep, parseJsonPath } from './json-path.ts';
import { withoutTrailingComment } from './parse-comment.ts';
import { parseExactJson } from './parse-exact-json.ts';
import type { TextRange } from './text-range.ts';

/** How a check compares; `length` compares the number of items or characters. */
export type CheckOperator = '==' | '!=' | '~=' | '<' | '<=' | '>' | '>=' | 'length';

/** What a check looks at: the HTTP status or a part of the JSON body. */
export type CheckSubject =
  | { readonly kind: 'status' }
  | { readonly kind: 'path'; readonly steps: readonly PathStep[] };

/** A check, ready to be evaluated. */
export interface Check {
  /** What stands behind `??`, with variables filled in. */
  readonly source: string;
  readonly range: TextRange;
  readonly subject: CheckSubject;
  readonly operator: CheckOperator;
  /** A JSON value; integers beyond 2^53 are bigints. */
  readonly expected: unknown;
  /** The greatest difference that `~=` admits; 0 for every other operator. */
  readonly tolerance: number;
}

const operators: readonly string[] = [
  '==',
  '!=',
  '~=',
  '<=',
  '>=',
  '<',
  '>',
  'length',
] satisfies CheckOperator[];

const example = 'Write for instance: ?? status == 200, or ?? $.predictions[0] ~= 0.97 +- 1e-6.';

/**
 * Reads what stands behind `??`: subject, operator, JSON value and, for `~=`, `+- tolerance`.
 * Throws InvokeSyntaxError that says which part is wrong. The grammar: docs/invoke-language.md.
 */
export function parseCheck(source: string, range: TextRange): Check {
  const fail = (reason: string): never => {
    throw new InvokeSyntaxError(
      `The check "${source}" cannot be read: ${reason} ${example}`,
      range,
    );
  };
  const { subject, rest } = takeSubject(source) ?? fail('it names neither status nor a path ($…).');
  const { operator, operand } =
    takeOperator(rest) ??
    fail(`after what it looks at, "${rest.trim()}" is no operator (${operators.join(' ')}).`);
  const { value, tolerance } = splitTolerance(operand, operator);
  const expected = takeValue(value) ?? fail(`"${value}" is no JSON value; text needs "quotes".`);
  const problem = describeMismatch({ operator, expected: expected.value, tolerance });
  if (problem) fail(problem);
  return {
    source,
    range,
    subject,
    operator,
    expected: expected.value,
    tolerance: Number(tolerance ?? 0),
  };
}

function takeSubject(source: string): { subject: CheckSubject; rest: string } | undefined {
  if (/^status(?![\w.[])/.test(source)) {
    return { subject: { kind: 'status' }, rest: source.slice('status'.length) };
  }
  const path = parseJsonPath(source);
  if (!path) return undefined;
  return { subject: { kind: 'path', steps: path.steps }, rest: source.slice(path.length) };
}

function takeOperator(rest: string): { operator: CheckOperator; operand: string } | undefined {
  const match = /^\s*(==|!=|~=|<=|>=|<|>|(?<=\s)length(?=\s))(.*)$/s.exec(rest);
  if (!match) return undefined;
  const [, operator = '', operand = ''] = match;
  // The pattern admits nothing but these operators.
  return { operator: operator as CheckOperator, operand: operand.trim() };
}

/** The tolerance is split off only for `~=`: elsewhere `+-` may be part of a text. */
function splitTolerance(
  operand: string,
  operator: CheckOperator,
): { value: string; tolerance?: string } {
  const at = operator === '~=' ? operand.lastIndexOf('+-') : -1;
  if (at === -1) return { value: operand };
  return {
    value: operand.slice(0, at).trim(),
    tolerance: withoutTrailingComment(operand.slice(at + 2)).trim(),
  };
}

/** A JSON value, with or without a comment behind it. */
function takeValue(text: string): { value: unknown } | undefined {
  for (const candidate of [text, withoutTrailingComment(text)]) {
    const json = parseExactJson(candidate);
    if (json.isValid) return { value: json.value };
  }
  return undefined;
}

function describeMismatch(check: {
  operator: CheckOperator;
  expected: unknown;
  tolerance?: string | undefined;
}): string | undefined {
  const { operator, expected, tolerance } = check;
  if (operator === '==' || operator === '!=') return undefined;
  if (operator === '~=') {
    return isTolerance(tolerance) ? undefined : '~= needs "+- number", a positive tolerance.';
  }
  if (operator === 'length') {
    return isCount(expected) ? undefined : 'a length is compared with a whole number.';
  }
  return isNumber(expected) ? undefined : `${operator} compares with a number.`;
}

function isTolerance(text: string | undefined): boolean {
  const number = Number(text);
  return text !== undefined && text !== '' && Number.isFinite(number) && number >= 0;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'bigint';
}
