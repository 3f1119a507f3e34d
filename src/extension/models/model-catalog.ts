import { stat } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';
import type { RegisteredModel } from '../../core/store/tracking-store.ts';
import { readTrackingUri } from '../settings.ts';
import { storeHost } from '../store-host.ts';
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
  readonly workingDirectory: string;
  readonly models: readonly RegisteredModel[];
  /** Why it could not be read. */
  readonly problem?: string;
}

/** Everything that the workspace offers to serve. */
export interface ModelListing {
  readonly folders: readonly FoundModel[];
  readonly registries: readonly FoundRegistry[];
}

const skipped = '**/{node_modules,.git,.venv,venv,site-packages,.trash}/**';
const maximumModels = 2000;

/**
 * Finds the models of the workspace, on first use and again after MLmodel files or registries
 * change; also keeps the context key that lets menus recognise model folders.
 */
export class ModelCatalog implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #registrations: vscode.Disposable[];
  #listing: Promise<ModelListing> | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.#changed.event;

  constructor() {
    const watchers = ['**/MLmodel', '**/mlruns/models/**'].map((pattern) =>
      vscode.workspace.createFileSystemWatcher(pattern),
    );
    const folders = vscode.workspace.createFileSystemWatcher('**', false, true, false);
    this.#registrations = [
      // A folder that is moved, copied or deleted as a whole tells nothing of the files in it.
      folders,
      folders.onDidCreate((uri) => void this.#onCreated(uri)),
      folders.onDidDelete((uri) => void this.#onDeleted(uri)),
      ...watchers.flatMap((watcher) => [
        watcher,
        watcher.onDidCreate(() => this.#refreshSoon()),
        watcher.onDidChange(() => this.#refreshSoon()),
        watcher.onDidDelete(() => this.#refreshSoon()),
      ]),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('mlinvoke.trackingUri')) this.refresh();
      }),
    ];
  }

  /** What is there; searched once and kept until something changes. */
  list(): Promise<ModelListing> {
    this.#listing ??= findModels();
    return this.#listing;
  }

  /** Forgets what was found and tells the views to ask again. */
  refresh(): void {
    this.#listing = undefined;
    this.#changed.fire();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    vscode.Disposable.from(...this.#registrations, this.#changed).dispose();
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
}

async function findModels(): Promise<ModelListing> {
  const files = await vscode.workspace.findFiles('**/MLmodel', skipped, maximumModels);
  const folders = files
    .filter(({ scheme }) => scheme === 'file')
    .map(toFoundModel)
    .toSorted((a, b) => a.path.localeCompare(b.path));
  const keys = Object.fromEntries(
    folders.map(({ folder }) => [vscode.Uri.file(folder).path, true]),
  );
  await vscode.commands.executeCommand('setContext', 'mlinvoke.modelFolders', keys);
  return { folders, registries: await findRegistries() };
}

function toFoundModel(file: vscode.Uri): FoundModel {
  const folder = dirname(file.fsPath);
  const root = vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? dirname(folder);
  const path = relative(root, folder).replaceAll('\\', '/');
  const inStore = storeModelOf(folder.replaceAll('\\', '/'));
  return {
    folder,
    uri: inStore?.uri ?? folder,
    workingDirectory: inStore?.workingDirectory ?? root,
    path: path === '' ? '.' : path,
    isInStore: inStore !== undefined,
  };
}

async function findRegistries(): Promise<readonly FoundRegistry[]> {
  const roots = (vscode.workspace.workspaceFolders ?? []).filter(
    ({ uri }) => uri.scheme === 'file',
  );
  const registries = await Promise.all(roots.map(({ uri }) => readRegistry(uri)));
  return registries.filter((registry) => registry !== undefined);
}

/** A workspace without a store is nothing to complain about; a store that cannot be read is. */
async function readRegistry(root: vscode.Uri): Promise<FoundRegistry | undefined> {
  const { openTrackingStore } = await import('../../core/store/open-tracking-store.ts');
  const { allPages } = await import('../../core/store/page.ts');
  const { ArtifactNotFoundError, messageOf } = await import('../../core/errors.ts');
  const workingDirectory = root.fsPath;
  const trackingUri = readTrackingUri(root);
  try {
    const store = await openTrackingStore({
      workingDirectory,
      storeHost: storeHost(),
      ...(trackingUri !== undefined && { trackingUri }),
    });
    const models = await allPages((request) => store.listRegisteredModels(request));
    return { workingDirectory, models };
  } catch (error) {
    if (error instanceof ArtifactNotFoundError && trackingUri === undefined) return undefined;
    return { workingDirectory, models: [], problem: messageOf(error) };
  }
}
