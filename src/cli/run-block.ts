import { dirname } from 'node:path';
import { type Exchange, sendRequest } from '../client/send-request.ts';
import { type CheckResult, evaluateChecks } from '../invoke/evaluate-checks.ts';
import type { InvokeBlock } from '../invoke/invoke-file.ts';
import { loadEnvironment } from '../invoke/load-environment.ts';
import { prepareRequest } from '../invoke/prepare-request.ts';
import type { CliContext } from './cli-context.ts';
import { deadline } from './deadline.ts';
import { type InvokeSource, readFileIfPresent, withPlace } from './invoke-source.ts';
import type { EngineFlags } from './model-options.ts';
import type { ModelServers } from './model-servers.ts';

/** Options that `send` and `test` share. */
export interface InvokeFlags extends EngineFlags {
  readonly env?: string;
  readonly target?: string;
  readonly timeout: number;
}

/** What sending one block gave. */
export interface BlockOutcome {
  readonly source: InvokeSource;
  readonly block: InvokeBlock;
  readonly exchange: Exchange;
  readonly results: readonly CheckResult[];
  /** All checks hold; without any, the status is below 400. */
  readonly ok: boolean;
}

/** What {@link runBlock} works with. */
export interface RunOptions {
  readonly flags: InvokeFlags;
  readonly context: CliContext;
  readonly servers: ModelServers;
}

/** Sends one block and evaluates its checks. Throws MlflowError with the place in the file. */
export async function runBlock(
  source: InvokeSource,
  block: InvokeBlock,
  { flags, context, servers }: RunOptions,
): Promise<BlockOutcome> {
  try {
    const environment = await loadEnvironment({
      path: source.path,
      root: context.workingDirectory,
      readFile: readFileIfPresent,
      ...(flags.env !== undefined && { name: flags.env }),
    });
    const request = await prepareRequest({
      file: source.file,
      block,
      path: source.path,
      environmentVariables: environment.variables,
      processEnvironment: context.environment,
      readFile: readFileIfPresent,
      ...(flags.target !== undefined && { targetUrl: flags.target }),
    });
    const { target, method, headers, body, checks } = request;
    const address =
      target.kind === 'url' ? target.url : await servers.urlOf(target.uri, dirname(source.path));
    const signal = AbortSignal.any([context.signal, deadline(flags.timeout)]);
    const url = `${address}${request.path}`;
    const exchange = await sendRequest({ url, method, headers, body, signal });
    const results = evaluateChecks(checks, exchange);
    const ok = results.length > 0 ? results.every((result) => result.ok) : exchange.status < 400;
    return { source, block, exchange, results, ok };
  } catch (error) {
    throw withPlace(source, error);
  }
}
