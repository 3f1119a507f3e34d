import type * as vscode from 'vscode';
import type { StoreHost } from '../../core/store/store-host.ts';
import type { TrackingStore } from '../../core/store/tracking-store.ts';
import { storeHost } from '../store-host.ts';
import type { ServerCredentials } from './server-credentials.ts';
import type { StorePlace } from './store-place.ts';

interface OpenStore {
  readonly store: Promise<TrackingStore>;
  users: number;
}

/**
 * The tracking stores of this window. A store is opened when it is used, and kept open as long as
 * somebody looks at it: opening costs a copy of a database, or a connection.
 */
export class StoreAccess {
  readonly #credentials: ServerCredentials;
  readonly #stores = new Map<string, OpenStore>();
  /** Still in use, and closed as soon as they are not. */
  readonly #leaving = new Set<OpenStore>();
  #keepers = 0;

  constructor(credentials: ServerCredentials) {
    this.#credentials = credentials;
  }

  /** What a store behind this URI is opened with: the credentials for its server are in it. */
  async hostOf(trackingUri: string | undefined): Promise<StoreHost> {
    return storeHost(await this.#credentials.addTo(process.env, trackingUri));
  }

  /** Opens the store where it is not open yet, and works with it. Throws what either throws. */
  async use<T>(place: StorePlace, work: (store: TrackingStore) => Promise<T>): Promise<T> {
    const open = this.#stores.get(place.key) ?? this.#open(place);
    open.users += 1;
    try {
      return await work(await open.store);
    } finally {
      open.users -= 1;
      this.#closeIdle();
    }
  }

  /** Keeps open what is opened, until the answer is disposed of. */
  keepOpen(): vscode.Disposable {
    this.#keepers += 1;
    let isKept = true;
    return {
      dispose: () => {
        if (isKept) this.#keepers -= 1;
        isKept = false;
        this.#closeIdle();
      },
    };
  }

  /** Opens everything anew the next time: credentials or settings have changed. */
  forget(): void {
    for (const open of this.#stores.values()) this.#leaving.add(open);
    this.#stores.clear();
    this.#closeIdle();
  }

  /** Closes all stores. */
  async close(): Promise<void> {
    const all = [...this.#stores.values(), ...this.#leaving];
    this.#stores.clear();
    this.#leaving.clear();
    await Promise.all(all.map(closeQuietly));
  }

  #open(place: StorePlace): OpenStore {
    const open: OpenStore = { store: this.#start(place), users: 0 };
    this.#stores.set(place.key, open);
    // What could not be opened is tried again the next time.
    open.store.catch(() => {
      if (this.#stores.get(place.key) === open) this.#stores.delete(place.key);
    });
    return open;
  }

  async #start({ workingDirectory, trackingUri }: StorePlace): Promise<TrackingStore> {
    const { openTrackingStore } = await import('../../core/store/open-tracking-store.ts');
    return openTrackingStore({
      workingDirectory,
      storeHost: await this.hostOf(trackingUri),
      ...(trackingUri !== undefined && { trackingUri }),
    });
  }

  #closeIdle(): void {
    for (const open of this.#leaving) {
      if (open.users > 0) continue;
      this.#leaving.delete(open);
      void closeQuietly(open);
    }
    if (this.#keepers > 0) return;
    for (const [key, open] of this.#stores) {
      if (open.users > 0) continue;
      this.#stores.delete(key);
      void closeQuietly(open);
    }
  }
}

/** Whoever opened it has been told why it could not be. */
async function closeQuietly({ store }: OpenStore): Promise<void> {
  await store.then((open) => open.close()).catch(() => {});
}
