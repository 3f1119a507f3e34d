import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Environment, homeOf } from '../../environment.ts';
import { MlflowError, messageOf } from '../../errors.ts';
import type { TlsOptions } from '../../http/exchange.ts';
import { decodePercent } from '../decode-percent.ts';
import type { SignIn, StoreHost } from '../store-host.ts';
import { withoutSecrets } from '../without-secrets.ts';
import { type IniFile, parseIni } from './parse-ini.ts';
import type { ServerAccess } from './server-access.ts';

/**
 * The address of a tracking server and the credentials for it, from where MLflow's own client has
 * them: the URI, MLFLOW_WORKSPACE, MLFLOW_TRACKING_TOKEN, MLFLOW_TRACKING_USERNAME and _PASSWORD, and
 * `~/.mlflow/credentials`; for `databricks` and `databricks://<profile>` DATABRICKS_HOST and
 * _TOKEN, else `~/.databrickscfg`. Throws MlflowError for what is missing or cannot be read.
 * Source: mlflow.utils.credentials and mlflow.utils.databricks_utils (3.17).
 */
export async function findAccess(
  uri: string,
  { environment, signIn }: Pick<StoreHost, 'environment' | 'signIn'>,
): Promise<ServerAccess> {
  const tls = await readTls(environment);
  if (/^databricks(?:$|:)/i.test(uri)) {
    refuseWorkspace(environment);
    return findDatabricks(uri, { environment, tls });
  }
  const url = addressOf(uri);
  const own = fromUri(url);
  url.username = '';
  url.password = '';
  const credentials = own ?? fromEnvironment(environment, signIn) ?? (await fromFile(environment));
  const workspace = workspaceOf(environment);
  return {
    baseUrl: `${url.origin}${url.pathname}`.replace(/(?<!\/)\/+$/, ''),
    headers: {
      ...(credentials && { Authorization: credentials.authorization }),
      ...(workspace !== undefined && { 'X-MLFLOW-WORKSPACE': workspace }),
    },
    tls,
    wayIn: own ? 'Correct them there.' : (signIn?.advice ?? variables),
    ...(workspace !== undefined && { workspace }),
    ...(credentials && { credentialSource: credentials.source }),
  };
}

const variables =
  'Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.';

/** The name of a workspace as WorkspaceNameValidator takes it (mlflow.store.workspace, 3.17). */
function workspaceOf(environment: Environment): string | undefined {
  const name = environment['MLFLOW_WORKSPACE']?.trim();
  if (!name) return undefined;
  if (/^(?=.{2,63}$)[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/.test(name)) return name;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `MLFLOW_WORKSPACE is ${JSON.stringify(name.slice(0, 100))}, which is no name of a workspace. ` +
      'Accepted are 2 to 63 small letters, digits and hyphens, with no hyphen at either end.',
  );
}

function addressOf(uri: string): URL {
  if (URL.canParse(uri)) return new URL(uri);
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The tracking URI "${withoutSecrets(uri)}" is no address of a server. Accepted is http(s)://<host>[:<port>][/<prefix>].`,
  );
}

interface Credentials {
  readonly authorization: string;
  readonly source: string;
}

function fromUri({ username, password }: URL): Credentials | undefined {
  if (username === '') return undefined;
  const authorization = basic(decodePercent(username), decodePercent(password));
  return { authorization, source: 'the tracking URI' };
}

function fromEnvironment(
  environment: Environment,
  signIn: SignIn | undefined,
): Credentials | undefined {
  const token = environment['MLFLOW_TRACKING_TOKEN'];
  const user = environment['MLFLOW_TRACKING_USERNAME'];
  const password = environment['MLFLOW_TRACKING_PASSWORD'];
  const kept = signIn?.hasCredentials ? 'your sign-in' : undefined;
  if (user && password) {
    const authorization = basic(user, password);
    return { authorization, source: kept ?? 'MLFLOW_TRACKING_USERNAME' };
  }
  if (!token) return undefined;
  return { authorization: `Bearer ${token}`, source: kept ?? 'MLFLOW_TRACKING_TOKEN' };
}

