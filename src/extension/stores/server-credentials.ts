import type * as vscode from 'vscode';
import { MlflowError } from '../../core/errors.ts';

/** What a tracking server asks for. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'password'; readonly user: string; readonly password: string };

type Environment = Readonly<Record<string, string | undefined>>;

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

/** Whether one can sign in to it with a token or a password. */
export function isWeb(trackingUri: string): boolean {
  return /^https?:/i.test(trackingUri);
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
