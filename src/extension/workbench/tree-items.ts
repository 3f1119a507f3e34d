import * as vscode from 'vscode';
import { commandIds } from '../commands.ts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** The row for something that cannot be read; why is in the tooltip. */
export function toProblemItem(label: string, message: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, None);
  item.description = vscode.l10n.t('cannot be read');
  item.tooltip = message;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  item.accessibilityInformation = { label: `${label}, ${item.description}: ${message}` };
  return item;
}

/** The row that asks for the next page; `node` says of which list. */
export function toMoreItem(node: unknown): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Load more…'), None);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: commandIds.loadMore, title: '', arguments: [node] };
  return item;
}

/**
 * Gives a row its id, and what a screen reader says unless the row says that itself. A row with
 * others below it is open or closed as the user left it.
 */
export function finishItem(
  item: vscode.TreeItem,
  id: string,
  isExpanded: boolean | undefined,
): vscode.TreeItem {
  item.id = id;
  if ((item.collapsibleState ?? None) !== None && isExpanded !== undefined) {
    item.collapsibleState = isExpanded ? Expanded : Collapsed;
  }
  const words = [item.label, item.description].filter((word) => typeof word === 'string');
  item.accessibilityInformation ??= { label: words.join(', ') };
  return item;
}
