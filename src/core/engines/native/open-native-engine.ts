import { isArrayDtype } from '../../data/convert/array-from-json.ts';
import { UnsupportedFlavorError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import type { LocalModel } from '../../model/local-model.ts';
import type { Engine } from '../engine.ts';
import { findModelSource } from './find-model-source.ts';
import { inferSignature } from './infer-signature.ts';
import { loadInWorker } from './load-in-worker.ts';
import { nativeEngine } from './native-engine.ts';
import { isOnnxModel, openOnnxEngine } from './onnx/open-onnx-engine.ts';

/** How {@link openNativeEngine} works. */
export interface NativeEngineOptions {
  /** Path of the bundled `dist/native-worker.js`. */
  readonly workerFile: string;
  /** Path of an installed onnxruntime-node, which then runs ONNX models. */
  readonly onnxRuntime?: string;
  readonly signal?: AbortSignal;
  readonly logger: Logger;
}

/**
 * Opens the engine that runs models of scikit-learn and the boosting libraries without Python.
 * Nothing of the model is executed: its file is decoded in a thread of its own. ONNX models have
 * an engine of their own. Throws UnsupportedFlavorError that names the part
 * which this engine cannot run, and MlflowError for a damaged or missing file.
 */
export async function openNativeEngine(
  model: LocalModel,
  options: NativeEngineOptions,
): Promise<Engine> {
  requireReadableInput(model);
  if (isOnnxModel(model)) return openOnnxEngine(model, options);
  const source = await findModelSource(model);
  const plan = await loadInWorker(source, options);
  options.logger.debug(`Native engine for ${model.uri}: ${plan.parts.join(', ')}.`);
  const inferred = model.mlmodel.signature?.inputs ? undefined : inferSignature(plan);
  return { ...nativeEngine(plan, options.workerFile), ...(inferred && { inferred }) };
}

/** Complex numbers cannot be read; halves can, but the libraries compute with them in halves. */
function requireReadableInput({ mlmodel }: LocalModel): void {
  const inputs = mlmodel.signature?.inputs;
  const unread =
    inputs?.kind === 'tensors' &&
    inputs.tensors.find(({ dtype }) => dtype === 'float16' || !isArrayDtype(dtype));
  if (!unread) return;
  throw new UnsupportedFlavorError(
    `The signature asks for an array of dtype "${unread.dtype}", which the native engine does not compute with.`,
  );
}
