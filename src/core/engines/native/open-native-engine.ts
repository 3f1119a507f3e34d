import { MlflowError } from '../../errors.ts';
import type { ModelInput } from '../../data/model-input.ts';
import type { Table } from '../../data/table.ts';
import type { Tensor } from '../../data/tensor.ts';
import type { Logger } from '../../logger.ts';
import type { LocalModel } from '../../model/local-model.ts';
import type { Engine } from '../engine.ts';
import { evaluatePlan } from './evaluate/evaluate-plan.ts';
import { findModelSource } from './find-model-source.ts';
import { inferSignature } from './infer-signature.ts';
import { loadInWorker } from './load-in-worker.ts';
import { isOnnxModel, openOnnxEngine } from './onnx/open-onnx-engine.ts';
import type { Plan } from './plan.ts';
import { PredictPool } from './predict-pool.ts';
import { countRows } from './rows/rows.ts';

/** How {@link openNativeEngine} works. */
export interface NativeEngineOptions {
  /** Path of the bundled `dist/native-worker.js`. */
  readonly workerFile: string;
  /** Path of an installed onnxruntime-node, which then runs ONNX models. */
  readonly onnxRuntime?: string;
  readonly signal?: AbortSignal;
  readonly logger: Logger;
}

/** Steps (rows by row cost) up to which the calling thread is faster than the way to another. */
const inlineSteps = 1_000_000;

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
  if (isOnnxModel(model)) return openOnnxEngine(model, options);
  const source = await findModelSource(model);
  const plan = await loadInWorker(source, options);
  options.logger.debug(`Native engine for ${model.uri}: ${plan.parts.join(', ')}.`);
  const inferred = model.mlmodel.signature?.inputs ? undefined : inferSignature(plan);
  return { ...nativeEngine(plan, options.workerFile), ...(inferred && { inferred }) };
}

function nativeEngine(plan: Plan, workerFile: string): Engine {
  let pool: PredictPool | undefined;
  let isClosed = false;
  return {
    kind: 'native',
    // scikit-learn's predict functions take no parameters; MLflow drops them with a warning.
    async predict(input, _params, signal) {
      signal.throwIfAborted();
      if (isClosed) throw closed();
      const rows = asRows(input);
      if (countRows(rows) * plan.rowCost <= inlineSteps) {
        return evaluatePlan(plan, rows, { firstRow: 0 });
      }
      pool ??= new PredictPool(workerFile);
      return pool.predict(plan, rows, signal);
    },
    async close() {
      isClosed = true;
      const closing = pool;
      pool = undefined;
      await closing?.close();
    },
  };
}

function closed(): MlflowError {
  return new MlflowError('TEMPORARILY_UNAVAILABLE', 'The model was closed; serve it again.');
}

function asRows(input: ModelInput): Table | Tensor {
  if (input.kind === 'table' || input.kind === 'tensor') return input;
  throw new MlflowError(
    'BAD_REQUEST',
    'A scikit-learn model takes a table or one array of rows, but the input is ' +
      (input.kind === 'tensors' ? 'several named arrays' : 'a plain JSON value') +
      '; send dataframe_split, dataframe_records, instances or inputs as a list of rows.',
  );
}
