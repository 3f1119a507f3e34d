import { dirname, join } from 'node:path';
import { UnsupportedFlavorError } from '../../../errors.ts';
import { type LocalModel, resolveModelFile } from '../../../model/local-model.ts';
import type { Logger } from '../../../logger.ts';
import type { Engine } from '../../engine.ts';
import { fromOutputs } from './from-outputs.ts';
import { inferOnnxSignature } from './infer-onnx-signature.ts';
import type { OnnxLoad } from './onnx-protocol.ts';
import { type OnnxThread, startOnnxThread } from './onnx-thread.ts';
import { shareOnnxThread } from './share-onnx-thread.ts';
import { toFeeds } from './to-feeds.ts';

/** How {@link openOnnxEngine} works. */
export interface OnnxEngineOptions {
  /** Path of the bundled `dist/native-worker.js`, beside which the files for ONNX lie. */
  readonly workerFile: string;
  /** Path of an installed onnxruntime-node to be used instead of the WebAssembly. */
  readonly onnxRuntime?: string;
  readonly signal?: AbortSignal;
  readonly logger: Logger;
}

/** Whether MLflow would load the model as ONNX: by its python_function, or for lack of one. */
export function isOnnxModel({ mlmodel }: LocalModel): boolean {
  const loader = mlmodel.flavors.get('python_function')?.['loader_module'];
  return loader === undefined
    ? mlmodel.flavors.has('onnx') && !mlmodel.flavors.has('python_function')
    : loader === 'mlflow.onnx';
}

/**
 * Opens the engine that runs ONNX models by onnxruntime's WebAssembly, in a thread of its own: it
 * lies beside the native worker and is loaded here for the first time. Nothing but the graph is
 * executed. Throws UnsupportedFlavorError for what onnxruntime does not load, and MlflowError for a
 * damaged or missing file. Follows mlflow.onnx (3.17).
 */
export async function openOnnxEngine(
  model: LocalModel,
  options: OnnxEngineOptions,
): Promise<Engine> {
  const folder = dirname(options.workerFile);
  const workerFile = join(folder, 'onnx-worker.js');
  const load: OnnxLoad = {
    kind: 'mlinvoke-onnx',
    path: await resolveModelFile(model, dataOf(model)),
    folder: model.folder,
    uri: model.uri,
    wasmFile: join(folder, 'ort-wasm-simd-threaded.wasm'),
    ...(options.onnxRuntime !== undefined && { nativeRuntime: options.onnxRuntime }),
  };
  const start = (signal?: AbortSignal): Promise<OnnxThread> =>
    startOnnxThread(workerFile, load, signal);
  const first = await start(options.signal);
  const { face } = first;
  options.logger.debug(
    `ONNX engine for ${model.uri}: inputs ${face.inputs.map(({ name }) => name).join(', ')}.`,
  );
  const shared = shareOnnxThread(first, start);
  const inferred = model.mlmodel.signature?.inputs ? undefined : inferOnnxSignature(face);
  return {
    kind: 'native',
    concurrency: 1,
    ...(inferred && { inferred }),
    // MLflow's wrapper takes parameters and makes no use of them.
    async predict(input, _params, signal) {
      signal.throwIfAborted();
      const feeds = toFeeds(input, face.inputs);
      const outputs = await shared.use((thread) => thread.run(feeds, signal), signal);
      return fromOutputs(outputs, face, input);
    },
    invokeElsewhere: (request, signal) =>
      shared.use((thread) => thread.invoke(request, signal), signal),
    close: () => shared.close(),
  };
}

function dataOf({ mlmodel }: LocalModel): string {
  const pyfunc = mlmodel.flavors.get('python_function');
  const onnx = mlmodel.flavors.get('onnx');
  const data = pyfunc?.['data'] ?? onnx?.['data'];
  if (typeof data === 'string') return data;
  throw new UnsupportedFlavorError(
    'The native engine cannot run this model: its onnx flavor does not say in which file it is ("data").',
  );
}
