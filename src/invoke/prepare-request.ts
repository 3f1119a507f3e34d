import type { Environment } from '../core/environment.ts';
import { fillVariables, type VariableScope } from './fill-variables.ts';
import type { HeaderSymbol, InvokeBlock, InvokeFile } from './invoke-file.ts';
import { InvokeSyntaxError } from './invoke-syntax-error.ts';
import type { ReadFile } from './load-environment.ts';
import { type Check, parseCheck } from './parse-check.ts';
import { prepareBody } from './prepare-body.ts';
import {
  bindingOf,
  modelTarget,
  type RequestTarget,
  splitUrl,
  urlTarget,
} from './request-target.ts';

/** A block of a `.invoke` file, ready to be sent. */
export interface PreparedRequest {
  readonly name: string;
  readonly method: string;
  /** With its query; it follows the address of the target. */
  readonly path: string;
  /** Names as written; a Content-Type is always there when there is a body. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly target: RequestTarget;
  readonly checks: readonly Check[];
}

/** Options of {@link prepareRequest}. */
export interface PrepareRequestOptions {
  readonly file: InvokeFile;
  readonly block: InvokeBlock;
  /** The absolute path of the `.invoke` file. */
  readonly path: string;
  /** Variables of the chosen environment; see loadEnvironment. */
  readonly environmentVariables?: ReadonlyMap<string, string>;
  readonly processEnvironment: Environment;
  readonly readFile: ReadFile;
  /** The address of a server that takes the request whatever the file says. */
  readonly targetUrl?: string;
}

/** The transport sets these from the request itself; a wrong one would leave the server waiting. */
const ownHeaders = new Set(['content-length', 'transfer-encoding', 'host', 'connection']);

/**
 * Fills in the variables, reads the body and finds out who answers. Throws InvokeSyntaxError, with
 * the place, for whatever keeps the block from being sent.
 */
export async function prepareRequest(options: PrepareRequestOptions): Promise<PreparedRequest> {
  const { file, block } = options;
  refuseProblems(file, block);
  const scope: VariableScope = {
    fileVariables: file.variables,
    environmentVariables: options.environmentVariables ?? new Map(),
    processEnvironment: options.processEnvironment,
  };
  const { path, target } = prepareTarget(options, scope);
  const headers = prepareHeaders(block.headers, scope);
  const body =
    block.body &&
    (await prepareBody(block.body, {
      scope,
      invokePath: options.path,
      readFile: options.readFile,
    }));
  if (body && !Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')) {
    headers['Content-Type'] = body.contentType;
  }
  return {
    name: block.name,
    method: block.request?.method.text ?? 'POST',
    path,
    headers,
    body: body?.bytes ?? new Uint8Array(),
    target,
    checks: block.checks.map(({ source, range }) =>
      parseCheck(fillVariables(source, scope), range),
    ),
  };
}

/** An error in the block or in the head of the file would send something that is not meant. */
function refuseProblems(file: InvokeFile, block: InvokeBlock): void {
  const headEnd = file.blocks[0]?.range.start.line ?? 0;
  const problem = file.problems.find(({ severity, range }) => {
    const { line } = range.start;
    const isInBlock = line >= block.range.start.line && line <= block.range.end.line;
    return severity === 'error' && (isInBlock || line < headEnd);
  });
  if (problem) throw new InvokeSyntaxError(problem.message, problem.range);
  if (!block.isSendable) {
    throw new InvokeSyntaxError(
      `"${block.name}" sends nothing. Write a body ({…}, CSV or < ./file) or a request line such as GET /ping.`,
      block.nameRange,
    );
  }
}

function prepareTarget(
  options: PrepareRequestOptions,
  scope: VariableScope,
): { path: string; target: RequestTarget } {
  const { file, block, targetUrl } = options;
  const line = block.request?.target;
  const text = line ? fillVariables(line, scope) : '/invocations';
  const absolute = line && splitUrl(text, line.range);
  const path = absolute?.path ?? text;
  if (!path.startsWith('/')) {
    throw new InvokeSyntaxError(
      `The request goes to "${path}". Write a path such as /invocations or an address that starts with http://.`,
      line?.range ?? block.range,
    );
  }
  if (targetUrl !== undefined) return { path, target: urlTarget(targetUrl, block.nameRange) };
  if (absolute) return { path, target: { kind: 'url', url: absolute.url } };
  const binding = bindingOf(file, block);
  if (!binding) throw withoutTarget(block);
  const value = fillVariables(binding.value, scope);
  const target =
    binding.name === 'model'
      ? modelTarget(value, options.path)
      : urlTarget(value, binding.value.range);
  return { path, target };
}

function withoutTarget(block: InvokeBlock): InvokeSyntaxError {
  return new InvokeSyntaxError(
    `"${block.name}" does not say who answers. Add the line "# @model models:/name@alias" ` +
      'or "# @target http://127.0.0.1:5000" to it, or above the first ###.',
    block.nameRange,
  );
}

function prepareHeaders(
  symbols: readonly HeaderSymbol[],
  scope: VariableScope,
): Record<string, string> {
  const headers = new Map<string, [name: string, value: string]>();
  for (const { name, value, range } of symbols) {
    if (ownHeaders.has(name.text.toLowerCase())) {
      throw new InvokeSyntaxError(
        `The header ${name.text} is set for you. Leave the line out.`,
        range,
      );
    }
    const text = fillVariables(value, scope);
    if (!/^[\t\x20-\x7E\x80-\xFF]*$/.test(text)) {
      throw new InvokeSyntaxError(
        `The header ${name.text} holds a character that HTTP does not allow there. Use Latin-1 text on one line.`,
        range,
      );
    }
    // A name that stands twice becomes one list (RFC 9110, section 5.2).
    const key = name.text.toLowerCase();
    const known = headers.get(key);
    headers.set(key, known ? [known[0], `${known[1]}, ${text}`] : [name.text, text]);
  }
  return Object.fromEntries(headers.values());
}
