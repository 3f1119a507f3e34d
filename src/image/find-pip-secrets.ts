import { join } from 'node:path';
import type { Environment } from '../core/environment.ts';
import { fileSize } from '../core/file-info.ts';
import type { BuildSecret } from './build-arguments.ts';

/**
 * pip's configuration and certificates of this machine, which a build behind a private index needs.
 * They go into the build as secrets and leave no trace in the image.
 * Source: the order of pip's configuration files (pip documentation, "Configuration").
 */
export async function findPipSecrets(environment: Environment): Promise<readonly BuildSecret[]> {
  const home = environment['HOME'] ?? environment['USERPROFILE'];
  const configuration = await firstFile([
    environment['PIP_CONFIG_FILE'],
    home && join(home, '.config/pip/pip.conf'),
    home && join(home, '.pip/pip.conf'),
    environment['APPDATA'] && join(environment['APPDATA'], 'pip', 'pip.ini'),
    '/etc/pip.conf',
  ]);
  const certificates = await firstFile([
    environment['PIP_CERT'],
    environment['REQUESTS_CA_BUNDLE'],
    environment['SSL_CERT_FILE'],
  ]);
  return [
    ...(configuration === undefined ? [] : [{ id: 'pip_conf', path: configuration }]),
    ...(certificates === undefined ? [] : [{ id: 'pip_ca', path: certificates }]),
  ];
}

async function firstFile(paths: readonly (string | undefined)[]): Promise<string | undefined> {
  for (const path of paths) {
    if (path === undefined || path === '') continue;
    if ((await fileSize(path)) !== undefined) return path;
  }
  return undefined;
}
