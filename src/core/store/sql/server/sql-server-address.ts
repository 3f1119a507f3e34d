import { MlflowError } from '../../../errors.ts';
import { redactUri } from '../../redact-uri.ts';
import { type SqlServerTls, mysqlTls, postgresTls } from './sql-server-tls.ts';

/** Where a database server is and how to talk to it; it holds a password and is never shown. */
export interface SqlServerAddress {
  readonly kind: 'postgresql' | 'mysql';
  readonly host: string;
  readonly port: number;
  /** Path of a Unix socket, instead of host and port. */
  readonly socket?: string;
  readonly database: string;
  readonly user?: string;
  readonly password?: string;
  /** PostgreSQL's `options`, such as `-csearch_path=mlflow`. */
  readonly options?: string;
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly tls: SqlServerTls;
}

const kinds: Readonly<Record<string, SqlServerAddress['kind']>> = {
  postgresql: 'postgresql',
  postgres: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
};
const ports = { postgresql: 5432, mysql: 3306 } as const;
const patience = 10_000;

/** Whether a tracking URI's scheme, such as `mysql+pymysql`, is one of a database server. */
export function isSqlServer(scheme: string): boolean {
  return kinds[dialectOf(scheme)] !== undefined;
}

/**
 * Reads the database URL that `mlflow server --backend-store-uri` takes (SQLAlchemy's form):
 * `<dialect>[+<driver>]://<user>:<password>@<host>:<port>/<database>?<parameters>`. Throws
 * MlflowError, without the password, for a malformed one and for TLS parameters that are not known.
 */
export function parseSqlServerUri(uri: string): SqlServerAddress {
  const parsed = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^?#]*)(?:\?(.*))?$/s.exec(uri);
  const [, scheme = '', place = '', query = ''] = parsed ?? [];
  const kind = kinds[dialectOf(scheme)];
  const slash = place.indexOf('/');
  const authority = slash === -1 ? place : place.slice(0, slash);
  const database = slash === -1 ? '' : decode(place.slice(slash + 1));
  const parameters = new Map(new URLSearchParams(query));
  if (!kind) throw malformed(uri, 'its scheme is not known');
  if (database === '') throw malformed(uri, 'it names no database');
  const { host, port, ...account } = splitAuthority(uri, authority);
  return {
    kind,
    database,
    ...account,
    ...placeOf({ host: host || 'localhost', port: Number(port || ports[kind]) }, parameters),
    connectTimeout: Number(parameters.get('connect_timeout') ?? 0) * 1000 || patience,
    tls: (kind === 'postgresql' ? postgresTls : mysqlTls)(parameters),
  };
}

/** Parameters may name another host, another port or a Unix socket. */
function placeOf(
  { host, port }: { readonly host: string; readonly port: number },
  parameters: ReadonlyMap<string, string>,
): Pick<SqlServerAddress, 'host' | 'port' | 'socket' | 'options'> {
  const given = parameters.get('host');
  const socket = given?.startsWith('/') ? given : parameters.get('unix_socket');
  const options = parameters.get('options');
  return {
    host: given && !socket ? given : host,
    port: Number(parameters.get('port') ?? port),
    ...(socket && { socket }),
    ...(options && { options }),
  };
}

/** What to call the database in a sentence: no user, no password. */
export function describeSqlServer(address: SqlServerAddress): string {
  const { kind, host, port, socket, database } = address;
  const name = kind === 'postgresql' ? 'PostgreSQL' : 'MySQL';
  return `the ${name} database ${database} at ${socket ?? `${host}:${port}`}`;
}

function dialectOf(scheme: string): string {
  return scheme.toLowerCase().split('+', 1)[0] ?? '';
}

/** Passwords are written as they are by many, with "@" and ":" in them: the last "@" counts. */
function splitAuthority(
  uri: string,
  authority: string,
): { host: string; port: string; user?: string; password?: string } {
  const at = authority.lastIndexOf('@');
  const [, host, port = ''] = /^(\[[^\]]+\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1)) ?? [];
  if (host === undefined) throw malformed(uri, 'its host and port cannot be told apart');
  const account = at === -1 ? '' : authority.slice(0, at);
  const colon = account.indexOf(':');
  const user = decode(colon === -1 ? account : account.slice(0, colon));
  return {
    host: host.replaceAll(/[[\]]/g, ''),
    port,
    ...(user !== '' && { user }),
    ...(colon !== -1 && { password: decode(account.slice(colon + 1)) }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a literal % that is no escape
  }
}

function malformed(uri: string, reason: string): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The tracking URI "${redactUri(uri)}" cannot be used: ${reason}. ` +
      'Accepted are postgresql://<user>:<password>@<host>:<port>/<database> and mysql://… of the same form.',
  );
}
