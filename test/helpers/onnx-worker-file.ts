import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the thread of ONNX models into a temporary folder beside its WebAssembly, as
 * `npm run build` does into `dist/`. The engine looks for it beside `workerFile`, which is not there
 * itself. Call `remove` when the tests are done.
 */
export async function buildOnnxWorker(): Promise<{
  workerFile: string;
  remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'onnx-worker-'));
  await build({
    entryPoints: ['src/core/engines/native/onnx/onnx-worker.ts'],
    outfile: join(folder, 'onnx-worker.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
  const wasm = 'ort-wasm-simd-threaded.wasm';
  await copyFile(`node_modules/onnxruntime-web/dist/${wasm}`, join(folder, wasm));
  return {
    workerFile: join(folder, 'native-worker.js'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
