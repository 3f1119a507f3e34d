import type * as vscode from 'vscode';
import type { Environment } from '../../core/environment.ts';
import { MlflowError } from '../../core/errors.ts';
import { decodePercent } from '../../core/store/decode-percent.ts';
import { withoutSecrets } from '../../core/store/without-secrets.ts';

/** What a tracking server asks for. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'password'; readonly user: string; readonly password: string };

const prefix = 'mlinvoke.server:';

/** Tokens and passwords of tracking servers, in the editor's secret storage and nowhere else. */
export class ServerCredentials {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  async store(trackingUri: string, credentials: Credentials): Promise<void> {
    await this.#secrets.store(prefix + addressOf(trackingUri), JSON.stringify(credentials));
  }

  async forget(trackingUri: string): Promise<void> {
    await this.#secrets.delete(prefix + addressOf(trackingUri));
  }

  /**
   * The environment with the credentials for this server in it, in place of any others. Throws
   * MlflowError where they would go to a registry on another server as well.
   */
  async addTo(environment: Environment, trackingUri: string | undefined): Promise<Environment> {
    if (trackingUri === undefined || !isWeb(trackingUri)) return environment;
    const credentials = await this.#read(addressOf(trackingUri));
    if (!credentials) return environment;
    requireOneServer(environment['MLFLOW_REGISTRY_URI'], trackingUri);
    const others = Object.entries(environment).filter(([name]) => !variables.has(name));
    return { ...Object.fromEntries(others), ...variablesOf(credentials) };
  }

  async #read(address: string): Promise<Credentials | undefined> {
    const text = await this.#secrets.get(prefix + address);
    // Only `store` writes it.
    return text === undefined ? undefined : (JSON.parse(text) as Credentials);
  }
}

/** Whether one can sign in to it with a token or a password: the address of a server. */
export function isWeb(trackingUri: string): boolean {
  return /^https?:/i.test(trackingUri) && URL.canParse(trackingUri);
}

/** A colon before an "@" that is not the port's, as SQLAlchemy takes slashes in passwords. */
const holdsPassword =
  /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@:[]*:(?!\d*(?:\/|$)).*@|.*[?&](?:password|passwd|pwd)=)/is;

/**
 * Parts a tracking URI from the name and the password in it. Throws MlflowError for a password
 * that cannot be kept apart, as a setting is no place for it.
 */
export function splitCredentials(trackingUri: string): {
  readonly uri: string;
  readonly credentials?: Credentials;
} {
  if (!isWeb(trackingUri)) {
    if (!holdsPassword.test(trackingUri)) return { uri: trackingUri };
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The tracking URI ${withoutSecrets(trackingUri)} came with a password, which would stand in the settings for all to read. ` +
        'Leave the password out, or give the whole URI in MLFLOW_TRACKING_URI to the process that starts the editor.',
    );
  }
  const { username, password } = new URL(trackingUri);
  if (username === '' && password === '') return { uri: trackingUri };
  if (username === '') {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `The tracking URI ${withoutSecrets(trackingUri)} came with a password and no user name. ` +
        'Give the address alone, and sign in to the server with a token, or with a name and the password.',
    );
  }
  const [user, secret] = [decodePercent(username), decodePercent(password)];
  return {
    uri: trackingUri.replace(/^(https?:\/\/)[^/?#]*@/i, '$1'),
    credentials: { kind: 'password', user, password: secret },
  };
}

/** The address of a server without what does not belong to it: credentials, a slash at the end. */
export function addressOf(trackingUri: string): string {
  const { origin, pathname } = new URL(trackingUri);
  return `${origin}${pathname}`.replace(/(?<!\/)\/+$/, '');
}

const variables = new Set([
  'MLFLOW_TRACKING_TOKEN',
  'MLFLOW_TRACKING_USERNAME',
  'MLFLOW_TRACKING_PASSWORD',
]);

function variablesOf(credentials: Credentials): Environment {
  return credentials.kind === 'token'
    ? { MLFLOW_TRACKING_TOKEN: credentials.token }
    : {
        MLFLOW_TRACKING_USERNAME: credentials.user,
        MLFLOW_TRACKING_PASSWORD: credentials.password,
      };
}

function requireOneServer(registryUri: string | undefined, trackingUri: string): void {
  if (!registryUri || !isWeb(registryUri)) return;
  if (new URL(registryUri).origin === new URL(trackingUri).origin) return;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `You are signed in to ${addressOf(trackingUri)}, but MLFLOW_REGISTRY_URI names the registry of another server, ` +
      `${addressOf(registryUri)}, which these credentials are not for. Sign out, and set MLFLOW_TRACKING_TOKEN for both before starting the editor.`,
  );
}
