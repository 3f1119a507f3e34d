import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { WhenQuiet, quietFiles } from '../workbench/when-quiet.ts';
import { onDidChangePlaces, storePlaces, watchedPaths } from './store-place.ts';

/**
 * Tells when the files of a store have changed: its database, or the `meta.yaml` files of `mlruns`.
 * Of an `mlruns` outside the workspace only its own entries are watched, since a store may have a
 * million folders and the system's watches are few. Servers are not asked by themselves.
 */
export class StoreWatcher implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;
  #watchers: vscode.Disposable[] = [];
  readonly #whenQuiet = new WhenQuiet(() => this.#changed.fire(), quietFiles);
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#listening = onDidChangePlaces(() => this.#watch());
    this.#watch();
  }

  dispose(): void {
    const own = [this.#whenQuiet, this.#listening, this.#changed];
    vscode.Disposable.from(...this.#watchers, ...own).dispose();
  }

  #watch(): void {
    vscode.Disposable.from(...this.#watchers).dispose();
    const paths = new Set(storePlaces().flatMap(watchedPaths));
    this.#watchers = [...paths].flatMap(patternsOf).flatMap((pattern) => {
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const tell = () => this.#whenQuiet.ask();
      return [
        watcher,
        watcher.onDidCreate(tell),
        watcher.onDidChange(tell),
        watcher.onDidDelete(tell),
      ];
    });
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
