import { isLoopbackName } from '../server/access/host-check.ts';
import { serveModel, type ServedModel } from '../server/serve-model.ts';
import { type CliContext, exitCodes, writeJson } from './cli-context.ts';
import {
  describeUnusedFlags,
  type EngineFlags,
  engineOptions,
  type EnvironmentFlags,
  lookupOptions,
} from './model-options.ts';
import { type ServerFlags, serverOptions } from './server-options.ts';

/** The options of `mlinvoke serve`. */
export interface ServeFlags extends EngineFlags, EnvironmentFlags, ServerFlags {
  readonly modelUri: string;
  readonly host: string;
  readonly port: number;
  readonly workers?: number;
}

/**
 * Serves a model until the signal stops it (exit code 0) or its engine ends by itself (1). The
 * ready line goes to stdout once the server answers.
 */
export async function serve(flags: ServeFlags, context: CliContext): Promise<number> {
  let onExit = (_reason: string) => {};
  const engineEnd = new Promise<string>((resolve) => {
    onExit = resolve;
  });
  if (!isLoopbackName(flags.host) && flags.token === undefined)
    context.note(`${exposureWarning(flags.host)}\n`);
  const served = await serveModel({
    ...engineOptions(flags, context),
    ...lookupOptions(flags, context),
    uri: flags.modelUri,
    host: flags.host,
    port: flags.port,
    ...serverOptions(flags, context),
    version: context.version,
    onExit,
  });
  announce(served, flags, context);
  const reason = await Promise.race([engineEnd, aborted(context.signal)]);
  await served.close();
  // The engine has logged why it ended.
  return reason === undefined ? exitCodes.ok : exitCodes.failed;
}

function announce(served: ServedModel, flags: ServeFlags, context: CliContext): void {
  const { url, port, engine, engineReason, model } = served;
  if (flags.json) {
    writeJson(context, {
      event: 'ready',
      uri: flags.modelUri,
      name: model.name,
      url,
      port,
      engine: engine.kind,
      reason: engineReason,
    });
  } else context.out(`Serving ${flags.modelUri} at ${url} (engine: ${engine.kind})\n`);
  for (const sentence of describeUnusedFlags(flags, engine.kind)) context.note(`${sentence}\n`);
  const workers = describeWorkers(flags.workers, engine.kind);
  if (workers !== undefined) context.note(`${workers}\n`);
}

function describeWorkers(workers: number | undefined, engine: string): string | undefined {
  if (workers === undefined) return undefined;
  if (engine === 'native') {
    return `--workers ${workers} has no effect: the native engine uses threads as they are needed.`;
  }
  return workers === 1
    ? undefined
    : `--workers ${workers} has no effect yet: one Python process runs the model.`;
}

function exposureWarning(host: string): string {
  return (
    `Warning: --host ${host} opens the model to other machines, without a token. ` +
    'Use 127.0.0.1 unless you mean that, or set MLINVOKE_TOKEN.'
  );
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
