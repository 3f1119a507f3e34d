import { createServer, type Server } from 'node:http';
import type { TlsFiles } from './access/access-options.ts';
import type { ServerLimits } from './requests/server-limits.ts';

const longestCheckInterval = 5000;

/**
 * A server that listens nowhere yet and cuts clients that send too slowly, so that a handful of
 * them cannot hold every connection. Throws MlflowError for unusable TLS files.
 */
export async function createHttpServer(
  limits: Required<ServerLimits>,
  tls: TlsFiles | undefined,
): Promise<Server> {
  const headersTimeout = limits.headersSeconds * 1000;
  const times = {
    headersTimeout,
    requestTimeout: Math.max(limits.requestSeconds * 1000, headersTimeout),
    connectionsCheckingInterval: Math.min(longestCheckInterval, headersTimeout),
  };
  if (!tls) return createServer(times);
  // Loaded only here: node:tls would delay every start by some milliseconds.
  const [https, { readTlsFiles }] = await Promise.all([
    import('node:https'),
    import('./access/read-tls-files.ts'),
  ]);
  const pair = await readTlsFiles(tls);
  return https.createServer({ ...times, ...pair, handshakeTimeout: headersTimeout });
}
