import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../../errors.ts';
import type { SqlAnswer, SqlFailure, SqlQuestion } from '../sql-messages.ts';
import type { SqlClient } from './sql-client.ts';
import type { SqlServerAddress } from './sql-server-address.ts';

/** What the thread is started with. */
export interface SqlServerWorkerData {
  readonly kind: 'mlinvoke-sql-server';
  readonly address: SqlServerAddress;
}

/** The thread that talks to a database server: one connection, one question after the other. */
function run({ address }: SqlServerWorkerData): void {
  let client: Promise<SqlClient> | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  parentPort?.on('message', (question: SqlQuestion) => {
    const before = turn;
    turn = (async () => {
      await before;
      client ??= connect(address);
      const answer = await ask(client, question);
      parentPort?.postMessage(answer, []);
      if (!('failure' in answer)) return;
      closeQuietly(client);
      client = undefined;
    })();
  });
}

async function connect(address: SqlServerAddress): Promise<SqlClient> {
  if (address.kind === 'postgresql') {
    return (await import('./postgres-client.ts')).connectPostgres(address);
  }
  return (await import('./mysql-client.ts')).connectMysql(address);
}

async function ask(client: Promise<SqlClient>, question: SqlQuestion): Promise<SqlAnswer> {
  const { id, text, values } = question;
  try {
    return { id, rows: await (await client).query(text, values) };
  } catch (error) {
    return { id, failure: failureOf(error) };
  }
}

/** One that never stood needs no end, and one that cannot be told of it has none. */
function closeQuietly(client: Promise<SqlClient>): void {
  client.then((each) => each.close()).catch(() => {});
}

/** Node tries every address of a host and gives the errors of all of them. */
function failureOf(error: unknown): SqlFailure {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const { code } = first as NodeJS.ErrnoException; // the drivers' errors carry a code
  return { message: messageOf(first), ...(typeof code === 'string' && { code }) };
}

run(workerData as SqlServerWorkerData);
