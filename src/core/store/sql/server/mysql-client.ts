import { isIP } from 'node:net';
import { type Connection, createConnection } from 'mysql2/promise';
import type { SqlRow } from '../sql-database.ts';
import { type SqlClient, queryTimeout } from './sql-client.ts';
import type { SqlServerAddress } from './sql-server-address.ts';
import { tlsOptions } from './tls-options.ts';

/** Connects to MySQL or MariaDB; throws the driver's error when that fails. */
export async function connectMysql(address: SqlServerAddress): Promise<SqlClient> {
  const connection = await connect(address);
  // A connection that breaks between two questions fails the next one.
  connection.on('error', () => {});
  await limitTime(connection);
  return {
    query: (text, values) => ask(connection, text, values),
    close: async () => connection.destroy(),
  };
}

async function connect(address: SqlServerAddress): Promise<Connection> {
  const { mode, verify } = address.tls;
  // mysql2 3.24 would take a certificate for "localhost" from any host that is given as a number.
  if (verify === 'host' && address.socket === undefined && isIP(address.host) !== 0) {
    throw Object.assign(new Error('the host is an IP address'), { code: 'MLINVOKE_IP_ADDRESS' });
  }
  if (mode === 'off' || address.socket !== undefined) return start(address);
  try {
    return await start(address, await tlsOptions(address.tls));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // the driver's errors carry a code
    if (mode === 'prefer' && code === 'HANDSHAKE_NO_SSL_SUPPORT') return start(address);
    throw error;
  }
}

function start(
  address: SqlServerAddress,
  ssl?: Awaited<ReturnType<typeof tlsOptions>>,
): Promise<Connection> {
  const { host, port, socket, database, user, password, connectTimeout, tls } = address;
  return createConnection({
    ...(socket === undefined ? { host, port } : { socketPath: socket }),
    database,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(ssl && { ssl: { ...ssl, verifyIdentity: tls.verify === 'host' } as object }),
    connectTimeout,
    charset: 'utf8mb4',
    // Dates and decimals as the database writes them.
    dateStrings: true,
  });
}

/** MySQL and MariaDB limit the time of a query by variables of different names. */
async function limitTime(connection: Connection): Promise<void> {
  try {
    await connection.query(`SET SESSION max_execution_time = ${queryTimeout}`);
  } catch {
    await connection.query(`SET SESSION max_statement_time = ${queryTimeout / 1000}`);
  }
}

async function ask(
  connection: Connection,
  text: string,
  values: readonly (string | number)[],
): Promise<readonly SqlRow[]> {
  await connection.query('START TRANSACTION READ ONLY');
  const [rows] = await connection.query({
    sql: text,
    values: [...values],
    // A server that has gone silent does not cancel anything itself.
    timeout: queryTimeout + 5000,
  });
  await connection.query('ROLLBACK');
  return rows as SqlRow[]; // a SELECT gives rows and nothing else
}
