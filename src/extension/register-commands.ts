import * as vscode from 'vscode';
import { type CommandHandlers, commandIds } from './commands.ts';
import { type ErrorAction, reportError } from './error-report.ts';

/**
 * Registers every command of the table. An error that a handler throws is told once, with one
 * action, and logged in full; a cancellation stays silent. executeCommand then answers undefined.
 */
export function registerCommands(
  handlers: CommandHandlers,
  log: vscode.LogOutputChannel,
): vscode.Disposable[] {
  return Object.entries(handlers).map(([name, handler]) => {
    const id = commandIds[name as keyof CommandHandlers]; // the keys of a Record over the table
    return vscode.commands.registerCommand(id, async (...values: unknown[]) => {
      try {
        return await handler(...values);
      } catch (error) {
        tellError(error, log);
        return undefined;
      }
    });
  });
}

/** Shows an error to the user without waiting for an answer; see {@link reportError}. */
export function tellError(error: unknown, log: vscode.LogOutputChannel): void {
  const report = reportError(error, { isTrusted: vscode.workspace.isTrusted });
  if (!report) return;
  log.error(report.detail);
  const message = report.isBug
    ? vscode.l10n.t('mlinvoke ran into a bug of its own: {0}', report.message)
    : report.message;
  void showError(message, report.action, log);
}

async function showError(
  message: string,
  action: ErrorAction,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const title = titleOf(action);
  const chosen = await vscode.window.showErrorMessage(message, title);
  if (chosen !== title) return;
  switch (action) {
    case 'showLog':
      log.show(true);
      return;
    case 'manageTrust':
      await vscode.commands.executeCommand('workbench.trust.manage');
      return;
    case 'signIn':
      await vscode.commands.executeCommand(commandIds.signIn);
  }
}

function titleOf(action: ErrorAction): string {
  switch (action) {
    case 'showLog':
      return vscode.l10n.t('Show Log');
    case 'manageTrust':
      return vscode.l10n.t('Manage Workspace Trust');
    case 'signIn':
      return vscode.l10n.t('Sign In');
  }
}
