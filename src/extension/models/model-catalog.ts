import { stat } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { RegisteredModel } from '../../core/store/tracking-store.ts';
import { PagedList } from '../stores/paged-list.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { type StorePlace, placeOf, storePlaces } from '../stores/store-place.ts';
import type { StoreWatcher } from '../stores/store-watcher.ts';
import type { ViewState } from '../workbench/view-state.ts';
import { storeModelOf } from './store-model.ts';

/** A model folder of the workspace, found by its MLmodel file. */
export interface FoundModel {
  /** The model's folder. */
  readonly folder: string;
  /** What serves it: the folder itself, or its URI inside an `mlruns` store. */
  readonly uri: string;
  readonly workingDirectory: string;
  /** The folder relative to the workspace folder, with forward slashes. */
  readonly path: string;
  readonly isInStore: boolean;
}

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
}

/** What {@link ModelCatalog} works with. */
export interface ModelCatalogOptions {
  readonly stores: StoreAccess;
  readonly watcher: StoreWatcher;
  readonly state: ViewState;
}

const skipped = '**/{node_modules,.git,.venv,venv,site-packages,.trash}/**';
const maximumModels = 2000;
/** What a view waits for a store before it shows the rest. */
const patienceMilliseconds = 700;

/**
 * Finds the models of the workspace, on first use and again after MLmodel files or registries
 * change; also keeps the context key that lets menus recognise model folders.
 */
export class ModelCatalog implements vscode.Disposable {
  readonly #options: ModelCatalogOptions;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #completed = new vscode.EventEmitter<void>();
  readonly #registrations: vscode.Disposable[];
  /** The registered models of each store, as far as they were asked for. */
  readonly #pages = new Map<string, PagedList<RegisteredModel>>();
  #folders: Promise<readonly FoundModel[]> | undefined;
  #listing: Promise<ModelListing> | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.#changed.event;
  /** Fires when a store has answered that {@link listSoon} did not wait for. */
  readonly onDidComplete = this.#completed.event;

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
      watcher.onDidCreate(() => this.#refreshSoon()),
      watcher.onDidChange(() => this.#refreshSoon()),
      watcher.onDidDelete(() => this.#refreshSoon()),
      options.watcher.onDidChange(() => this.#refreshSoon()),
    ];
  }

  /** What is there; searched once and kept until something changes. */
  list(): Promise<ModelListing> {
    this.#listing ??= this.#find();
    return this.#listing;
  }

  /** The same, without the registries of stores that take their time. */
  async listSoon(): Promise<ModelListing> {
    const whole = this.list();
    const folders = await (this.#folders ??= findFolders());
    const soon = await Promise.race([whole, wait(patienceMilliseconds)]);
    if (soon) return soon;
    void whole.then(
      () => this.#completed.fire(),
      () => {},
    );
    return { folders, registries: [] };
  }

  /** Lists the next registered models of a store, too. */
  async loadMore({ place }: FoundRegistry): Promise<void> {
    await this.#pages.get(place.key)?.loadMore();
    this.#listing = undefined;
    this.#changed.fire();
  }

  /** Forgets what was found and tells the views to ask again. */
  refresh(): void {
    this.#listing = undefined;
    this.#folders = undefined;
    for (const pages of this.#pages.values()) pages.reset();
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    vscode.Disposable.from(...this.#registrations, this.#changed, this.#completed).dispose();
  }

  async #onCreated(uri: vscode.Uri): Promise<void> {
    if (uri.scheme !== 'file') return;
    const isFolder = await stat(uri.fsPath).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (isFolder) this.#refreshSoon();
  }

  async #onDeleted(uri: vscode.Uri): Promise<void> {
    const listing = await this.#listing?.catch(() => undefined);
    const held = listing?.folders.some(
      ({ folder }) => folder === uri.fsPath || folder.startsWith(`${uri.fsPath}${sep}`),
    );
    if (held) this.#refreshSoon();
  }

  /** MLflow writes a model in many steps: wait until it is quiet. */
  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.refresh(), 300);
  }

  async #find(): Promise<ModelListing> {
    const folders = await (this.#folders ??= findFolders());
    const registries = await Promise.all(storePlaces().map((place) => this.#readRegistry(place)));
    return { folders, registries: registries.filter((registry) => registry !== undefined) };
  }

  /** A workspace without a store is nothing to complain about; a store that cannot be read is. */
  async #readRegistry(place: StorePlace): Promise<FoundRegistry | undefined> {
    const { ArtifactNotFoundError } = await import('../../core/errors.ts');
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
      if (problem instanceof ArtifactNotFoundError && place.trackingUri === undefined) {
        return undefined;
      }
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

async function findFolders(): Promise<readonly FoundModel[]> {
  const files = await vscode.workspace.findFiles('**/MLmodel', skipped, maximumModels);
  const folders = files
    .filter(({ scheme }) => scheme === 'file')
    .map(toFoundModel)
    .toSorted((a, b) => a.path.localeCompare(b.path));
  const keys = Object.fromEntries(
    folders.map(({ folder }) => [vscode.Uri.file(folder).path, true]),
  );
  await vscode.commands.executeCommand('setContext', 'mlinvoke.modelFolders', keys);
  return folders;
}

function toFoundModel(file: vscode.Uri): FoundModel {
  const folder = dirname(file.fsPath);
  const root = vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? dirname(folder);
  const path = relative(root, folder).replaceAll('\\', '/');
  const inStore = storeModelOf(folder.replaceAll('\\', '/'));
  // Its id means nothing in another store, which the settings may name.
  const isDefault = inStore && placeOf(inStore.workingDirectory).trackingUri === undefined;
  return {
    folder,
    uri: isDefault ? inStore.uri : folder,
    workingDirectory: isDefault ? inStore.workingDirectory : root,
    path: path === '' ? '.' : path,
    isInStore: inStore !== undefined,
  };
}
