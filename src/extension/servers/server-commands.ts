import * as vscode from 'vscode';
import { type CommandHandlers, commandIds } from '../commands.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import { toModelRef } from '../models/model-ref.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { restartWithProgress, serveWithProgress } from './model-servers.ts';
import { pickModel } from '../models/pick-model.ts';
import { copyText } from '../workbench/copy-text.ts';
import { forEachRow, selectedRows } from '../workbench/selected-rows.ts';
import { serverIdOf } from './server-id.ts';
import type { RunningServers, ServerEntry } from './running-servers.ts';

/** What the server commands work with. */
export interface ServerCommandOptions {
  readonly servers: RunningServers;
  readonly catalog: ModelCatalog;
  readonly stores: StoreAccess;
}

/** Rows of the view, and the states in which a command has something to do for them. */
interface Selection {
  readonly target: unknown;
  readonly selected: unknown;
  readonly states: readonly ServerEntry['state'][];
}

type ServerCommands = Pick<
  CommandHandlers,
  | 'serveModel'
  | 'openServer'
  | 'copyServerUrl'
  | 'restartServer'
  | 'stopServer'
  | 'stopAllServers'
  | 'removeServer'
  | 'showServers'
>;

/**
 * The commands that start, show and stop servers. Copying, restarting, stopping and removing are for
 * all rows that are selected, the others for the one that was clicked.
 */
export function createServerCommands(options: ServerCommandOptions): ServerCommands {
  const { servers } = options;
  return {
    serveModel: (target) => serveModelCommand(options, target),
    openServer: async (target) => openInBrowser(await chooseServer(runningAmong(servers), target)),
    copyServerUrl: async (target, selected) => {
      const rows = { target, selected, states: ['running'] as const };
      await copyUrls(await chooseServers(runningAmong(servers), rows));
    },
    restartServer: async (target, selected) => {
      const rows = { target, selected, states: ['running', 'failed'] as const };
      return restartServers(servers, await chooseServers(servers, rows));
    },
    stopServer: async (target, selected) => {
      const rows = { target, selected, states: ['running', 'starting'] as const };
      await stopServers(servers, await chooseServers(servers, rows));
    },
    stopAllServers: () => servers.stopAll(),
    removeServer: async (target, selected) => {
      const rows = { target, selected, states: ['failed'] as const };
      await stopServers(servers, await chooseServers(servers, rows));
    },
    showServers: () => showServers(options),
  };
}

/** What the command answers to whoever executed it: plain data, no live objects. */
interface ServeAnswer {
  readonly id: string;
  readonly url: string;
  readonly engine: string;
}

async function serveModelCommand(
  options: ServerCommandOptions,
  target: unknown,
): Promise<ServeAnswer | undefined> {
  const title = vscode.l10n.t('Serve Model');
  const model = toModelRef(target);
  const picked = model ? { kind: 'model' as const, model } : await pickModel({ ...options, title });
  if (!picked) return undefined;
  if (picked.kind === 'server') {
    await actOnServer(picked.entry);
    return toAnswer(picked.entry);
  }
  const entry = await serveWithProgress(options, picked.model);
  void offerUrl(entry);
  return toAnswer(entry);
}

function toAnswer(entry: ServerEntry | undefined): ServeAnswer | undefined {
  if (!entry?.served) return undefined;
  return { id: entry.id, url: entry.served.url, engine: entry.served.engine.kind };
}

async function offerUrl(entry: ServerEntry): Promise<void> {
  if (!entry.served) return;
  const { url, engine } = entry.served;
  const copy = vscode.l10n.t('Copy URL');
  const open = vscode.l10n.t('Open in Browser');
  const message = vscode.l10n.t(
    '{0} is served at {1} (engine: {2}).',
    entry.name,
    url,
    engine.kind,
  );
  const chosen = await vscode.window.showInformationMessage(message, copy, open);
  if (chosen === copy) await copyUrls([entry]);
  if (chosen === open) await openInBrowser(entry);
}

