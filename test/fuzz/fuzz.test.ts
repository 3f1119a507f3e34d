import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fuzzTargets } from './fuzz-targets.ts';
import type { FuzzJob, FuzzResult, FuzzTarget } from './fuzz-worker.ts';

/** More of both by `npm run fuzz -- --rounds 1000 --seed 7`. */
const rounds = Number(process.env['MLINVOKE_FUZZ_ROUNDS'] ?? 2);
const seed = Number(process.env['MLINVOKE_FUZZ_SEED'] ?? 1);
/** Longer than any broken file of a few kB may take, machine busy or not. */
const limitOfOneFile = 20_000;

const groups = [...(await fuzzTargets())];
let folder: string;
let workerFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  workerFile = join(folder, 'fuzz-worker.cjs');
  await build({
    entryPoints: ['test/fuzz/fuzz-worker.ts'],
    outfile: workerFile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'warning',
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

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
function fuzz(targets: readonly FuzzTarget[]): Promise<FuzzResult> {
  const progress = new SharedArrayBuffer(8);
  const job: FuzzJob = { targets, rounds, seed, progress };
  const worker = new Worker(workerFile, {
    workerData: job,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  const seen = new Int32Array(progress);
  const where = (): string => `${targets[Number(seen[0])]?.file}, round ${seen[1]}, seed ${seed}`;
  return new Promise((resolve, reject) => {
    let last = '';
    const watch = setInterval(() => {
      if (last === where()) reject(new Error(`A file was not read in time: ${last}`));
      last = where();
    }, limitOfOneFile);
    worker.once('message', resolve);
    worker.once('error', (error) => reject(new Error(`${where()}: ${error.message}`)));
    const settle = (): void => {
      clearInterval(watch);
      void worker.terminate();
    };
    worker.once('message', settle);
    worker.once('error', settle);
  });
}
