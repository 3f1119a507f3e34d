import type { Page } from '../../core/store/page.ts';
import type {
  Experiment,
  LoggedModel,
  Run,
  RunData,
  TrackingStore,
} from '../../core/store/tracking-store.ts';
import { PagedList } from '../stores/paged-list.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import type { StorePlace } from '../stores/store-place.ts';
import type { RunOrder } from '../workbench/view-state.ts';

/** Which runs are read, and in which order. */
interface RunQuery {
  readonly experimentId: string;
  readonly filter: string;
  readonly order: RunOrder;
}

/**
 * What the Runs view has read of its stores. All of it is kept until `reset`, so that drawing the
 * view again asks no store; what failed is asked again the next time.
 */
export class RunReads {
  readonly #stores: Pick<StoreAccess, 'use'>;
  readonly #experiments = new Map<string, PagedList<Experiment>>();
  readonly #runs = new Map<string, PagedList<Run>>();
  readonly #others = new Map<string, Promise<unknown>>();

  constructor(stores: Pick<StoreAccess, 'use'>) {
    this.#stores = stores;
  }

  /** Reads everything again, as many pages as there were. */
  reset(): void {
    for (const list of [...this.#experiments.values(), ...this.#runs.values()]) list.reset();
    this.#others.clear();
  }

  /** Begins with the first pages of runs again. */
  restartRuns(): void {
    this.#runs.clear();
  }

  /** The experiments of a store that have been asked for so far. */
  experiments(place: StorePlace): Promise<Page<Experiment>> {
    const list =
      this.#experiments.get(place.key) ??
      new PagedList((request) =>
        this.#stores.use(place, (store) => store.listExperiments(request)),
      );
    this.#experiments.set(place.key, list);
    return list.load();
  }

  /** The runs of an experiment that have been asked for so far; `query` counts when they begin. */
  runs(list: string, place: StorePlace, query: RunQuery): Promise<Page<Run>> {
    const { experimentId, filter, order } = query;
    const known =
      this.#runs.get(list) ??
      new PagedList((request) =>
        this.#stores.use(place, (store) =>
          store.listRuns(experimentId, { ...request, order, filter }),
        ),
      );
    this.#runs.set(list, known);
    return known.load();
  }

  /** Asks for one more page of a list: a store's key, or what {@link runs} was given. */
  async loadMore(list: string): Promise<void> {
    await (this.#experiments.get(list) ?? this.#runs.get(list))?.loadMore();
  }

  /** Whether an experiment has any run, whatever the filter. */
  hasRuns(place: StorePlace, { experimentId }: Experiment): Promise<boolean> {
    return this.#once(place, `has ${experimentId}`, async (store) => {
      const { items } = await store.listRuns(experimentId, { size: 1 });
      return items.length > 0;
    });
  }

  findRun(place: StorePlace, runId: string): Promise<Run | undefined> {
    return this.#once(place, `run ${runId}`, (store) => store.findRun(runId));
  }

  dataOf(place: StorePlace, run: Run): Promise<RunData> {
    return this.#once(place, `data ${run.runId}`, (store) => store.readRunData(run));
  }

  modelsOf(place: StorePlace, run: Run): Promise<readonly LoggedModel[]> {
    return this.#once(place, `models ${run.runId}`, (store) => store.findLoggedModelsOfRun(run));
  }

  #once<T>(
    place: StorePlace,
    what: string,
    read: (store: TrackingStore) => Promise<T>,
  ): Promise<T> {
    const key = `${what} of ${place.key}`;
    const known = this.#others.get(key) as Promise<T> | undefined; // a key has one type of answer
    if (known) return known;
    const reading = this.#stores.use(place, read);
    this.#others.set(key, reading);
    reading.catch(() => {
      if (this.#others.get(key) === reading) this.#others.delete(key);
    });
    return reading;
  }
}
