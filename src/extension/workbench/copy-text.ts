import * as vscode from 'vscode';

/** Copies texts, a line each, and says so in the status bar for a moment; nothing where there is none. */
export async function copyText(...texts: readonly string[]): Promise<void> {
  const [first, ...others] = texts;
  if (first === undefined) return;
  await vscode.env.clipboard.writeText(texts.join('\n'));
  const message =
    others.length === 0
      ? vscode.l10n.t('Copied {0}', first)
      : vscode.l10n.t('Copied {0} lines', texts.length);
  vscode.window.setStatusBarMessage(message, 3000);
}
