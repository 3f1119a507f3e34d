import { format } from 'jsonc-parser';
import { measureJson } from '../core/data/json/measure-json.ts';
import type { Exchange } from './send-request.ts';

/** An answer as text for people; the terminal and the editor's document show the same. */
export interface FormattedExchange {
  /** `HTTP 200 OK · 3.1 ms · 27 bytes`, then the headers that matter, a line each. */
  readonly head: string;
  readonly body: string;
  /** How `body` is written; `binary` stands for bytes that are no UTF-8 text. */
  readonly language: 'json' | 'text' | 'binary';
}

const shownHeaders = ['content-type', 'server-timing', 'location', 'retry-after'];

/**
 * Formats an answer. JSON is laid out by its text alone, never parsed into numbers: each digit of
 * the body stays.
 */
export function formatExchange(exchange: Exchange): FormattedExchange {
  const text = decode(exchange.body);
  const head = [statusLine(exchange), ...headerLines(exchange)].join('\n');
  if (text === undefined) {
    return {
      head,
      body: `<${exchange.body.byteLength} bytes that are not text>`,
      language: 'binary',
    };
  }
  if (!isJson(exchange, text)) return { head, body: text, language: 'text' };
  return { head, body: layOut(text), language: 'json' };
}

function statusLine({ status, statusText, milliseconds, body }: Exchange): string {
  const code = `HTTP ${status} ${statusText}`.trimEnd();
  const unit = body.byteLength === 1 ? 'byte' : 'bytes';
  return `${code} · ${milliseconds.toFixed(1)} ms · ${body.byteLength} ${unit}`;
}

function headerLines({ headers }: Exchange): string[] {
  return shownHeaders
    .filter((name) => headers[name] !== undefined)
    .map((name) => `${name}: ${headers[name]}`);
}

function decode(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

/** MLflow calls some answers JSON that are not, and the reverse; the first character decides too. */
function isJson({ headers }: Exchange, text: string): boolean {
  const type = headers['content-type'] ?? '';
  return /[/+]json\b/i.test(type) && /^\s*[[{"\d-]/.test(text);
}

/** What is laid out has a line for each value, and as many blanks before it as it stands deep. */
const mostLaidOut = { depth: 100, size: 500_000, characters: 4_000_000 };

function layOut(text: string): string {
  if (text.length > mostLaidOut.characters) return text;
  const { depth, size } = measureJson(text, mostLaidOut.size);
  if (depth > mostLaidOut.depth || size > mostLaidOut.size) return text;
  const edits = format(text, undefined, { insertSpaces: true, tabSize: 2, eol: '\n' });
  let result = '';
  let position = 0;
  for (const { offset, length, content } of edits) {
    result += text.slice(position, offset) + content;
    position = offset + length;
  }
  return result + text.slice(position);
}
