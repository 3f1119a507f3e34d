import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type * as Ort from 'onnxruntime-web/wasm';
import { MlflowError, UnsupportedFlavorError, messageOf } from '../../../errors.ts';
import { FormatError } from '../../../formats/format-error.ts';
import { type OnnxModel, readOnnx } from '../../../formats/onnx.ts';
import { resolveModelFile } from '../../../model/local-model.ts';
import { type WireResult, toWireError } from '../wire-error.ts';
import { invokeOnnx } from './invoke-onnx.ts';
import type {
  OnnxInterface,
  OnnxLoad,
  OnnxTask,
  OnnxTensors,
  OnnxType,
  OnnxValue,
} from './onnx-protocol.ts';

const knownTypes: ReadonlySet<string> = new Set<OnnxType>([
  'float32',
  'float64',
  'float16',
  'int64',
  'uint64',
  'int32',
  'uint32',
  'int16',
  'uint16',
  'int8',
  'uint8',
  'bool',
  'string',
]);

/** A model in this thread. */
interface Loaded {
  readonly runtime: typeof Ort;
  readonly session: Ort.InferenceSession;
  readonly face: OnnxInterface;
}

async function load(request: OnnxLoad): Promise<Loaded> {
  const model = await readModel(request);
  const runtime = await openRuntime(request);
  const externalData = await readExternalFiles(model, request);
  let session: Ort.InferenceSession;
  try {
    session = await runtime.InferenceSession.create(model.bytes, {
      executionProviders: [request.nativeRuntime === undefined ? 'wasm' : 'cpu'],
      ...(externalData.length > 0 && { externalData }),
    });
  } catch (error) {
    throw new UnsupportedFlavorError(
      `The native engine cannot run this model: onnxruntime does not load it. It says: ${plainReason(error)}`,
      { cause: error },
    );
  }
  const face: OnnxInterface = {
    inputs: describe(session.inputMetadata, 'input'),
    outputs: describe(session.outputMetadata, 'output'),
    zipMaps: model.zipMaps,
  };
  if (face.inputs.length === 0) throw unsupported('it has no inputs');
  return { runtime, session, face };
}