/** The address that the user's browser reaches, also in remote and browser-served editors. */
async function openInBrowser(entry: ServerEntry | undefined): Promise<void> {
  if (!entry?.served) return;
  const uri = await vscode.env.asExternalUri(vscode.Uri.parse(entry.served.url));
  await vscode.env.openExternal(uri);
}

/** The addresses on the machine that serves: what notebooks, terminals and curl there take. */
async function copyUrls(entries: readonly ServerEntry[]): Promise<void> {
  await copyText(...entries.flatMap(({ served }) => (served ? [served.url] : [])));
}

/** Answers for the first of them. */
async function restartServers(
  servers: RunningServers,
  entries: readonly ServerEntry[],
): Promise<ServeAnswer | undefined> {
  const [first] = await forEachRow(entries, (entry) => restartWithProgress(servers, entry));
  return toAnswer(first);
}

async function stopServers(
  servers: RunningServers,
  entries: readonly ServerEntry[],
): Promise<void> {
  await Promise.all(entries.map(({ id }) => servers.stop(id)));
}

/** Those of several selected rows that are in such a state; for one row {@link chooseServer}. */
async function chooseServers(
  servers: Pick<RunningServers, 'entries'>,
  { target, selected, states }: Selection,
): Promise<readonly ServerEntry[]> {
  const ids = selectedRows(target, selected).map(serverIdOf);
  if (ids.length === 1) {
    const entry = await chooseServer(servers, target);
    return entry ? [entry] : [];
  }
  return servers.entries.filter((entry) => ids.includes(entry.id) && states.includes(entry.state));
}

/** The server that a tree node or an id names; else the only one; else the user picks. */
async function chooseServer(
  { entries }: Pick<RunningServers, 'entries'>,
  target: unknown,
): Promise<ServerEntry | undefined> {
  const id = serverIdOf(target);
  if (id !== undefined) return entries.find((entry) => entry.id === id);
  return entries.length <= 1 ? entries[0] : pickServer(entries);
}

/** The servers that have an address; says so where none has. */
function runningAmong({ entries }: RunningServers): Pick<RunningServers, 'entries'> {
  const running = entries.filter(({ state }) => state === 'running');
  if (running.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No model is being served.'));
  }
  return { entries: running };
}

async function pickServer(entries: readonly ServerEntry[]): Promise<ServerEntry | undefined> {
  const items = entries.map((entry) => ({
    label: entry.name,
    description: entry.served?.url ?? entry.reason ?? '',
    entry,
  }));
  const item = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Pick a server'),
  });
  return item?.entry;
}

/** What the status bar opens: the servers, then what can be done with one. */
async function showServers({ servers }: ServerCommandOptions): Promise<void> {
  const entry = await chooseServer(servers, undefined);
  if (entry) await actOnServer(entry);
}

async function actOnServer(entry: ServerEntry): Promise<void> {
  const item = await vscode.window.showQuickPick(actionsOf(entry), {
    title: entry.name,
    placeHolder: entry.served?.url ?? entry.reason ?? entry.uri,
  });
  if (item) await vscode.commands.executeCommand(item.command, entry.id);
}

type ServerAction = vscode.QuickPickItem & { readonly command: string };

/** What can be done with a server in its state. */
function actionsOf({ state }: ServerEntry): readonly ServerAction[] {
  const open: ServerAction[] = [
    { label: vscode.l10n.t('$(link-external) Open in Browser'), command: commandIds.openServer },
    { label: vscode.l10n.t('$(copy) Copy URL'), command: commandIds.copyServerUrl },
  ];
  const restart = {
    label: vscode.l10n.t('$(debug-restart) Restart'),
    command: commandIds.restartServer,
  };
  const end =
    state === 'failed'
      ? { label: vscode.l10n.t('$(close) Remove from List'), command: commandIds.removeServer }
      : { label: vscode.l10n.t('$(debug-stop) Stop'), command: commandIds.stopServer };
  return [
    ...(state === 'running' ? open : []),
    ...(state === 'running' || state === 'failed' ? [restart] : []),
    end,
    { label: vscode.l10n.t('$(output) Show Log'), command: commandIds.showLog },
  ];
}
