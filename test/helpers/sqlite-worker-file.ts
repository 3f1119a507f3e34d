import { join } from 'node:path';
import { bundlePrograms } from './bundle-programs.ts';

/** Bundles the threads of SQLite and of database servers. Call `remove` when the tests are done. */
export async function buildSqliteWorker(): Promise<{
  sqliteWorkerFile: string;
  remove: () => Promise<void>;
}> {
  const { folder, remove } = await bundlePrograms(
    [
      'src/core/store/sql/sqlite/sqlite-worker.ts',
      'src/core/store/sql/server/sql-server-worker.ts',
    ],
    ['node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm'],
  );
  return { sqliteWorkerFile: join(folder, 'sqlite-worker.js'), remove };
}
