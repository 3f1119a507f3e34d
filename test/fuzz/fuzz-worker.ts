// The thread in which broken models are read: it may die of them, the test may not.
import { readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { evaluatePlan } from '../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { loadPlan } from '../../src/core/engines/native/load-plan.ts';
import type { ModelSource } from '../../src/core/engines/native/model-source.ts';
import { MlflowError } from '../../src/core/errors.ts';
import { FormatError } from '../../src/core/formats/format-error.ts';
import { readNpy } from '../../src/core/formats/npy.ts';
import { readOnnx } from '../../src/core/formats/onnx.ts';
import { toInput, type WireInput } from '../helpers/recorded-inputs.ts';
import { mutate, SeededRandom } from './mutate.ts';

/** What the thread is given. */
export interface FuzzJob {
  readonly targets: readonly FuzzTarget[];
  readonly rounds: number;
  readonly seed: number;
  /** The number of the target and of the round that is being tried: who hangs is known by it. */
  readonly progress: SharedArrayBuffer;
  /** Where broken files are written; whoever starts the thread removes it. */
  readonly folder: string;
}

/** A file to break, how it is read, and rows to ask a model that can still be read. */
export type FuzzTarget =
  | {
      readonly file: string;
      readonly source: Omit<ModelSource, 'path'>;
      readonly input?: WireInput;
    }
  | { readonly file: string; readonly reader: keyof typeof readers };

/** Readers of bytes that have no model behind them. */
const readers = {
  onnx: (bytes: Uint8Array) => void readOnnx(bytes),
  npy: (bytes: Uint8Array) => void readNpy(bytes),
};

/** What the thread found. */
export interface FuzzResult {
  /** Files that were refused with a sentence, and files that were still models. */
  readonly refused: number;
  readonly read: number;
  /** Anything else that was thrown, and where. */
  readonly failures: string[];
}

async function run(job: FuzzJob): Promise<FuzzResult> {
  const progress = new Int32Array(job.progress);
  const result = { refused: 0, read: 0, failures: [] as string[] };
  for (const [index, target] of job.targets.entries()) {
    const bytes = readFileSync(target.file);
    const path = join(job.folder, `model${extname(target.file)}`);
    for (let round = 0; round < job.rounds; round += 1) {
      progress[0] = index;
      progress[1] = round;
      // Each try has a seed of its own, so that one can be tried again alone.
      writeFileSync(path, mutate(bytes, new SeededRandom(job.seed + index * 100_003 + round)));
      try {
        await tryFile(path, target);
        result.read += 1;
      } catch (error) {
        if (isRefusal(error)) result.refused += 1;
        else result.failures.push(`${target.file}, round ${round}: ${describe(error)}`);
      }
    }
  }
  return result;
}

async function tryFile(path: string, target: FuzzTarget): Promise<void> {
  if ('reader' in target) return readers[target.reader](readFileSync(path));
  const plan = await loadPlan({ ...target.source, path });
  if (target.input) evaluatePlan(plan, toInput(target.input), { firstRow: 0 });
}

/** A sentence for the user, or from a reader the reason and the place. */
function isRefusal(error: unknown): boolean {
  if (error instanceof FormatError) return Number.isInteger(error.offset);
  return error instanceof MlflowError && /\w.*\./s.test(error.message);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

void run(workerData as FuzzJob).then((result) => parentPort?.postMessage(result, []));
