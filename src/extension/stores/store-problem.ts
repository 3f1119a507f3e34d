import * as vscode from 'vscode';
import { MlflowError, messageOf } from '../../core/errors.ts';
import { commandIds } from '../commands.ts';
import { toProblemItem } from '../workbench/tree-items.ts';
import { isWeb } from './server-credentials.ts';
import { type StorePlace, labelOfPlace } from './store-place.ts';

/** The row of a store that cannot be read. */
export interface StoreProblemNode {
  readonly kind: 'problem';
  readonly id: string;
  readonly place: StorePlace;
  readonly error: unknown;
  /** Whether the view tells the reason above its rows; else the row has to. */
  readonly isToldAbove: boolean;
}

/** A row below that one: something that may help. */
export interface StoreRemedyNode {
  readonly kind: 'remedy';
  readonly id: string;
  readonly place: StorePlace;
  readonly remedy: Remedy;
}

type Remedy = 'retryStore' | 'signIn' | 'chooseTrackingStore';

/** How the row of a store that cannot be read is shown; `label` is what the store is called. */
export function toStoreProblemItem(label: string, node: StoreProblemNode): vscode.TreeItem {
  const { place, error, isToldAbove } = node;
  const item = toProblemItem(label, messageOf(error));
  item.description = isToldAbove ? labelOfPlace(place) : messageOf(error);
  item.contextValue = wantsSignIn(node) ? 'store.refused' : 'store.failed';
  item.collapsibleState = vscode.TreeItemCollapsibleState.Expanded;
  return item;
}

/** The rows below it: to try again, to sign in where that would help, to take another store. */
export function toRemedyNodes(node: StoreProblemNode): readonly StoreRemedyNode[] {
  const remedies: readonly Remedy[] = wantsSignIn(node)
    ? ['signIn', 'retryStore', 'chooseTrackingStore']
    : ['retryStore', 'chooseTrackingStore'];
  const { id, place } = node;
  return remedies.map((remedy) => ({ kind: 'remedy', id: `${id}/${remedy}`, place, remedy }));
}

/** How such a row is shown: a click, or Enter, does it. */
export function toRemedyItem(node: StoreRemedyNode): vscode.TreeItem {
  const { title, icon } = looksOf(node.remedy);
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.None);
  item.iconPath = new vscode.ThemeIcon(icon);
  item.command = { command: commandIds[node.remedy], title, arguments: [node] };
  return item;
}

function looksOf(remedy: Remedy): { readonly title: string; readonly icon: string } {
  switch (remedy) {
    case 'retryStore':
      return { title: vscode.l10n.t('Try Again'), icon: 'refresh' };
    case 'signIn':
      return { title: vscode.l10n.t('Sign In…'), icon: 'sign-in' };
    case 'chooseTrackingStore':
      return { title: vscode.l10n.t('Choose Another Store…'), icon: 'database' };
  }
}

/** Whether signing in would help: the server wants to know who asks, and takes a token. */
function wantsSignIn({ place: { trackingUri }, error }: StoreProblemNode): boolean {
  const isRefused =
    error instanceof MlflowError && ['UNAUTHENTICATED', 'PERMISSION_DENIED'].includes(error.code);
  return isRefused && trackingUri !== undefined && isWeb(trackingUri);
}
