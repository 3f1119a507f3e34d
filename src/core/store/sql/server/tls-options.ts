import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import type { SqlServerTls } from './sql-server-tls.ts';

/** What node:tls takes; the files are read now. Throws the system's error for one that is missing. */
export async function tlsOptions(tls: SqlServerTls): Promise<ConnectionOptions> {
  const read = (path: string): Promise<string> => readFile(path, 'utf8');
  return {
    rejectUnauthorized: tls.verify !== 'none',
    ...(tls.verify === 'authority' && { checkServerIdentity: () => undefined }),
    ...(tls.ca && { ca: await read(tls.ca) }),
    ...(tls.cert && { cert: await read(tls.cert) }),
    ...(tls.key && { key: await read(tls.key) }),
  };
}
