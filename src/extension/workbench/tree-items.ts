import * as vscode from 'vscode';

/** The row for something that cannot be read; why is in the tooltip. */
export function toProblemItem(label: string, message: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.description = vscode.l10n.t('cannot be read');
  item.tooltip = message;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.accessibilityInformation = { label: `${label}, ${item.description}: ${message}` };
  return item;
}

/** Gives a row its id, and what a screen reader says unless the row says that itself. */
export function finishItem(item: vscode.TreeItem, id: string): vscode.TreeItem {
  item.id = id;
  const words = [item.label, item.description].filter((word) => typeof word === 'string');
  item.accessibilityInformation ??= { label: words.join(', ') };
  return item;
}
