import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the threads of SQLite and of database servers into one temporary folder, as
 * `npm run build` does into `dist/`.
 */
export async function buildSqliteWorker(): Promise<{
  sqliteWorkerFile: string;
  remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'sqlite-worker-'));
  const sqliteWorkerFile = join(folder, 'sqlite-worker.js');
  await build({
    entryPoints: [
      'src/core/store/sql/sqlite/sqlite-worker.ts',
      'src/core/store/sql/server/sql-server-worker.ts',
    ],
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  const code = 'node-sqlite3-wasm.wasm';
  await copyFile(join('node_modules/node-sqlite3-wasm/dist', code), join(folder, code));
  return { sqliteWorkerFile, remove: () => rm(folder, { recursive: true, force: true }) };
}
