import * as vscode from 'vscode';
import type { CommandHandlers } from '../commands.ts';
import { chooseStore } from './choose-store.ts';
import { openMlflowUi } from './mlflow-ui.ts';
import type { ServerCredentials } from './server-credentials.ts';
import { serverOf, signIn } from './sign-in.ts';
import type { StoreAccess } from './store-access.ts';

/** What the commands of stores work with. */
export interface StoreCommandOptions {
  readonly stores: StoreAccess;
  readonly credentials: ServerCredentials;
  readonly recent: vscode.Memento;
  /** Reads everything again. */
  readonly refresh: () => void;
}

type StoreCommands = Pick<
  CommandHandlers,
  'chooseTrackingStore' | 'retryStore' | 'signIn' | 'signOut' | 'openMlflowUi'
>;

/** The commands that choose a store, sign in to its server, and show it in the MLflow UI. */
export function createStoreCommands(options: StoreCommandOptions): StoreCommands {
  const { stores, credentials, refresh } = options;
  return {
    chooseTrackingStore: async () => {
      const uri = await chooseStore(options);
      if (uri !== undefined) refresh();
      return uri;
    },
    retryStore: () => refresh(),
    signIn: async (target) => {
      const server = await serverOf(target);
      if (server !== undefined && (await signIn(credentials, server))) refresh();
    },
    signOut: async (target) => {
      const server = await serverOf(target);
      if (server === undefined) return;
      await credentials.forget(server);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Signed out of {0}', server), 5000);
      refresh();
    },
    openMlflowUi: (target) => openMlflowUi(stores, target),
  };
}
