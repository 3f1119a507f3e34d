import { join } from 'node:path';
import { bundlePrograms } from './bundle-programs.ts';

/** Bundles the native engine's worker. Call `remove` when the tests are done. */
export async function buildNativeWorker(): Promise<{
  workerFile: string;
  remove: () => Promise<void>;
}> {
  const { folder, remove } = await bundlePrograms(['src/core/engines/native/worker.ts']);
  return { workerFile: join(folder, 'worker.js'), remove };
}
