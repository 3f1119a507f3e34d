import { measureJson } from '../core/data/json/measure-json.ts';
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';

const deepest = 500;
/** A tree of more would take gigabytes. */
const largest = 5_000_000;

/** A JSON text's value, or why it is none. */
export type ExactJson =
  | { readonly isValid: true; readonly value: unknown }
  | { readonly isValid: false; readonly reason: string };

/**
 * Parses JSON without losing digits: an integer beyond 2^53 becomes a bigint. The literals NaN,
 * Infinity and -Infinity, which MLflow's own server writes, become null, as mlinvoke writes them.
 */
export function parseExactJson(text: string): ExactJson {
  const { depth, size } = measureJson(text, largest);
  if (depth > deepest) return tooMuch(`it nests more than ${deepest} levels deep`);
  if (size > largest) return tooMuch(`it holds more than ${largest} values`);
  const strict = nullForNonFinite(text);
  const errors: ParseError[] = [];
  const tree = parseTree(strict, errors, { disallowComments: true });
  const error = errors[0];
  if (error) {
    const reason = `${printParseErrorCode(error.error)} at character ${error.offset + 1}`;
    return { isValid: false, reason };
  }
  if (!tree) return { isValid: false, reason: 'it is empty' };
  return { isValid: true, value: toValue(tree, strict) };
}

function tooMuch(reason: string): ExactJson {
  return { isValid: false, reason };
}

// A string that is never closed goes to the end of the text, so that none is looked at twice.
const stringOrLiteral = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|-?\bInfinity\b|\bNaN\b/g;

/** Replaces non-finite literals outside of strings by `null`. */
function nullForNonFinite(text: string): string {
  return text.replaceAll(stringOrLiteral, (token) => (token.startsWith('"') ? token : 'null'));
}

function toValue(node: Node, text: string): unknown {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map((child) => toValue(child, text));
  if (node.type === 'object')
    return Object.fromEntries(children.map((child) => toEntry(child, text)));
  if (node.type === 'number') return toNumber(text.slice(node.offset, node.offset + node.length));
  return node.value;
}

function toEntry(property: Node, text: string): [string, unknown] {
  const [key, value] = property.children ?? [];
  return [String(key?.value), value && toValue(value, text)];
}

function toNumber(source: string): number | bigint {
  const number = Number(source);
  if (Number.isSafeInteger(number) || !/^-?\d+$/.test(source)) return number;
  return BigInt(source);
}
