import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { answerWithin } from '../../core/async/within.ts';
import type { RegisteredModel } from '../../core/store/tracking-store.ts';
import { PagedList } from '../stores/paged-list.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { type StorePlace, isWithoutStore, storePlaces } from '../stores/store-place.ts';
import type { StoreWatcher } from '../stores/store-watcher.ts';
import { isSkipped } from '../workbench/skipped-folders.ts';
import type { ViewState } from '../workbench/view-state.ts';
import { WhenQuiet, quietFiles } from '../workbench/when-quiet.ts';
import { type FoundModel, findModels } from './found-models.ts';
import { isInside } from './is-inside.ts';

/** A model registry that was found, or could not be read. */
export interface FoundRegistry {
  readonly place: StorePlace;
  /** Those that were asked for so far. */
  readonly models: readonly RegisteredModel[];
  readonly hasMore: boolean;
  /** Why it could not be read. */
  readonly problem?: unknown;
}

/** Everything that the workspace offers to serve. */
export interface ModelListing {
  readonly folders: readonly FoundModel[];
  readonly registries: readonly FoundRegistry[];
  /** Whether every registry has answered. */
  readonly isWhole: boolean;
}

/** What {@link ModelCatalog} works with. */
export interface ModelCatalogOptions {
  readonly stores: StoreAccess;
  readonly watcher: StoreWatcher;
  readonly state: ViewState;
}

/**
 * Finds the models of the workspace, on first use and again after MLmodel files or registries
 * change, and no more of it than has changed; also keeps the context key that lets menus recognise
 * model folders.
 */
export class ModelCatalog implements vscode.Disposable {
  readonly #options: ModelCatalogOptions;
  readonly #changed = new vscode.EventEmitter<readonly string[] | undefined>();
  readonly #extended = new vscode.EventEmitter<void>();
  readonly #registrations: vscode.Disposable[];
  /** The registered models of each store, as far as they were asked for. */
  readonly #pages = new Map<string, PagedList<RegisteredModel>>();
  #folders: Promise<readonly FoundModel[]> | undefined;
  #listing: Promise<ModelListing> | undefined;
  /** Folders whose files have changed since the models were found. */
  readonly #changedFolders = new Set<string>();
  readonly #whenQuiet = new WhenQuiet(() => void this.#tellChanged(), quietFiles);
  /** Fires with the folders in which models have changed; undefined means all of them. */
  readonly onDidChange = this.#changed.event;
  /** Fires when more is known of what has not changed. */
  readonly onDidExtend = this.#extended.event;

  constructor(options: ModelCatalogOptions) {
    this.#options = options;
    const watcher = vscode.workspace.createFileSystemWatcher('**/MLmodel');
    const folders = vscode.workspace.createFileSystemWatcher('**', false, true, false);
    this.#registrations = [
      // A folder that is moved, copied or deleted as a whole tells nothing of the files in it.
      folders,
      folders.onDidCreate((uri) => void this.#onCreated(uri)),
      folders.onDidDelete((uri) => void this.#onDeleted(uri)),
      watcher,
      ...[watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete].map((event) =>
        event((file) => this.#findChangedSoon(dirname(file.fsPath))),
      ),
      options.watcher.onDidChange(() => this.refreshRegistries()),
    ];
  }

  /** What is there; searched once and kept until something changes. */
  list(): Promise<ModelListing> {
    this.#listing ??= this.#find();
    return this.#listing;
  }

  /** The same, without the registries if their stores take longer than this. */
  async listSoon(milliseconds: number): Promise<ModelListing> {
    const whole = this.list();
    const folders = await (this.#folders ??= findModels());
    const soon = await answerWithin(milliseconds, whole);
    if (soon) return soon;
    void whole.then(
      () => this.#extended.fire(),
      () => {},
    );
    return { folders, registries: [], isWhole: false };
  }

  /** Lists the next registered models of a store, too. */
  async loadMore({ place }: FoundRegistry): Promise<void> {
    await this.#pages.get(place.key)?.loadMore();
    this.#listing = undefined;
    this.#extended.fire();
  }

  /** Forgets what was found and tells the views to ask again. */
  refresh(): void {
    this.#listing = undefined;
    this.#folders = undefined;
    for (const pages of this.#pages.values()) pages.reset();
    this.#changed.fire(undefined);
  }

  /** The same for the registries alone. */
  refreshRegistries(): void {
    this.#listing = undefined;
    for (const pages of this.#pages.values()) pages.reset();
    this.#changed.fire([]);
  }

  dispose(): void {
    const own = [this.#whenQuiet, this.#changed, this.#extended];
    vscode.Disposable.from(...this.#registrations, ...own).dispose();
  }

  async #onCreated(uri: vscode.Uri): Promise<void> {
    if (
      uri.scheme !== 'file' ||
      !this.#folders ||
      isSkipped(vscode.workspace.asRelativePath(uri, false))
    )
      return;
    const isFolder = await stat(uri.fsPath).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (isFolder) this.#whenQuiet.ask();
  }

  async #onDeleted(uri: vscode.Uri): Promise<void> {
    const known = await this.#folders?.catch(() => []);
    if (known?.some(({ folder }) => isInside(folder, uri.fsPath))) {
      this.#findChangedSoon(uri.fsPath);
    }
  }

  #findChangedSoon(folder: string): void {
    this.#changedFolders.add(folder);
    this.#whenQuiet.ask();
  }

  async #tellChanged(): Promise<void> {
    const added = await this.#findAgain().catch(() => undefined);
    if (!added) return this.refresh();
    const changed = [...this.#changedFolders, ...added];
    this.#changedFolders.clear();
    // Most of the folders that come and go hold no models.
    if (changed.length === 0) return;
    this.#listing = undefined;
    this.#changed.fire(changed);
  }

  /** Searches again what somebody has asked for; answers what was not there before. */
  async #findAgain(): Promise<readonly string[]> {
    if (!this.#folders) return [];
    const known = new Set((await this.#folders).map(({ folder }) => folder));
    const found = await findModels();
    this.#folders = Promise.resolve(found);
    return found.map(({ folder }) => folder).filter((folder) => !known.has(folder));
  }

  async #find(): Promise<ModelListing> {
    const folders = await (this.#folders ??= findModels());
    const registries = await Promise.all(storePlaces().map((place) => this.#readRegistry(place)));
    const found = registries.filter((registry) => registry !== undefined);
    return { folders, registries: found, isWhole: true };
  }

  async #readRegistry(place: StorePlace): Promise<FoundRegistry | undefined> {
    const { stores } = this.#options;
    const pages =
      this.#pages.get(place.key) ??
      new PagedList((request) => stores.use(place, (store) => store.listRegisteredModels(request)));
    this.#pages.set(place.key, pages);
    try {
      const { items, next } = await pages.load();
      const pinned = await this.#findPinned(place, items);
      return { place, models: [...pinned, ...items], hasMore: next !== undefined };
    } catch (problem) {
      if (isWithoutStore(place, problem)) return undefined;
      return { place, models: [], hasMore: false, problem };
    }
  }

  /** Pinned models that are not among the first ones. */
  async #findPinned(
    place: StorePlace,
    known: readonly RegisteredModel[],
  ): Promise<readonly RegisteredModel[]> {
    const { state, stores } = this.#options;
    const names = new Set(known.map(({ name }) => name));
    const missing = state.pins.filter(
      ({ kind, store, name }) => kind === 'registered' && store === place.key && !names.has(name),
    );
    const found = await Promise.all(
      missing.map(({ name }) => stores.use(place, (store) => store.findRegisteredModel(name))),
    );
    return found.filter((model) => model !== undefined);
  }
}
