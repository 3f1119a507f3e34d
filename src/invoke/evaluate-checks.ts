import { followJsonPath, type PathResult } from './json-path.ts';
import type { Check } from './parse-check.ts';
import { type ExactJson, parseExactJson } from './parse-exact-json.ts';

/** The part of an answer that checks look at. */
export interface CheckedReply {
  readonly status: number;
  readonly body: Uint8Array;
}

/** How one check went. */
export interface CheckResult {
  readonly check: Check;
  readonly ok: boolean;
  /** What was found; undefined when there is nothing at that place. */
  readonly actual: unknown;
  /** A whole sentence with what was expected and what was found. */
  readonly message: string;
}

/** Evaluates every check against one answer, in order; none stops the others. */
export function evaluateChecks(checks: readonly Check[], reply: CheckedReply): CheckResult[] {
  // Reading a large answer takes seconds, and most requests have no check, or one of the status.
  let json: ExactJson | undefined;
  const readJson = (): ExactJson => (json ??= parseExactJson(new TextDecoder().decode(reply.body)));
  return checks.map((check) => evaluateCheck(check, reply.status, readJson));
}

function evaluateCheck(check: Check, status: number, readJson: () => ExactJson): CheckResult {
  const found = findSubject(check, status, readJson);
  if (!found.isFound) {
    return { check, ok: false, actual: undefined, message: `${check.source}: ${found.reason}.` };
  }
  const actual = found.value;
  const ok = holds(check, actual);
  const verdict = ok ? 'holds' : `found ${describe(check, actual)}`;
  return { check, ok, actual, message: `${check.source}: ${verdict}.` };
}

function findSubject({ subject }: Check, status: number, readJson: () => ExactJson): PathResult {
  if (subject.kind === 'status') return { isFound: true, value: status };
  const json = readJson();
  if (json.isValid) return followJsonPath(json.value, subject.steps);
  return { isFound: false, reason: `the body is not JSON (${json.reason})` };
}

function holds({ operator, expected, tolerance }: Check, actual: unknown): boolean {
  switch (operator) {
    case '==':
      return isEqual(actual, expected, 0);
    case '!=':
      return !isEqual(actual, expected, 0);
    case '~=':
      return isEqual(actual, expected, tolerance);
    case 'length':
      return lengthOf(actual) === expected;
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isNumber(actual) && isNumber(expected) && compares(operator, actual, expected);
  }
}

/** Compares a number and a bigint by their exact values, as JavaScript's operators do. */
function compares(
  operator: '<' | '<=' | '>' | '>=',
  actual: number | bigint,
  expected: number | bigint,
): boolean {
  if (operator === '<') return actual < expected;
  if (operator === '<=') return actual <= expected;
  return operator === '>' ? actual > expected : actual >= expected;
}

/** Deep equality in which numbers may differ by `tolerance`; the order of keys has no meaning. */
function isEqual(a: unknown, b: unknown, tolerance: number): boolean {
  if (isNumber(a) && isNumber(b)) return isNear(a, b, tolerance);
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index], tolerance));
  }
  if (isRecord(a) && isRecord(b)) {
    const keys = Object.keys(a);
    return (
      keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key], b[key], tolerance))
    );
  }
  return a === b;
}

function isNear(a: number | bigint, b: number | bigint, tolerance: number): boolean {
  // Unlike ===, these compare a number with a bigint, and by their exact values.
  if (a <= b && a >= b) return true;
  if (tolerance === 0) return false;
  const difference = typeof a === 'bigint' && typeof b === 'bigint' ? a - b : Number(a) - Number(b);
  return Math.abs(Number(difference)) <= tolerance;
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  return isRecord(value) ? Object.keys(value).length : undefined;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe({ operator, expected }: Check, actual: unknown): string {
  if (operator === 'length') {
    const length = lengthOf(actual);
    return length === undefined ? `${show(actual)}, which has no length` : `a length of ${length}`;
  }
  const isText = typeof actual === 'string' && isNumber(expected);
  return isText ? `the text ${show(actual)}` : show(actual);
}

/** JSON with every digit of a bigint, cut at 200 characters. */
function show(value: unknown): string {
  const text = toJson(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function toJson(value: unknown): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(toJson).join(', ')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${toJson(item)}`,
  );
  return `{${entries.join(', ')}}`;
}
