import type { Client } from 'pg';
import type { SqlRow } from '../sql-database.ts';
import { type SqlClient, queryTimeout } from './sql-client.ts';
import type { SqlServerAddress } from './sql-server-address.ts';
import { tlsOptions } from './tls-options.ts';

/** Connects to PostgreSQL; throws the driver's error when that fails. */
export async function connectPostgres(address: SqlServerAddress): Promise<SqlClient> {
  const client = await connect(address);
  // A connection that breaks between two questions fails the next one.
  client.on('error', () => {});
  return {
    query: (text, values) => ask(client, numberMarks(text), values),
    close: () => client.end(),
  };
}

async function connect(address: SqlServerAddress): Promise<Client> {
  const { mode } = address.tls;
  if (mode === 'off' || address.socket !== undefined) return start(address, false);
  try {
    return await start(address, await tlsOptions(address.tls));
  } catch (error) {
    const hasNoTls = /does not support SSL/i.test(String(error));
    if (mode === 'prefer' && hasNoTls) return start(address, false);
    throw error;
  }
}

async function start(
  address: SqlServerAddress,
  ssl: false | Awaited<ReturnType<typeof tlsOptions>>,
): Promise<Client> {
  const { Client: PostgresClient } = (await import('pg')).default;
  const { host, socket, port, database, user, password, options, connectTimeout } = address;
  const client = new PostgresClient({
    host: socket ?? host,
    port,
    database,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    ...(options !== undefined && { options }),
    ssl,
    connectionTimeoutMillis: connectTimeout,
    // A server that has gone silent does not cancel anything itself.
    query_timeout: queryTimeout + 5000,
    application_name: 'mlinvoke',
  });
  await client.connect();
  return client;
}

async function ask(
  client: Client,
  text: string,
  values: readonly (string | number)[],
): Promise<readonly SqlRow[]> {
  await client.query(`BEGIN TRANSACTION READ ONLY; SET LOCAL statement_timeout = ${queryTimeout}`);
  const { rows } = await client.query<Record<string, SqlRow[string]>>(text, [...values]);
  await client.query('ROLLBACK');
  return rows;
}

/** PostgreSQL counts its marks: `$1`, `$2`. Our texts have no question mark in any literal. */
function numberMarks(text: string): string {
  let count = 0;
  return text.replaceAll('?', () => {
    count += 1;
    return `$${count}`;
  });
}
