import { describe, expect, it } from 'vitest';
import type { Run, TrackingStore } from '../../../src/core/store/tracking-store.ts';
import { RunReads } from '../../../src/extension/runs/run-reads.ts';

const place = { key: 'store', workingDirectory: '/work' };
const run: Run = { runId: 'r1', experimentId: '1', artifactUri: '/a', name: 'first' };
const first = { experimentId: '1', filter: '', order: 'newest' as const };

/** A store that counts what it is asked, and fails as long as it is told to. */
function counting() {
  const asked: string[] = [];
  const state = { isAway: false };
  const answer = <T>(what: string, value: T): Promise<T> => {
    asked.push(what);
    return state.isAway ? Promise.reject(new Error('away')) : Promise.resolve(value);
  };
  const store: Partial<TrackingStore> = {
    listExperiments: () => answer('experiments', { items: [{ experimentId: '1', name: 'one' }] }),
    listRuns: (_, query) => answer(query?.size === 1 ? 'any run' : 'runs', { items: [run] }),
    findRun: () => answer('run', run),
    readRunData: () => answer('data', { metrics: new Map(), params: new Map(), tags: new Map() }),
    findLoggedModelsOfRun: () => answer('models', []),
  };
  const reads = new RunReads({ use: (_, work) => work(store as TrackingStore) });
  const readAll = async () => {
    await reads.experiments(place);
    await reads.hasRuns(place, { experimentId: '1', name: 'one' });
    await reads.runs('list', place, first);
    await reads.findRun(place, 'r1');
    await reads.dataOf(place, run);
    await reads.modelsOf(place, run);
  };
  return { reads, readAll, asked, state };
}

const everything = ['experiments', 'any run', 'runs', 'run', 'data', 'models'];

describe('what the Runs view has read', () => {
  it('is asked of the store once, however often the view is drawn', async () => {
    const { readAll, asked } = counting();
    await readAll();
    await readAll();
    expect(asked).toEqual(everything);
  });

  it('is asked again after a reset', async () => {
    const { reads, readAll, asked } = counting();
    await readAll();
    reads.reset();
    await readAll();
    expect(asked).toEqual([...everything, ...everything]);
  });

  it('is asked again when it could not be read', async () => {
    const { reads, asked, state } = counting();
    state.isAway = true;
    await expect(reads.dataOf(place, run)).rejects.toThrow('away');
    await expect(reads.experiments(place)).rejects.toThrow('away');
    state.isAway = false;
    await reads.dataOf(place, run);
    await reads.experiments(place);
    expect(asked).toEqual(['data', 'experiments', 'data', 'experiments']);
  });

  it('begins with the runs again when order or filter change, and with nothing else', async () => {
    const { reads, readAll, asked } = counting();
    await readAll();
    reads.restartRuns();
    await readAll();
    expect(asked).toEqual([...everything, 'runs']);
  });
});
