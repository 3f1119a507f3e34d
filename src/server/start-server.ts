import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { within } from '../core/async/within.ts';
import type { Engine } from '../core/engines/engine.ts';
import { MlflowError, messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { LocalModel } from '../core/model/local-model.ts';
import type { AccessOptions } from './access/access-options.ts';
import { createHostCheck } from './access/host-check.ts';
import { parsePathPrefix } from './access/path-prefix.ts';
import { directAnswer, maybeDirect } from './answer-directly.ts';
import { Admission } from './requests/admission.ts';
import { type AppOptions, createApp } from './create-app.ts';
import { createHttpServer } from './create-http-server.ts';
import { findPortOwner } from './find-port-owner.ts';
import { ServerMetrics } from './metrics/server-metrics.ts';
import { type ReplyOptions, resolveReplies } from './replies/reply-options.ts';
import { resolveLimits, type ServerLimits } from './requests/server-limits.ts';

/** What is served, where, and within which limits. */
export interface ServerOptions {
  readonly model: LocalModel;
  readonly engine: Engine;
  /** Why this engine runs the model, for the landing page. */
  readonly engineReason?: string;
  /** Where to listen; 127.0.0.1 unless given. */
  readonly host?: string;
  /** 0, which is the default, takes a free port. */
  readonly port?: number;
  readonly limits?: ServerLimits;
  readonly access?: AccessOptions;
  readonly replies?: ReplyOptions;
  readonly logger: Logger;
  /** Aborting it closes the server. */
  readonly signal?: AbortSignal;
  /** Answered by `/version`: the version of mlinvoke. */
  readonly version: string;
}

/** A server that listens. */
export interface RunningServer {
  /** Without a slash at the end, as `http://127.0.0.1:5000`; with the path prefix. */
  readonly url: string;
  readonly port: number;
  /**
   * Takes no more requests, waits up to two seconds for the running ones, then cuts every
   * connection. Does not close the engine. Safe to call twice.
   */
  close(): Promise<void>;
}

const graceMilliseconds = 2000;

/** How many requests an engine that does not say so gets at once, for each processor. */
const requestsPerProcessor = 4;

/**
 * Serves a loaded model over HTTP, or over HTTPS where a certificate is given. Throws MlflowError
 * when it cannot listen, naming the port and, where it can be found, the process that holds it, and
 * for options that make no sense.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { signal, access = {} } = options;
  const host = options.host ?? '127.0.0.1';
  const appOptions = toAppOptions(options, host);
  const { limits, pathPrefix } = appOptions;
  const onRequest = requestListener(appOptions);
  signal?.throwIfAborted();
  const server = await createHttpServer(limits, access.tls);
  server.on('request', onRequest);
  const port = await listen(server, host, options.port ?? 0);
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeGracefully(server));
  signal?.addEventListener('abort', () => void close(), { once: true });
  if (signal?.aborted) await close();
  signal?.throwIfAborted();
  const scheme = access.tls ? 'https' : 'http';
  return { url: `${scheme}://${toUrlHost(host)}:${port}${pathPrefix}`, port, close };
}

function toAppOptions(options: ServerOptions, host: string): AppOptions {
  const { model, engine, engineReason, logger, version, access = {} } = options;
  const limits = resolveLimits(options.limits);
  const admission = new Admission({
    runningLimit: engine.concurrency ?? requestsPerProcessor * availableParallelism(),
    waitingLimit: limits.queueLength,
  });
  const metrics = new ServerMetrics({
    model: model.name,
    engine: engine.kind,
    version,
    load: admission,
  });
  return {
    model,
    engine,
    ...(engineReason !== undefined && { engineReason }),
    logger,
    version,
    admission,
    metrics,
    host,
    limits,
    access,
    isKnownHost: createHostCheck(host, access.allowedHosts ?? []),
    pathPrefix: parsePathPrefix(access.pathPrefix ?? ''),
    replies: resolveReplies(options.replies, host),
  };
}

/** The Koa application answers, but for what there is a shorter way to. */
function requestListener(options: AppOptions): RequestListener {
  const handle = createApp(options).callback();
  const answerDirectly = directAnswer(options);
  return (request, response) => {
    if (!maybeDirect(request)) return void handle(request, response);
    // A small body comes with its head, and has then been read.
    process.nextTick(() => {
      if (!answerDirectly(request, response)) void handle(request, response);
    });
  };
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, () => {
        server.removeListener('error', reject);
        resolve();
      });
    });
  } catch (cause) {
    throw await toListenError(cause, host, port);
  }
  return (server.address() as AddressInfo).port; // a server that listens on TCP has no other kind
}

async function toListenError(cause: unknown, host: string, port: number): Promise<MlflowError> {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'EADDRINUSE': {
      const owner = await findPortOwner(port);
      const holder = owner ? ` by ${owner.name} (process ${owner.pid})` : '';
      return new MlflowError(
        'RESOURCE_ALREADY_EXISTS',
        `Port ${port} on ${host} is already in use${holder}. ` +
          'Stop that program or choose another port; port 0 takes a free one.',
        { cause },
      );
    }
    case 'EACCES':
      return new MlflowError(
        'PERMISSION_DENIED',
        `Port ${port} on ${host} may not be opened by this user. Choose a port above 1023, or 0 for a free one.`,
        { cause },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new MlflowError(
        'INVALID_PARAMETER_VALUE',
        `"${host}" is no address of this machine. Give 127.0.0.1 for this machine only, or 0.0.0.0 for all its addresses.`,
        { cause },
      );
    default:
      return new MlflowError(
        'INVALID_PARAMETER_VALUE',
        `Cannot listen on ${host}, port ${port}: ${messageOf(cause)}.`,
        { cause },
      );
  }
}

async function closeGracefully(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  await within(graceMilliseconds, closed);
  server.closeAllConnections();
  await closed;
}

function toUrlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
