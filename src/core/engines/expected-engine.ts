import { UnsupportedFlavorError } from '../errors.ts';
import type { InferredSignature } from '../model/inferred-signature.ts';
import type { LocalModel } from '../model/local-model.ts';
import { type NativeEngineOptions, openNativeEngine } from './native/open-native-engine.ts';

/** Which engine `auto` would take for a model, before anything is served. */
export interface ExpectedEngine {
  readonly kind: 'native' | 'python';
  /** For `python` why the native engine cannot run it: a whole sentence. */
  readonly reason?: string;
  /** What the model says of its input, where no signature was saved with it. */
  readonly inferred?: InferredSignature;
}

/**
 * Finds out which engine a model will get, by loading it natively and letting go of it again: only
 * that shows whether every part is supported. Throws MlflowError for a model that is damaged, and
 * does not look for a Python interpreter.
 */
export async function expectEngine(
  model: LocalModel,
  options: NativeEngineOptions,
): Promise<ExpectedEngine> {
  try {
    const engine = await openNativeEngine(model, options);
    await engine.close();
    return { kind: 'native', ...(engine.inferred && { inferred: engine.inferred }) };
  } catch (error) {
    if (!(error instanceof UnsupportedFlavorError)) throw error;
    return { kind: 'python', reason: error.message };
  }
}
