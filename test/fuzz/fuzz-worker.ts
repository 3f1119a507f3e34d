// The thread in which broken models are read: it may die of them, the test may not.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { evaluatePlan } from '../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { loadPlan } from '../../src/core/engines/native/load-plan.ts';
import { MlflowError } from '../../src/core/errors.ts';
import type { EstimatorFixture } from '../helpers/estimator-fixtures.ts';
import { toInput, type WireInput } from '../helpers/recorded-inputs.ts';
import { mutate, SeededRandom } from './mutate.ts';

/** What the thread is given. */
export interface FuzzJob {
  readonly targets: readonly FuzzTarget[];
  readonly rounds: number;
  readonly seed: number;
  /** The number of the target and of the round that is being tried: who hangs is known by it. */
  readonly progress: SharedArrayBuffer;
}

/** A model file to break, and rows to ask when it can still be read. */
export interface FuzzTarget {
  readonly file: string;
  readonly format: EstimatorFixture['format'];
  readonly sklearnVersion?: string;
  readonly input: WireInput;
}

/** What the thread found. */
export interface FuzzResult {
  /** Files that were refused with a sentence, and files that were still models. */
  readonly refused: number;
  readonly read: number;
  /** Anything else that was thrown, and where. */
  readonly failures: string[];
}

async function run(job: FuzzJob): Promise<FuzzResult> {
  const folder = mkdtempSync(join(tmpdir(), 'mlinvoke-fuzz-'));
  const progress = new Int32Array(job.progress);
  const result = { refused: 0, read: 0, failures: [] as string[] };
  for (const [index, target] of job.targets.entries()) {
    const bytes = readFileSync(target.file);
    const path = join(folder, `model${extname(target.file)}`);
    for (let round = 0; round < job.rounds; round += 1) {
      progress[0] = index;
      progress[1] = round;
      // Each try has a seed of its own, so that one can be tried again alone.
      writeFileSync(path, mutate(bytes, new SeededRandom(job.seed + index * 100_003 + round)));
      try {
        await tryModel(path, target);
        result.read += 1;
      } catch (error) {
        if (error instanceof MlflowError && /\w.*\./s.test(error.message)) result.refused += 1;
        else result.failures.push(`${target.file}, round ${round}: ${describe(error)}`);
      }
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return result;
}

async function tryModel(path: string, target: FuzzTarget): Promise<void> {
  const { format, sklearnVersion, input } = target;
  const plan = await loadPlan({
    path,
    format,
    method: 'predict',
    ...(sklearnVersion && { sklearnVersion }),
  });
  evaluatePlan(plan, toInput(input), { firstRow: 0 });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

void run(workerData as FuzzJob).then((result) => parentPort?.postMessage(result, []));
