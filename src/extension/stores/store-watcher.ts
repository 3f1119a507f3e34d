import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { storePlaces, watchedPaths } from './store-place.ts';

/** MLflow writes in many steps: wait until it is quiet. */
const quietMilliseconds = 300;

/**
 * Tells when the files of a store have changed: its database, or the `meta.yaml` files of `mlruns`.
 * Of an `mlruns` outside the workspace only its own entries are watched, since a store may have a
 * million folders and the system's watches are few. Servers are not asked by themselves.
 */
export class StoreWatcher implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;
  #watchers: vscode.Disposable[] = [];
  #timer: NodeJS.Timeout | undefined;
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#listening = vscode.Disposable.from(
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#watch()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#watch()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('mlinvoke.trackingUri')) this.#watch();
      }),
    );
    this.#watch();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    vscode.Disposable.from(this.#listening, ...this.#watchers, this.#changed).dispose();
  }

  #watch(): void {
    vscode.Disposable.from(...this.#watchers).dispose();
    const paths = new Set(storePlaces().flatMap(watchedPaths));
    this.#watchers = [...paths].flatMap(patternsOf).flatMap((pattern) => {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const tell = () => this.#tellSoon();
      return [
        watcher,
        watcher.onDidCreate(tell),
        watcher.onDidChange(tell),
        watcher.onDidDelete(tell),
      ];
    });
  }

  #tellSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), quietMilliseconds);
  }
}

function patternsOf(path: string): vscode.RelativePattern[] {
  const file = vscode.Uri.file(path);
  const beside = (pattern: string) =>
    new vscode.RelativePattern(vscode.Uri.file(dirname(path)), pattern);
  if (/\.(?:db|sqlite3?)$/i.test(path)) return [beside(`${basename(path)}{,-wal}`)];
  const isInWorkspace = vscode.workspace.getWorkspaceFolder(file) !== undefined;
  const inside = isInWorkspace ? '{**/meta.yaml,models/**}' : '*';
  return [beside(basename(path)), new vscode.RelativePattern(file, inside)];
}
