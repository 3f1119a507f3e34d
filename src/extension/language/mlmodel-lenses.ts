import * as vscode from 'vscode';
import { commandIds } from '../commands.ts';
import { isMlModelLensEnabled } from './language-settings.ts';

/** The files that describe a model. */
export const mlModelSelector: vscode.DocumentSelector = { pattern: '**/MLmodel', scheme: 'file' };

/** Above the first line of an `MLmodel` file stands what can be done with the model. */
export class MlModelLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor() {
    this.#listening = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mlinvoke.mlmodelCodeLens')) this.#changed.fire();
    });
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    if (!isMlModelLensEnabled(uri)) return [];
    const actions = [
      [vscode.l10n.t('$(play) Serve'), commandIds.serveModel],
      [vscode.l10n.t('$(table) Predict a CSV…'), commandIds.predictFile],
      [vscode.l10n.t('$(new-file) New Request'), commandIds.newRequest],
    ] as const;
    const top = new vscode.Range(0, 0, 0, 0);
    return actions.map(
      ([title, command]) => new vscode.CodeLens(top, { title, command, arguments: [uri] }),
    );
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }
}
