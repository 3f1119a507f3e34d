import * as vscode from 'vscode';
import { MlflowError } from '../../core/errors.ts';
import {
  type Credentials,
  type ServerCredentials,
  addressOf,
  isWeb,
} from './server-credentials.ts';
import { type StorePlace, onDidChangePlaces, storePlaces } from './store-place.ts';

/** The server that a row, or else the settings, mean. Throws MlflowError when there is none. */
export async function serverOf(target: unknown): Promise<string | undefined> {
  const servers = serversOf(isOfPlace(target) ? [target.place] : storePlaces());
  if (servers.length === 0) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      vscode.l10n.t(
        'The tracking store is no server, so there is nothing to sign in to. Choose a tracking store with an http:// or https:// address first.',
      ),
    );
  }
  return servers.length === 1
    ? servers[0]
    : vscode.window.showQuickPick(servers, { placeHolder: vscode.l10n.t('Pick a server') });
}

/** The addresses of the servers among these stores, each once. */
function serversOf(places: readonly StorePlace[]): readonly string[] {
  const uris = places.flatMap(({ trackingUri }) => trackingUri ?? []);
  return [...new Set(uris.filter(isWeb).map(addressOf))];
}

/** Keeps the context key that lets menus know whether there is a server to sign in to. */
export function tellServers(): vscode.Disposable {
  const tell = (): void => {
    const hasServer = serversOf(storePlaces()).length > 0;
    void vscode.commands.executeCommand('setContext', 'mlinvoke.hasTrackingServer', hasServer);
  };
  tell();
  return onDidChangePlaces(tell);
}

function isOfPlace(target: unknown): target is { readonly place: StorePlace } {
  return typeof target === 'object' && target !== null && 'place' in target;
}

/** Asks for a token, or for a name and a password, and keeps them; true unless the user gave up. */
export async function signIn(credentials: ServerCredentials, server: string): Promise<boolean> {
  const title = vscode.l10n.t('Sign in to {0}', server);
  const token = vscode.l10n.t('Token');
  const password = vscode.l10n.t('User name and password');
  const kind = await vscode.window.showQuickPick([password, token], { title });
  if (kind === undefined) return false;
  const given = kind === token ? await askForToken(title) : await askForPassword(title);
  if (!given) return false;
  await credentials.store(server, given);
  return true;
}

async function askForToken(title: string): Promise<Credentials | undefined> {
  const token = await ask(title, { prompt: vscode.l10n.t('Token'), isSecret: true });
  return token === undefined ? undefined : { kind: 'token', token };
}

async function askForPassword(title: string): Promise<Credentials | undefined> {
  const user = await ask(title, { prompt: vscode.l10n.t('User name'), isSecret: false });
  if (user === undefined) return undefined;
  const password = await ask(title, { prompt: vscode.l10n.t('Password'), isSecret: true });
  return password === undefined ? undefined : { kind: 'password', user, password };
}

async function ask(
  title: string,
  question: { readonly prompt: string; readonly isSecret: boolean },
): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: question.prompt,
    password: question.isSecret,
    ignoreFocusOut: true,
  });
  return text === '' ? undefined : text;
}
