import { readFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import { MlflowError, messageOf } from '../../core/errors.ts';
import { withoutSecrets } from '../../core/store/without-secrets.ts';
import { skippedFolders } from '../workbench/skipped-folders.ts';
import { type ServerCredentials, isWeb, splitCredentials } from './server-credentials.ts';
import { isServer } from './store-place.ts';

/** A tracking URI that can be chosen, and who names it. */
interface FoundUri {
  readonly uri: string;
  readonly source: string;
}

interface UriItem extends vscode.QuickPickItem {
  /** An empty one means the default store. */
  readonly uri?: string;
}

/** What {@link chooseStore} works with. */
export interface ChooseStoreOptions {
  readonly credentials: ServerCredentials;
  /** Kept over all workspaces, for the URIs that were used last. */
  readonly recent: vscode.Memento;
}

const recentKey = 'recentTrackingUris';
const mostRecent = 8;

/**
 * Asks which tracking store to use and writes it into the setting; answers the URI, undefined when
 * the user gave up. Credentials in a URI that is entered go into the secret storage.
 */
export async function chooseStore(options: ChooseStoreOptions): Promise<string | undefined> {
  requireSettings();
  const title = vscode.l10n.t('Choose Tracking Store');
  const item = await vscode.window.showQuickPick<UriItem>(listItems(options), {
    title,
    placeHolder: vscode.l10n.t('Where runs:/ and models:/ are looked up'),
    matchOnDescription: true,
  });
  if (!item) return undefined;
  const entered = item.uri ?? (await askForUri(title));
  if (entered === undefined) return undefined;
  const { uri, credentials } = splitCredentials(entered.trim());
  if (credentials) await options.credentials.store(uri, credentials);
  await writeSetting(uri);
  if (uri !== '') {
    const known = options.recent.get<readonly string[]>(recentKey, []);
    const others = known.filter((other) => other !== uri);
    await options.recent.update(recentKey, [uri, ...others].slice(0, mostRecent));
  }
  return uri;
}

/** What a workspace says of its store is not followed in Restricted Mode: nothing could be chosen. */
function requireSettings(): void {
  if (vscode.workspace.isTrusted || !vscode.workspace.workspaceFolders) return;
  throw new MlflowError(
    'PERMISSION_DENIED',
    vscode.l10n.t(
      'This workspace is in Restricted Mode, so its settings must not name a tracking store. Trust the workspace first, or set mlinvoke.trackingUri in your user settings.',
    ),
  );
}

async function listItems(options: ChooseStoreOptions): Promise<UriItem[]> {
  const current = vscode.workspace.getConfiguration('mlinvoke').get<string>('trackingUri', '');
  const variable = process.env['MLFLOW_TRACKING_URI'];
  const recent = options.recent.get<readonly string[]>(recentKey, []);
  const found: FoundUri[] = [
    ...(current === '' ? [] : [{ uri: current, source: vscode.l10n.t('current setting') }]),
    ...(variable ? [{ uri: variable, source: 'MLFLOW_TRACKING_URI' }] : []),
    ...(await findInEnvFiles()),
    ...(await findStores()),
    ...recent.map((uri) => ({ uri, source: vscode.l10n.t('recent') })),
  ];
  const unique = [...new Map(found.toReversed().map((each) => [each.uri, each])).values()];
  return [
    ...unique.toReversed().map(({ uri, source }) => ({
      label: `$(${isServer(uri) ? 'server' : 'database'}) ${withoutSecrets(uri)}`,
      description: source,
      uri,
    })),
    {
      label: vscode.l10n.t('$(home) The default store'),
      description: vscode.l10n.t('mlruns or mlflow.db in the workspace folder'),
      uri: '',
    },
    { label: vscode.l10n.t('$(edit) Enter a tracking URI…'), alwaysShow: true },
  ];
}

/** MLFLOW_TRACKING_URI as `.env` files of the workspace set it. */
async function findInEnvFiles(): Promise<readonly FoundUri[]> {
  if (!vscode.workspace.isTrusted) return [];
  const files = await vscode.workspace.findFiles('**/.env', skippedFolders, 20);
  const found = await Promise.all(
    files
      .filter(({ scheme }) => scheme === 'file')
      .map(async (file) => {
        const text = await readFile(file.fsPath, 'utf8').catch(() => '');
        const line = /^[ \t]*(?:export[ \t]+)?MLFLOW_TRACKING_URI[ \t]*=(.*)$/m.exec(text);
        const uri = line?.[1]?.trim().replace(/^(["'])(.*)\1$/, '$2');
        return uri ? { uri, source: vscode.workspace.asRelativePath(file) } : undefined;
      }),
  );
  return found.filter((each) => each !== undefined);
}

/** Databases and file stores in the workspace. */
async function findStores(): Promise<readonly FoundUri[]> {
  const source = vscode.l10n.t('found in the workspace');
  const [databases, experiments] = await Promise.all([
    vscode.workspace.findFiles('**/mlflow.db', skippedFolders, 20),
    vscode.workspace.findFiles('**/mlruns/*/meta.yaml', skippedFolders, 500),
  ]);
  const folders = new Set(experiments.map(({ fsPath }) => dirname(dirname(fsPath))));
  return [
    ...databases.map(({ fsPath }) => ({ uri: `sqlite:///${settingPath(fsPath)}`, source })),
    ...[...folders].map((folder) => ({ uri: settingPath(folder), source })),
  ];
}

/** Relative where that is clear, so that the setting is right on other machines, too. */
function settingPath(path: string): string {
  const [root, ...others] = vscode.workspace.workspaceFolders ?? [];
  if (!root || others.length > 0) return path;
  return relative(root.uri.fsPath, path).replaceAll('\\', '/');
}

function askForUri(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'A server, sqlite:///<file>, or an mlruns folder. The password of a server goes into the secret storage.',
    ),
    placeHolder: 'http://127.0.0.1:5000',
    ignoreFocusOut: true,
    validateInput: checkUri,
  });
}

function checkUri(text: string): string | undefined {
  const uri = text.trim();
  if (uri === '' || (/^https?:/i.test(uri) && !isWeb(uri))) {
    return vscode.l10n.t('Give an address such as http://127.0.0.1:5000, or a path.');
  }
  try {
    splitCredentials(uri);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function writeSetting(uri: string): Promise<void> {
  const target = vscode.workspace.workspaceFolders
    ? vscode.ConfigurationTarget.Workspace
    : vscode.ConfigurationTarget.Global;
  await vscode.workspace
    .getConfiguration('mlinvoke')
    .update('trackingUri', uri === '' ? undefined : uri, target);
}
