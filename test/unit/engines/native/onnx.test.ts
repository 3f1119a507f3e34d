import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodePrediction } from '../../../../src/core/data/encode-prediction.ts';
import type { ModelInput } from '../../../../src/core/data/model-input.ts';
import type { Engine } from '../../../../src/core/engines/engine.ts';
import { openNativeEngine } from '../../../../src/core/engines/native/open-native-engine.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../src/core/errors.ts';
import { openLocalModel } from '../../../../src/core/model/local-model.ts';
import type { RequestBody } from '../../../../src/core/score/request-body.ts';
import { memoryLogger } from '../../../helpers/memory-logger.ts';
import { buildOnnxWorker } from '../../../helpers/onnx-worker-file.ts';
import { type WireInput, toInput } from '../../../helpers/recorded-inputs.ts';
import { recordedNames } from '../../../helpers/recorded-names.ts';

type WireOnnxInput =
  | WireInput
  | { readonly kind: 'tensors'; readonly tensors: Readonly<Record<string, WireInput>> };

interface OnnxCase {
  readonly name: string;
  readonly input: WireOnnxInput;
  readonly answer: { readonly text: string } | { readonly error: string };
}

const root = 'test/fixtures/onnx';
const refused = new Set(['own-operator', 'sequence']);
const names = recordedNames(root).filter((name) => !refused.has(name));
const never = new AbortController().signal;
let workerFile = '';
let removeWorker = async (): Promise<void> => {};
let scratch = '';

beforeAll(async () => {
  const built = await buildOnnxWorker();
  ({ workerFile } = built);
  removeWorker = built.remove;
  scratch = await mkdtemp(join(tmpdir(), 'onnx-models-'));
});

afterAll(async () => {
  await removeWorker();
  await rm(scratch, { recursive: true, force: true });
});

async function open(folder: string): Promise<Engine> {
  return openNativeEngine(await openLocalModel(folder), { workerFile, logger: memoryLogger() });
}

function toModelInput(input: WireOnnxInput): ModelInput {
  if (input.kind !== 'tensors') return toInput(input);
  const tensors = Object.entries(input.tensors).flatMap(([name, wire]) => {
    const tensor = toInput(wire);
    return tensor.kind === 'tensor' ? [[name, tensor] as const] : [];
  });
  return { kind: 'tensors', tensors: new Map(tensors) };
}

/** The engine's answer in the form of the recording; of an error only that it is the caller's. */
async function answerOf(engine: Engine, input: WireOnnxInput): Promise<OnnxCase['answer']> {
  try {
    const prediction = await engine.predict(toModelInput(input), undefined, never);
    return { text: encodePrediction(prediction, { nanLiterals: true }) };
  } catch (error) {
    if (!(error instanceof MlflowError) || error.code !== 'BAD_REQUEST') throw error;
    return { error: error.message };
  }
}

/** Equal but for floats, which may differ by `tolerance` relative to at least 1. */
function areClose(found: unknown, expected: unknown, tolerance: number): boolean {
  if (typeof found === 'number' && typeof expected === 'number') {
    return Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));
  }
  if (typeof found !== 'object' || typeof expected !== 'object' || !found || !expected) {
    return found === expected;
  }
  const [own, other] = [Object.entries(found), Object.entries(expected)];
  return (
    own.length === other.length &&
    own.every(
      ([key, value], at) => key === other[at]?.[0] && areClose(value, other[at][1], tolerance),
    )
  );
}

function parseNumbers(text: string): unknown {
  return JSON.parse(text.replaceAll(/\b(?:NaN|-?Infinity)\b/g, (word) => `"${word}"`));
}

/** What MLflow answered: predictions, or that it was an error. */
function expectedOf(answer: OnnxCase['answer']): unknown {
  if ('error' in answer) return 'an error';
  return (parseNumbers(answer.text) as { predictions: unknown }).predictions;
}

/** The engine's answer in the same form; the recorded one where the two are close. */
function comparable(found: OnnxCase['answer'], answer: OnnxCase['answer'], tolerance: number) {
  if ('error' in found) return 'error' in answer ? 'an error' : found;
  const own = parseNumbers(found.text);
  const expected = expectedOf(answer);
  return areClose(own, expected, tolerance) ? expected : own;
}

describe.each(names)('the ONNX model %s', (name) => {
  const recorded: { tolerance: number; cases: OnnxCase[] } = JSON.parse(
    readFileSync(join(root, name, 'cases.json'), 'utf8'),
  );

  it('answers as MLflow did', async () => {
    const engine = await open(join(root, name));
    try {
      expect(recorded.cases.length).toBeGreaterThan(0);
      for (const { name: title, input, answer } of recorded.cases) {
        const found = await answerOf(engine, input);
        expect([title, comparable(found, answer, recorded.tolerance)]).toEqual([
          title,
          expectedOf(answer),
        ]);
      }
    } finally {
      await engine.close();
    }
  });
});

describe('a model that onnxruntime does not run', () => {
  it.each(['own-operator', 'sequence'])('is refused by name: %s', async (name) => {
    const opening = open(join(root, name));
    await expect(opening).rejects.toThrow(UnsupportedFlavorError);
    await expect(opening).rejects.toThrow(
      name === 'sequence' ? /output "y" is a sequence or a map/ : /Mystery/,
    );
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, 400), /cannot be read as onnx.*at byte/],
    [
      'a Git LFS pointer',
      () => Buffer.from('version https://git-lfs.github.com/spec/v1\n'),
      /git lfs pull/,
    ],
    ['empty', () => Buffer.alloc(0), /holds no ONNX graph/],
  ])('is damaged: %s', async (title, change, message) => {
    const folder = join(scratch, title);
    await cp(join(root, 'forest'), folder, { recursive: true });
    const file = join(folder, 'model.onnx');
    await writeFile(file, change(await readFile(file)));
    await expect(open(folder)).rejects.toThrow(message);
  });
});

