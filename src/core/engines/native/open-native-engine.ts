import type { Logger } from '../../logger.ts';
import type { LocalModel } from '../../model/local-model.ts';
import type { Engine } from '../engine.ts';
import { findModelSource } from './find-model-source.ts';
import { inferSignature } from './infer-signature.ts';
import { loadInWorker } from './load-in-worker.ts';
import { nativeEngine } from './native-engine.ts';

/** How {@link openNativeEngine} works. */
export interface NativeEngineOptions {
  /** Path of the bundled `dist/native-worker.js`. */
  readonly workerFile: string;
  readonly signal?: AbortSignal;
  readonly logger: Logger;
}

/**
 * Opens the engine that runs scikit-learn models without Python. Nothing of the model is executed:
 * its file is decoded in a thread of its own. Throws UnsupportedFlavorError that names the part
 * which this engine cannot run, and MlflowError for a damaged or missing file.
 */
export async function openNativeEngine(
  model: LocalModel,
  options: NativeEngineOptions,
): Promise<Engine> {
  const source = await findModelSource(model);
  const plan = await loadInWorker(source, options);
  options.logger.debug(`Native engine for ${model.uri}: ${plan.parts.join(', ')}.`);
  const inferred = model.mlmodel.signature?.inputs ? undefined : inferSignature(plan);
  return { ...nativeEngine(plan, options.workerFile), ...(inferred && { inferred }) };
}
