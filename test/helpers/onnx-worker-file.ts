import { join } from 'node:path';
import { bundlePrograms } from './bundle-programs.ts';

/**
 * Bundles the thread of ONNX models beside its WebAssembly. The engine looks for it beside
 * `workerFile`, which is not there itself. Call `remove` when the tests are done.
 */
export async function buildOnnxWorker(): Promise<{
  workerFile: string;
  remove: () => Promise<void>;
}> {
  const { folder, remove } = await bundlePrograms(
    ['src/core/engines/native/onnx/onnx-worker.ts'],
    ['node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'],
  );
  return { workerFile: join(folder, 'native-worker.js'), remove };
}
