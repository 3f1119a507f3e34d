import type { InvokeProblem, RequestLineSymbol } from './invoke-file.ts';
import { type Line, rangeOfText, rangeOn } from './text-range.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

const requestLine = /^(\s*)([A-Za-z]+)(\s+)((?:\/|https?:\/\/|\{\{).*)$/is;

/** A request line together with what is wrong with it. */
export interface ParsedRequestLine {
  readonly request: RequestLineSymbol;
  readonly problem?: InvokeProblem;
}

/** Reads `METHOD target`, where the target starts with `/`, `http://`, `https://` or `{{`. */
export function parseRequestLine(line: Line): ParsedRequestLine | undefined {
  const match = requestLine.exec(line.text);
  if (!match) return undefined;
  const [, indent = '', method = '', gap = '', rest = ''] = match;
  const target = withoutVersion(rest.trimEnd());
  const request: RequestLineSymbol = {
    kind: 'request',
    range: rangeOfText(line),
    method: { text: method.toUpperCase(), range: rangeOn(line, indent.length, method.length) },
    target: {
      text: target,
      range: rangeOn(line, indent.length + method.length + gap.length, target.length),
    },
  };
  const message = describeProblem(request);
  if (!message) return { request };
  return { request, problem: { severity: 'error', range: request.range, message } };
}

/** The target without the ` HTTP/1.1` that may follow it. */
function withoutVersion(text: string): string {
  const at = text.toUpperCase().lastIndexOf('HTTP/');
  const isVersion =
    /^[\d.]+$/.test(text.slice(at + 'HTTP/'.length)) && /\s/.test(text[at - 1] ?? '');
  return isVersion ? text.slice(0, at).trimEnd() : text;
}

function describeProblem({ method, target }: RequestLineSymbol): string | undefined {
  if (!methods.includes(method.text)) {
    return `"${method.text}" is not an HTTP method. Accepted are ${methods.join(', ')}; predictions take POST.`;
  }
  if (/\s/.test(target.text.replaceAll(/\{\{[^{}]*\}\}/g, ''))) {
    return `The path "${target.text}" holds a space. Write %20 for a space in a path, or end the line there.`;
  }
  return undefined;
}
