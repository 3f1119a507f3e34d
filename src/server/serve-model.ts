import type { Environment } from '../core/environment.ts';
import type { Engine } from '../core/engines/engine.ts';
import { type EngineChoice, openEngine } from '../core/engines/open-engine.ts';
import { messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { type LocalModel, openLocalModel } from '../core/model/local-model.ts';
import type { StoreHost } from '../core/store/store-host.ts';
import {
  type Resolution,
  type ResolveOptions,
  resolveModelUri,
} from '../core/uri/resolve-model-uri.ts';
import type { AccessOptions } from './access/access-options.ts';
import type { ReplyOptions } from './replies/reply-options.ts';
import type { ServerLimits } from './requests/server-limits.ts';
import { type RunningServer, startServer } from './start-server.ts';

/** The steps of {@link serveModel}, for a progress display. */
export type ServePhase = 'resolve' | 'load' | 'listen';

/** Which model to serve, by which engine, and where. */
export interface ServeModelOptions {
  readonly uri: string;
  /** Relative URIs start here. */
  readonly workingDirectory: string;
  readonly trackingUri?: string;
  readonly storeHost: StoreHost;
  readonly host?: string;
  readonly port?: number;
  readonly limits?: ServerLimits;
  readonly access?: AccessOptions;
  readonly replies?: ReplyOptions;
  readonly engine: EngineChoice;
  /** The Python interpreter to use, where one is needed. */
  readonly python?: string;
  /** Whether code that belongs to the model may run. */
  readonly isTrusted: boolean;
  /** Path of the native engine's worker bundle. */
  readonly workerFile: string;
  readonly environment: Environment;
  readonly logger: Logger;
  /** Ends the start, or later the server and the engine. */
  readonly signal?: AbortSignal;
  readonly version: string;
  readonly onPhase?: (phase: ServePhase) => void;
  /** Told while the model's files are fetched. */
  readonly onDownload?: ResolveOptions['onDownload'];
  /** Told when the engine dies by itself. */
  readonly onExit?: (reason: string) => void;
}

/** A model that is being served. */
export interface ServedModel {
  readonly resolution: Resolution;
  readonly model: LocalModel;
  readonly engine: Engine;
  /** Why this engine runs the model, a sentence. */
  readonly engineReason: string;
  readonly url: string;
  readonly port: number;
  /** Ends the server, then the engine. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Resolves a model URI, loads the model and serves it. Throws MlflowError for what the user can
 * put right, and the signal's reason when it was aborted; nothing it started is then left.
 */
export async function serveModel(options: ServeModelOptions): Promise<ServedModel> {
  const { signal, onPhase } = options;
  onPhase?.('resolve');
  const resolution = await resolveModelUri(options.uri, {
    workingDirectory: options.workingDirectory,
    storeHost: options.storeHost,
    ...(options.trackingUri !== undefined && { trackingUri: options.trackingUri }),
    ...(signal && { signal }),
    ...(options.onDownload && { onDownload: options.onDownload }),
  });
  const model = await openLocalModel(resolution.folder, {
    uri: resolution.uri,
    name: resolution.name,
  });
  signal?.throwIfAborted();
  onPhase?.('load');
  const { engine, reason } = await openEngine(model, toEngineOptions(options));
  try {
    onPhase?.('listen');
    const serverOptions = toServerOptions(options, model, engine);
    const server = await startServer({ ...serverOptions, engineReason: reason });
    const served = toServedModel({ resolution, model, engine, engineReason: reason }, server);
    signal?.addEventListener('abort', () => void closeQuietly(served, options.logger), {
      once: true,
    });
    return served;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function toEngineOptions(options: ServeModelOptions) {
  const { engine, python, isTrusted, workerFile, environment, logger, signal, onExit } = options;
  return {
    engine,
    isTrusted,
    workerFile,
    environment,
    logger,
    ...(python !== undefined && { python }),
    ...(signal && { signal }),
    ...(onExit && { onExit }),
  };
}

function toServerOptions(options: ServeModelOptions, model: LocalModel, engine: Engine) {
  const { host, port, limits, access, replies, logger, version, signal } = options;
  return {
    model,
    engine,
    logger,
    version,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(limits && { limits }),
    ...(access && { access }),
    ...(replies && { replies }),
    ...(signal && { signal }),
  };
}

type LoadedModel = Pick<ServedModel, 'resolution' | 'model' | 'engine' | 'engineReason'>;

function toServedModel(loaded: LoadedModel, server: RunningServer): ServedModel {
  let closing: Promise<void> | undefined;
  const closeBoth = async () => {
    try {
      await server.close();
    } finally {
      await loaded.engine.close();
    }
  };
  return {
    ...loaded,
    url: server.url,
    port: server.port,
    close: () => (closing ??= closeBoth()),
  };
}

async function closeQuietly(served: ServedModel, logger: Logger): Promise<void> {
  try {
    await served.close();
  } catch (error) {
    logger.error(`Closing ${served.url} failed: ${messageOf(error)}`);
  }
}