async function readModel({ path }: OnnxLoad): Promise<OnnxModel> {
  const bytes = await readFile(path);
  try {
    return readOnnx(bytes);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    const isPointer = bytes
      .subarray(0, 40)
      .toString('latin1')
      .startsWith('version https://git-lfs');
    const advice = isPointer
      ? 'It is a Git LFS pointer, not the file itself; run "git lfs pull" to fetch it.'
      : 'It is damaged or no ONNX model; copy or download it again.';
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The model file ${basename(path)} cannot be read as onnx: ${error.message}. ${advice}`,
      { cause: error },
    );
  }
}

async function openRuntime({ wasmFile, nativeRuntime }: OnnxLoad): Promise<typeof Ort> {
  if (nativeRuntime !== undefined) {
    return requireRuntime(nativeRuntime);
  }
  const runtime = await import('onnxruntime-web/wasm');
  const { wasm } = runtime.env;
  const binary = await readFile(wasmFile);
  wasm.wasmBinary = new Uint8Array(binary).buffer;
  wasm.numThreads = 1;
  wasm.proxy = false;
  runtime.env.logLevel = 'error';
  return runtime;
}

/** The module that the user named; it has onnxruntime-common's interface, as the bundled one has. */
function requireRuntime(path: string): typeof Ort {
  try {
    return createRequire(path)(path) as typeof Ort;
  } catch (error) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `MLINVOKE_ONNXRUNTIME names ${path}, which cannot be loaded: ${messageOf(error).split('\n', 1)[0]}. Give the absolute path of an installed onnxruntime-node, or unset the variable.`,
      { cause: error },
    );
  }
}

async function readExternalFiles(
  model: OnnxModel,
  request: OnnxLoad,
): Promise<{ path: string; data: Uint8Array }[]> {
  const base = relative(request.folder, dirname(request.path));
  return Promise.all(
    model.externalFiles.map(async (path) => ({
      path,
      data: await readFile(await resolveModelFile(request, join(base, path))),
    })),
  );
}

function describe(
  values: readonly Ort.InferenceSession.ValueMetadata[],
  role: 'input' | 'output',
): OnnxValue[] {
  return values.map((value): OnnxValue => {
    if (!value.isTensor) {
      throw unsupported(`its ${role} "${value.name}" is a sequence or a map, not a tensor`);
    }
    if (!isKnownType(value.type)) {
      throw unsupported(`its ${role} "${value.name}" is a tensor of ${value.type}`);
    }
    const shape = value.shape.map((length) =>
      // onnxruntime has -1 in 32 bits for lengths without a name.
      typeof length === 'number' && length < 2 ** 31 ? length : -1,
    );
    return { name: value.name, type: value.type, shape };
  });
}

function isKnownType(type: string): type is OnnxType {
  return knownTypes.has(type);
}

async function run(loaded: Loaded, feeds: OnnxTensors): Promise<OnnxTensors> {
  const { runtime, session, face } = loaded;
  const tensors: Record<string, Ort.Tensor> = {};
  for (const [name, { type, data, shape }] of feeds) {
    // The sender keeps data and type together, which a constructor for all types cannot express.
    tensors[name] = new runtime.Tensor(type as 'float32', data as Float32Array, shape);
  }
  let results: Ort.InferenceSession.OnnxValueMapType;
  try {
    results = await session.run(tensors);
  } catch (error) {
    throw new MlflowError(
      'BAD_REQUEST',
      `The model cannot be run on this input. onnxruntime says: ${plainReason(error)}`,
      { cause: error },
    );
  }
  return new Map(
    face.outputs.map(({ name }) => {
      const tensor = results[name];
      if (!tensor || !isKnownType(tensor.type)) {
        throw unsupported(`its output "${name}" is a tensor of ${String(tensor?.type)}`);
      }
      const { type, dims, data } = tensor;
      return [name, { type, shape: dims, data }];
    }),
  );
}

/** onnxruntime's message without codes and places in its source. */
function plainReason(error: unknown): string {
  const text = messageOf(error).replace(/^.*?ERROR_MESSAGE: /s, '');
  return text.replace(/^\S+\.(?:cc|h):\d+ .*?\) ?(?=\S)/s, '').trim();
}

function unsupported(reason: string): UnsupportedFlavorError {
  return new UnsupportedFlavorError(`The native engine cannot run this model: ${reason}.`);
}

async function toResult<T>(work: () => Promise<T>): Promise<WireResult<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof MlflowError) return { error: toWireError(error) };
    throw error;
  }
}

async function answer(loaded: Loaded, task: OnnxTask): Promise<void> {
  if (task.kind === 'run') {
    parentPort?.postMessage(await toResult(() => run(loaded, task.feeds)), []);
    return;
  }
  const runner = { face: loaded.face, run: (feeds: OnnxTensors) => run(loaded, feeds) };
  const result = await toResult(() => invokeOnnx(task.request, runner));
  parentPort?.postMessage(result, 'value' in result ? [result.value.body.buffer] : []);
}

async function serve(request: OnnxLoad): Promise<void> {
  let loaded: Loaded | undefined;
  const result = await toResult(async () => {
    loaded = await load(request);
    return loaded.face;
  });
  parentPort?.on('message', (task: OnnxTask) => {
    if (!loaded) throw new Error('A thread without a model was asked to predict.');
    void answer(loaded, task);
  });
  parentPort?.postMessage(result, []);
}

function isLoad(data: unknown): data is OnnxLoad {
  return (
    typeof data === 'object' && data !== null && 'kind' in data && data.kind === 'mlinvoke-onnx'
  );
}

if (isLoad(workerData)) void serve(workerData);
