import type * as vscode from 'vscode';
import { MlflowError, messageOf } from '../../core/errors.ts';
import { toProblemItem } from '../workbench/tree-items.ts';
import { isWeb } from './server-credentials.ts';
import { type StorePlace, labelOfPlace } from './store-place.ts';

/** Whether signing in would help: the server wants to know who asks, and takes a token. */
function wantsSignIn({ trackingUri }: StorePlace, error: unknown): boolean {
  const isRefused =
    error instanceof MlflowError && ['UNAUTHENTICATED', 'PERMISSION_DENIED'].includes(error.code);
  return isRefused && trackingUri !== undefined && isWeb(trackingUri);
}

/** The row of a store that cannot be read; its menu tries again, signs in, or takes another. */
export function toStoreProblemItem(
  label: string,
  place: StorePlace,
  error: unknown,
): vscode.TreeItem {
  const item = toProblemItem(label, messageOf(error));
  item.description = labelOfPlace(place);
  item.contextValue = wantsSignIn(place, error) ? 'store.refused' : 'store.failed';
  return item;
}
