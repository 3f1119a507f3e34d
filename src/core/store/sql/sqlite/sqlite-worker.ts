import { parentPort, workerData } from 'node:worker_threads';
import { Database } from 'node-sqlite3-wasm';
import { messageOf } from '../../../errors.ts';
import type { SqlRow } from '../sql-database.ts';
import type { SqlAnswer, SqlQuestion } from '../sql-messages.ts';
import type { SqliteWorkerData } from './sqlite-messages.ts';

/** The thread that asks SQLite: a large store takes longer than the editor may wait. */
function run({ path }: SqliteWorkerData): void {
  const database = new Database(path);
  // Reads a write-ahead log without the shared memory that WebAssembly has not.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  parentPort?.on('message', (question: SqlQuestion) => {
    parentPort?.postMessage(answer(database, question), []);
  });
}

function answer(database: Database, { id, text, values }: SqlQuestion): SqlAnswer {
  try {
    // SQLite gives no other values than SqlValue knows.
    return { id, rows: database.all(text, [...values]) as SqlRow[] };
  } catch (error) {
    return { id, failure: { message: messageOf(error) } };
  }
}

run(workerData as SqliteWorkerData);
