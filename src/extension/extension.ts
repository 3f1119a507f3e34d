import * as vscode from 'vscode';
import type { MlinvokeApi, ServerInfo } from './api.ts';
import { createBuildCommand } from './images/build-command.ts';
import type { CommandHandlers } from './commands.ts';
import { InvokeDiagnostics } from './requests/invoke-diagnostics.ts';
import { InvokeDocuments } from './requests/invoke-documents.ts';
import { registerInvokeLanguage } from './requests/invoke-language.ts';
import { registerLanguageHelp } from './language/register-language-help.ts';
import { createOpenSampleCommand } from './models/open-sample.ts';
import { createClearModelCacheCommand } from './models/clear-model-cache.ts';
import { createModelCommands } from './models/model-commands.ts';
import { createServers, type Host, restartWithProgress } from './servers/model-servers.ts';
import { createPredictCommand } from './predict/predict-command.ts';
import { registerCommands, tellError } from './register-commands.ts';
import type { RunningServers, ServerEntry } from './servers/running-servers.ts';
import { createSendCommand } from './requests/send-command.ts';
import { createServerCommands } from './servers/server-commands.ts';
import { ServerCredentials } from './stores/server-credentials.ts';
import { StoreAccess } from './stores/store-access.ts';
import { createStoreCommands } from './stores/store-commands.ts';
import { createTreeCommands } from './runs/tree-commands.ts';
import { createTrees } from './workbench/create-trees.ts';
import { ServersView } from './servers/servers-view.ts';
import { StatusBar } from './servers/status-bar.ts';
import { VirtualDocuments } from './workbench/virtual-documents.ts';

/**
 * What has to end before the window closes. The editor calls `deactivate` without any argument, so
 * this is the one place that both functions share.
 */
const endings: (() => Promise<void>)[] = [];

/** Builds the parts, connects and registers them. Nothing heavy is loaded here. */
export function activate(context: vscode.ExtensionContext): MlinvokeApi {
  const start = performance.now();
  const credentials = new ServerCredentials(context.secrets);
  const stores = new StoreAccess(credentials);
  const host = createHost(context, stores);
  const servers = createServers(host, (entry) => void tellCrash(host, servers, entry));
  endings.push(
    () => servers.close(),
    () => stores.close(),
  );
  const trees = createTrees(context, host);
  const { catalog, forecasts } = trees;
  const documents = new InvokeDocuments();
  const responses = new VirtualDocuments('mlinvoke-response');
  const previews = new VirtualDocuments('mlinvoke-preview');
  const { log } = host;
  const handlers: CommandHandlers = {
    ...createServerCommands({ servers, catalog, stores }),
    ...createModelCommands({ ...trees, stores, previews }),
    ...createTreeCommands({ ...trees, stores, previews }),
    ...createStoreCommands({ ...trees, stores, credentials, recent: context.globalState }),
    predictFile: createPredictCommand({ host, servers, catalog }),
    sendInvocation: createSendCommand({ documents, servers, responses, stores, log }),
    buildImage: createBuildCommand({ catalog, stores, previews, log }),
    openSample: createOpenSampleCommand(host.extensionPath),
    clearModelCache: createClearModelCacheCommand({ forget: trees.readAgain }),
    showLog: () => log.show(true),
  };
  context.subscriptions.push(
    log,
    responses,
    previews,
    forecasts,
    ...registerServersView(servers),
    new StatusBar(servers),
    new InvokeDiagnostics(documents),
    ...registerInvokeLanguage(documents),
    ...registerLanguageHelp(host, forecasts),
    ...trees.registrations,
    ...registerCommands(handlers, log),
  );
  return createApi(host, servers, performance.now() - start);
}

/** Ends every server and every process behind it; the editor waits for this. */
export async function deactivate(): Promise<void> {
  await Promise.all(endings.splice(0).map((end) => end()));
}

function createHost(context: vscode.ExtensionContext, stores: StoreAccess): Host {
  const { version } = context.extension.packageJSON as { version: string }; // our own manifest
  const log = vscode.window.createOutputChannel('mlinvoke', { log: true });
  return { extensionPath: context.extensionPath, version, log, stores };
}

function registerServersView(servers: RunningServers): vscode.Disposable[] {
  const treeDataProvider = new ServersView(servers);
  const view = vscode.window.createTreeView('mlinvoke.servers', {
    treeDataProvider,
    canSelectMany: true,
  });
  treeDataProvider.setVisible(view.visible);
  const listening = view.onDidChangeVisibility(({ visible }) =>
    treeDataProvider.setVisible(visible),
  );
  return [treeDataProvider, view, listening];
}

/** A server that ended by itself is told with its cause, and one click starts it again. */
async function tellCrash(host: Host, servers: RunningServers, entry: ServerEntry): Promise<void> {
  host.log.error(`${entry.uri} ended: ${entry.reason ?? ''}`);
  const restart = vscode.l10n.t('Restart');
  const message = vscode.l10n.t('{0} is no longer served. {1}', entry.name, entry.reason ?? '');
  if ((await vscode.window.showErrorMessage(message, restart)) !== restart) return;
  await restartWithProgress(servers, entry).catch((error: unknown) => tellError(error, host.log));
}

function createApi(host: Host, servers: RunningServers, milliseconds: number): MlinvokeApi {
  host.log.info(`Activated in ${milliseconds.toFixed(1)} ms.`);
  return {
    activationMilliseconds: milliseconds,
    get servers() {
      return servers.entries.map(toServerInfo);
    },
  };
}

function toServerInfo({ id, name, uri, state, served, reason }: ServerEntry): ServerInfo {
  return {
    id,
    name,
    uri,
    state,
    ...(served && { url: served.url, engine: served.engine.kind }),
    ...(reason !== undefined && { reason }),
  };
}
