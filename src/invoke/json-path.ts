/** One step of a path: a property by name, an item by position, or the length. */
export type PathStep =
  | { readonly kind: 'name'; readonly name: string; readonly source: string }
  | { readonly kind: 'index'; readonly index: number; readonly source: string }
  | { readonly kind: 'length'; readonly source: string };

/** What a path leads to in a value, or the sentence that says where it ends. */
export type PathResult =
  | { readonly isFound: true; readonly value: unknown }
  | { readonly isFound: false; readonly reason: string };

const stepPattern =
  /\.([\p{L}_][\p{L}\p{N}_-]*)|\[(-?\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/uy;

/**
 * Reads `$`, `.name`, `['name']`, `[n]` (negative from the end) and `.length` from the start of
 * `text`. Returns the steps and how many characters they took; undefined when `$` is missing.
 */
export function parseJsonPath(text: string): { steps: PathStep[]; length: number } | undefined {
  if (!text.startsWith('$')) return undefined;
  const steps: PathStep[] = [];
  let position = 1;
  for (;;) {
    stepPattern.lastIndex = position;
    const match = stepPattern.exec(text);
    if (!match) return { steps, length: position };
    steps.push(toStep(match));
    position += match[0].length;
  }
}

function toStep([source, name, index, single, double]: RegExpExecArray): PathStep {
  if (name === 'length') return { kind: 'length', source };
  if (name !== undefined) return { kind: 'name', name, source };
  if (index !== undefined) return { kind: 'index', index: Number(index), source };
  const quoted = (single ?? double ?? '').replaceAll(/\\(.)/g, '$1');
  return { kind: 'name', name: quoted, source };
}

/** Follows a path through a JSON value. */
export function followJsonPath(value: unknown, steps: readonly PathStep[]): PathResult {
  let current = value;
  let walked = '$';
  for (const step of steps) {
    const next = takeStep(current, step);
    if (next === undefined) return { isFound: false, reason: missing(walked, step, current) };
    current = next.value;
    walked += step.source;
  }
  return { isFound: true, value: current };
}

function takeStep(value: unknown, step: PathStep): { value: unknown } | undefined {
  if (step.kind === 'name') return takeName(value, step.name);
  return step.kind === 'index' ? takeIndex(value, step.index) : takeLength(value);
}

function takeName(value: unknown, name: string): { value: unknown } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entry = Object.entries(value).find(([key]) => key === name);
  return entry && { value: entry[1] };
}

function takeLength(value: unknown): { value: unknown } | undefined {
  if (Array.isArray(value) || typeof value === 'string') return { value: value.length };
  return takeName(value, 'length');
}

function takeIndex(value: unknown, index: number): { value: unknown } | undefined {
  if (!Array.isArray(value)) return undefined;
  const position = index < 0 ? value.length + index : index;
  return position in value ? { value: value[position] } : undefined;
}

function missing(walked: string, step: PathStep, value: unknown): string {
  return `there is no ${walked}${step.source}: ${walked} is ${describeShape(value)}`;
}

function describeShape(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value).slice(0, 10);
    return keys.length === 0 ? 'an empty object' : `an object with ${keys.join(', ')}`;
  }
  return value === null ? 'null' : `a ${typeof value === 'bigint' ? 'number' : typeof value}`;
}
