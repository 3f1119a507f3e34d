import { MlflowError } from '../../../errors.ts';
import { decodePercent } from '../../decode-percent.ts';
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
  const [, scheme = '', rest = ''] = /^([^:]*):(?:\/\/)?(.*)$/s.exec(uri) ?? [];
  const kind = kinds[dialectOf(scheme)];
  if (!kind) throw malformed(scheme, 'its scheme is not known');
  const account = accountIn(rest);
  const place = /^([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(rest.slice(account.length));
  const [, authority = '', path = '', query = ''] = place ?? [];
  const parameters = new Map(new URLSearchParams(query));
  if (path === '') throw malformed(scheme, 'it names no database');
  const server = serverIn(authority, ports[kind]);
  if (!server) throw malformed(scheme, 'its host and port cannot be told apart');
  return {
    kind,
    database: decodePercent(path),
    ...credentialsIn(account),
    ...placeOf(server, parameters),
    connectTimeout: Number(parameters.get('connect_timeout') ?? 0) * 1000 || patience,
    tls: (kind === 'postgresql' ? postgresTls : mysqlTls)(parameters),
  };
}

function serverIn(authority: string, usualPort: number) {
  const [, host, port] = /^(\[[^\]]+\]|[^:]*)(?::(\d*))?$/.exec(authority) ?? [];
  if (host === undefined) return undefined;
  return { host: host.replaceAll(/[[\]]/g, '') || 'localhost', port: Number(port || usualPort) };
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

/**
 * User and password with the "@" behind them. Passwords are written as they are by many: with "/",
 * "?" and "#", as SQLAlchemy takes them, and with "@", the last of which counts.
 */
function accountIn(text: string): string {
  const [account = ''] = /^[^:/@]*(?::[^@]*)?@/s.exec(text) ?? [];
  const [more = ''] = /^[^/?]*@/.exec(text.slice(account.length)) ?? [];
  return account + more;
}

function credentialsIn(account: string): Pick<SqlServerAddress, 'user' | 'password'> {
  const [, user = '', password] = /^([^:]*)(?::(.*))?@$/s.exec(account) ?? [];
  return {
    ...(user !== '' && { user: decodePercent(user) }),
    ...(password !== undefined && { password: decodePercent(password) }),
  };
}

/** Where the password ends is not sure in a malformed URI: only its scheme is shown. */
function malformed(scheme: string, reason: string): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The tracking URI "${scheme}://…" cannot be used: ${reason}. ` +
      'Accepted are postgresql://<user>:<password>@<host>:<port>/<database> and mysql://… of the same form.',
  );
}