describe('a runtime that the user names', () => {
  it('is refused when it cannot be loaded', async () => {
    const model = await openLocalModel(join(root, 'forest'));
    const options = { workerFile, logger: memoryLogger(), onnxRuntime: join(scratch, 'nowhere') };
    await expect(openNativeEngine(model, options)).rejects.toThrow(
      /MLINVOKE_ONNXRUNTIME names .*nowhere, which cannot be loaded/,
    );
  });

  it('is asked instead of the WebAssembly', async () => {
    // Stands in for onnxruntime-node, whose binaries are no dependency: it says that it was asked.
    const onnxRuntime = join(scratch, 'runtime.cjs');
    await writeFile(
      onnxRuntime,
      `exports.InferenceSession = { create: async (_, { executionProviders }) => {
        throw new Error('asked for ' + executionProviders); } };`,
    );
    const model = await openLocalModel(join(root, 'forest'));
    const opening = openNativeEngine(model, { workerFile, logger: memoryLogger(), onnxRuntime });
    await expect(opening).rejects.toThrow(/does not load it. It says: asked for cpu/);
  });
});

describe('weights in a file of their own', () => {
  const weights = 'weights.data';

  it('are missing', async () => {
    const folder = join(scratch, 'no-weights');
    await cp(join(root, 'network'), folder, { recursive: true });
    await rm(join(folder, weights));
    await expect(open(folder)).rejects.toThrow(/no such file/);
  });

  it('cannot lie outside of the model folder', async () => {
    const folder = join(scratch, 'outside');
    await cp(join(root, 'network'), folder, { recursive: true });
    await writeFile(join(scratch, 'w.data'), await readFile(join(folder, weights)));
    const model = await readFile(join(folder, 'model.onnx'));
    // A path of the same length, so that all other bytes stay as they are.
    const moved = model.toString('latin1').replaceAll(weights, '.././/w.data');
    await writeFile(join(folder, 'model.onnx'), Buffer.from(moved, 'latin1'));
    await expect(open(folder)).rejects.toThrow(/outside the model folder/);
  });

  it('cannot be a link out of the model folder', async () => {
    const folder = join(scratch, 'linked');
    await cp(join(root, 'network'), folder, { recursive: true });
    await cp(join(folder, weights), join(scratch, 'elsewhere.data'));
    await rm(join(folder, weights));
    await symlink(join(scratch, 'elsewhere.data'), join(folder, weights));
    await expect(open(folder)).rejects.toThrow(/outside the model folder/);
  });
});

describe('the engine', () => {
  const row: ModelInput = {
    kind: 'tensor',
    dtype: 'float32',
    shape: [1, 4],
    values: Float32Array.of(5.1, 3.5, 1.4, 0.2),
  };
  const rows = Array.from({ length: 50_000 }, (_, at) => [5.1, 3.5, 1.4, at % 3]);
  const large: RequestBody = {
    protocol: 'mlflow',
    body: Buffer.from(JSON.stringify({ inputs: rows })),
    mediaType: 'application/json',
    signature: undefined,
    nanLiterals: true,
  };

  it('answers again after a request was cancelled', async () => {
    const engine = await open(join(root, 'forest-arrays'));
    const cancelled = new AbortController();
    const pending = engine.predict(row, undefined, cancelled.signal);
    const waiting = engine.predict(row, undefined, never);
    cancelled.abort(new Error('no more'));
    await expect(pending).rejects.toThrow('no more');
    const expected = await engine.predict(row, undefined, never);
    expect(await waiting).toEqual(expected);
    await engine.close();
    await expect(engine.predict(row, undefined, never)).rejects.toThrow(/was closed/);
  });

  it('gives a large request the reason of its signal, and refuses it once it is closed', async () => {
    const engine = await open(join(root, 'forest-arrays'));
    const invoke = (signal: AbortSignal) => engine.invokeElsewhere?.(large, signal);
    const cancelled = new AbortController();
    const pending = invoke(cancelled.signal);
    // The thread has been asked by then, and is at work.
    setImmediate(() => cancelled.abort(new Error('no more')));
    await expect(pending).rejects.toThrow('no more');
    expect(await invoke(never)).toMatchObject({ status: 200, rowCount: 50_000 });
    await engine.close();
    await expect(invoke(never)).rejects.toThrow(/was closed/);
  });

  it('does not run when it is closed while its thread starts again', async () => {
    const engine = await open(join(root, 'forest-arrays'));
    const cancelled = new AbortController();
    const pending = engine.invokeElsewhere?.(large, cancelled.signal);
    setImmediate(() => cancelled.abort(new Error('no more')));
    await expect(pending).rejects.toThrow('no more');
    const restarted = engine.predict(row, undefined, never);
    setImmediate(() => void engine.close());
    await expect(restarted).rejects.toThrow(/was closed/);
  });

  it('says what a model without a signature takes', async () => {
    const engine = await open(join(root, 'forest-arrays'));
    expect(engine.inferred).toEqual({
      signature: {
        inputs: { kind: 'tensors', tensors: [{ name: 'X', dtype: 'float32', shape: [-1, 4] }] },
        outputs: {
          kind: 'tensors',
          tensors: [
            { name: 'label', dtype: 'int64', shape: [-1] },
            { name: 'probabilities', dtype: 'float32', shape: [-1, 3] },
          ],
        },
      },
      example: { inputs: { X: [[0.5, 0.5, 0.5, 0.5]] } },
    });
    await engine.close();
  });
});
