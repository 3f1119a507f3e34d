import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundlePrograms } from '../helpers/bundle-programs.ts';
import { fuzzTargets } from './fuzz-targets.ts';
import type { FuzzJob, FuzzResult, FuzzTarget } from './fuzz-worker.ts';

/** More of both by `npm run fuzz -- --rounds 1000 --seed 7`. */
const rounds = Number(process.env['MLINVOKE_FUZZ_ROUNDS'] ?? 2);
const seed = Number(process.env['MLINVOKE_FUZZ_SEED'] ?? 1);
/** Longer than any broken file of a few kB may take, machine busy or not. */
const limitOfOneFile = 20_000;

const groups = [...(await fuzzTargets())];
let workerFile: string;
let removeWorker = async (): Promise<void> => {};

beforeAll(async () => {
  const { folder, remove } = await bundlePrograms(['test/fuzz/fuzz-worker.ts']);
  workerFile = join(folder, 'fuzz-worker.js');
  removeWorker = remove;
});

afterAll(() => removeWorker());

describe('a broken model file', () => {
  it.each(groups)(
    'of %s is refused with a sentence, or read: no crash, no hang, no flood of memory',
    async (family, targets) => {
      const result = await fuzz(targets);
      expect(result.failures).toEqual([]);
      expect(result.refused + result.read).toBe(targets.length * rounds);
      expect(result.refused).toBeGreaterThan(0);
      console.log(`${family}: ${result.refused} refused, ${result.read} still read`);
    },
    Number.POSITIVE_INFINITY,
  );
});

/** Runs a job in a thread with little memory; ends it when one file takes too long. */
async function fuzz(targets: readonly FuzzTarget[]): Promise<FuzzResult> {
  const progress = new SharedArrayBuffer(8);
  const folder = mkdtempSync(join(tmpdir(), 'mlinvoke-fuzz-'));
  const job: FuzzJob = { targets, rounds, seed, progress, folder };
  const worker = new Worker(workerFile, {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const seen = new Int32Array(progress);
  const where = (): string => `${targets[Number(seen[0])]?.file}, round ${seen[1]}, seed ${seed}`;
  let watch: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      let last = '';
      watch = setInterval(() => {
        if (last === where()) reject(new Error(`A file was not read in time: ${last}`));
        last = where();
      }, limitOfOneFile);
      worker.once('message', resolve);
      worker.once('error', (error) => reject(new Error(`${where()}: ${error.message}`)));
      worker.once('exit', (code) => reject(new Error(`${where()}: the thread ended with ${code}`)));
    });
  } finally {
    clearInterval(watch);
    await worker.terminate();
    rmSync(folder, { recursive: true, force: true });
  }
}