async function fromFile(environment: Environment): Promise<Credentials | undefined> {
  const file = await readIni(join(homeOf(environment), '.mlflow/credentials'));
  const section = file?.get('mlflow');
  const user = section?.get('mlflow_tracking_username');
  const password = section?.get('mlflow_tracking_password');
  if (!user || !password) return undefined;
  return { authorization: basic(user, password), source: '~/.mlflow/credentials' };
}

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function refuseWorkspace(environment: Environment): void {
  const name = workspaceOf(environment);
  if (name === undefined) return;
  throw new MlflowError(
    'FEATURE_DISABLED',
    `Databricks has no workspaces of MLflow, and MLFLOW_WORKSPACE names "${name}". Unset it.`,
  );
}

interface DatabricksContext {
  readonly environment: Environment;
  readonly tls: TlsOptions;
}

async function findDatabricks(uri: string, context: DatabricksContext): Promise<ServerAccess> {
  const { environment, tls } = context;
  const named = /^databricks:\/\/([^/:]+)/i.exec(uri)?.[1];
  const host = environment['DATABRICKS_HOST'];
  const token = environment['DATABRICKS_TOKEN'];
  if (named === undefined && host && token) {
    return databricksAccess({ host, token, tls, source: 'DATABRICKS_TOKEN' });
  }
  const profile = named ?? environment['DATABRICKS_CONFIG_PROFILE'] ?? 'DEFAULT';
  const path = environment['DATABRICKS_CONFIG_FILE'] ?? join(homeOf(environment), '.databrickscfg');
  const section = (await readIni(path))?.get(profile);
  const [fileHost, fileToken] = [section?.get('host'), section?.get('token')];
  if (fileHost && fileToken) {
    const source = `the profile ${profile} of ${path}`;
    return databricksAccess({ host: fileHost, token: fileToken, tls, source });
  }
  const other = otherSignIn(section);
  const found = other ?? (section ? 'not both of them' : 'no section');
  throw new MlflowError(
    'UNAUTHENTICATED',
    `The tracking URI "${uri}" needs a Databricks host and token: ${path} has ` +
      `${found} for the profile ${profile}. ` +
      'Write "host = https://…" and "token = …" there (a personal access token), or set DATABRICKS_HOST and DATABRICKS_TOKEN.',
  );
}

/** Ways to sign in that need Databricks' own client. */
function otherSignIn(section: ReadonlyMap<string, string> | undefined): string | undefined {
  const names = ['auth_type', 'client_id', 'azure_client_id', 'google_service_account', 'username'];
  const name = names.find((each) => section?.has(each));
  if (name === undefined) return undefined;
  const value = name === 'auth_type' ? `=${section?.get(name)}` : '';
  return `another way to sign in (${name}${value}), which is not supported,`;
}

function databricksAccess(found: {
  readonly host: string;
  readonly token: string;
  readonly tls: TlsOptions;
  readonly source: string;
}): ServerAccess {
  const { host, token, tls, source } = found;
  const address = /^https?:\/\//i.test(host) ? host : `https://${host}`;
  return {
    baseUrl: address.replace(/(?<!\/)\/+$/, ''),
    headers: { Authorization: `Bearer ${token}` },
    credentialSource: source,
    wayIn: 'Give a valid token there.',
    isDatabricks: true,
    tls,
  };
}

async function readTls(environment: Environment): Promise<TlsOptions> {
  const authority = environment['MLFLOW_TRACKING_SERVER_CERT_PATH'];
  const client = environment['MLFLOW_TRACKING_CLIENT_CERT_PATH'];
  const isLax = /^(?:true|1)$/i.test(environment['MLFLOW_TRACKING_INSECURE_TLS'] ?? '');
  const pem = client ? await readPem(client, 'MLFLOW_TRACKING_CLIENT_CERT_PATH') : undefined;
  return {
    ...(authority && { ca: await readPem(authority, 'MLFLOW_TRACKING_SERVER_CERT_PATH') }),
    ...(pem !== undefined && { cert: pem, key: pem }),
    ...(isLax && { rejectUnauthorized: false }),
  };
}

async function readPem(path: string, variable: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${variable} names ${path}, which cannot be read: ${messageOf(cause)}. Give a PEM file.`,
      { cause },
    );
  }
}

async function readIni(path: string): Promise<IniFile | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseIni(text);
}
