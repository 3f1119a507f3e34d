import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the native engine's worker into a temporary folder, as `npm run build` does into
 * `dist/`: Node 20 cannot start a thread from TypeScript. Call `remove` when the tests are done.
 */
export async function buildNativeWorker(): Promise<{
  workerFile: string;
  remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'native-worker-'));
  const workerFile = join(folder, 'native-worker.js');
  await build({
    entryPoints: ['src/core/engines/native/worker.ts'],
    outfile: workerFile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  return { workerFile, remove: () => rm(folder, { recursive: true, force: true }) };
}
