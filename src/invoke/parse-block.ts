import type {
  CheckSymbol,
  CommentSymbol,
  DirectiveSymbol,
  FileBodySymbol,
  HeaderSymbol,
  InvokeProblem,
  RequestLineSymbol,
  TextBodySymbol,
  VariableSymbol,
} from './invoke-file.ts';
import { parseFileBody, parseTextBody, startsJson } from './parse-body.ts';
import { isCheckLine, parseCheckLine } from './parse-check-line.ts';
import { parseComment } from './parse-comment.ts';
import { parseDirective } from './parse-directive.ts';
import { looksLikeHeader, parseHeader } from './parse-header.ts';
import { parseRequestLine } from './parse-request-line.ts';
import { parseVariable } from './parse-variable.ts';
import { type Line, rangeOfText } from './text-range.ts';

/** What the lines between two `###` lines hold. */
export interface BlockContent {
  readonly variables: VariableSymbol[];
  readonly directives: DirectiveSymbol[];
  readonly comments: CommentSymbol[];
  readonly headers: HeaderSymbol[];
  readonly checks: CheckSymbol[];
  readonly problems: InvokeProblem[];
  request?: RequestLineSymbol;
  body?: TextBodySymbol | FileBodySymbol;
}

/** The lines of a block and how far they are read. */
interface Cursor {
  readonly lines: readonly Line[];
  index: number;
}

/** Reads the lines of one block in the order: preamble, request line, headers, body, checks. */
export function parseBlock(lines: readonly Line[]): BlockContent {
  const content: BlockContent = {
    variables: [],
    directives: [],
    comments: [],
    headers: [],
    checks: [],
    problems: [],
  };
  const cursor: Cursor = { lines, index: 0 };
  readPreamble(cursor, content);
  if (readRequestLine(cursor, content)) {
    readHeaders(cursor, content);
    readPreamble(cursor, content);
  }
  readBody(cursor, content);
  readChecks(cursor, content);
  return content;
}

/** Blank lines, comments, directives and variables. */
function readPreamble(cursor: Cursor, content: BlockContent): void {
  for (let line = peek(cursor); line; line = peek(cursor)) {
    if (!isBlank(line) && !readAside(line, content)) return;
    cursor.index += 1;
  }
}

/** Takes a line that may stand between the others; says whether it was one. */
function readAside(line: Line, content: BlockContent): boolean {
  const symbol = parseDirective(line) ?? parseVariable(line) ?? parseComment(line);
  if (!symbol) return false;
  if ('severity' in symbol) content.problems.push(symbol);
  else if (symbol.kind === 'directive') content.directives.push(symbol);
  else if (symbol.kind === 'variable') content.variables.push(symbol);
  else content.comments.push(symbol);
  return true;
}

function readRequestLine(cursor: Cursor, content: BlockContent): boolean {
  const line = peek(cursor);
  const parsed = line && parseRequestLine(line);
  if (!parsed) return false;
  content.request = parsed.request;
  if (parsed.problem) content.problems.push(parsed.problem);
  cursor.index += 1;
  return true;
}

/** Reads up to the blank line, or to a body or check that needs none before it. */
function readHeaders(cursor: Cursor, content: BlockContent): void {
  for (let line = peek(cursor); line && !isBlank(line); line = peek(cursor)) {
    if (startsJson(line) || parseFileBody(line) || isCheckLine(line)) return;
    if (!readAside(line, content)) {
      const header = parseHeader(line);
      if (!header) {
        content.problems.push(notAHeader(line));
        return;
      }
      content.headers.push(header);
    }
    cursor.index += 1;
  }
}

function readBody(cursor: Cursor, content: BlockContent): void {
  const first = peek(cursor);
  if (!first || isCheckLine(first)) return;
  if (!content.request) content.problems.push(...misplacedStart(first));
  const file = parseFileBody(first);
  if (file) {
    content.body = file;
    cursor.index += 1;
    return;
  }
  const start = cursor.index;
  const length = cursor.lines.slice(start).findIndex(isCheckLine);
  cursor.index = length === -1 ? cursor.lines.length : start + length;
  const body = parseTextBody(cursor.lines.slice(start, cursor.index));
  if (body) content.body = body;
}

function readChecks(cursor: Cursor, content: BlockContent): void {
  for (let line = peek(cursor); line; line = peek(cursor)) {
    if (isCheckLine(line)) {
      const parsed = parseCheckLine(line);
      content.checks.push(parsed.check);
      if (parsed.problem) content.problems.push(parsed.problem);
    } else if (!isBlank(line) && !readAside(line, content)) {
      content.problems.push(afterTheEnd(line, content));
    }
    cursor.index += 1;
  }
}

function peek(cursor: Cursor): Line | undefined {
  return cursor.lines[cursor.index];
}

function isBlank(line: Line): boolean {
  return line.text.trim() === '';
}

function misplacedStart(line: Line): InvokeProblem[] {
  const text = line.text.trim();
  if (looksLikeHeader(line)) {
    return [
      problem(line, `The header "${text}" has no request line. Write POST /invocations above it.`),
    ];
  }
  if (/^https?:\/\/\S+$/i.test(text)) {
    return [problem(line, `"${text}" has no method before it. Write POST ${text}.`)];
  }
  return [];
}

function notAHeader(line: Line): InvokeProblem {
  return problem(
    line,
    `"${excerpt(line)}" is not a header (Name: value). Leave an empty line before the body.`,
  );
}

function afterTheEnd(line: Line, { body, checks }: BlockContent): InvokeProblem {
  const before = checks.length === 0 && body ? 'the body from a file' : 'the checks';
  return problem(
    line,
    `"${excerpt(line)}" stands after ${before}, where only checks (?? …) and comments may stand. ` +
      'Start a new request with a ### line.',
  );
}

function problem(line: Line, message: string): InvokeProblem {
  return { severity: 'error', range: rangeOfText(line), message };
}

function excerpt(line: Line): string {
  const text = line.text.trim();
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
