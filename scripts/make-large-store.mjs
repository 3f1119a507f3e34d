// node scripts/make-large-store.mjs FOLDER [sqlite|mlruns] [RUNS]: a store with very many runs.
// The schema is that of a store which real MLflow wrote (test/fixtures/stores/sqlite-3.17.2); the
// runs come by plain SQL, or as folders for mlruns.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sqlite from 'node-sqlite3-wasm';

const recorded = fileURLToPath(
  new URL('../test/fixtures/stores/sqlite-3.17.2/mlflow.db', import.meta.url),
);
const statuses = ['FINISHED', 'FAILED', 'RUNNING', 'KILLED', 'SCHEDULED'];

/** A copy of the recorded database with so many runs, each with three metrics and three params. */
export function makeLargeDatabase(folder, runCount) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'mlflow.db');
  copyFileSync(recorded, path);
  const database = new sqlite.Database(path);
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${runCount})`;
  const id = "printf('%032x', i)";
  const status = `CASE i % 10 ${statuses.map((name, at) => `WHEN ${at + 1} THEN '${name}'`).join(' ')} ELSE 'FINISHED' END`;
  database.exec('PRAGMA journal_mode = DELETE; BEGIN');
  database.run(
    `INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time, workspace)
     VALUES (1000, 'large', '/nowhere/1000', 'active', 1795450000000, 1795450000000, 'default')`,
  );
  database.run(
    `INSERT INTO runs (run_uuid, name, source_type, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
     ${numbers} SELECT ${id}, 'run-' || i, 'LOCAL', 'ada', ${status}, 1700000000000 + i * 60000, 1700000030000 + i * 60000, 'active', '/nowhere/1000/' || ${id} || '/artifacts', 1000 FROM n`,
  );
  for (const name of ['accuracy', 'loss', 'f1']) {
    database.run(
      `INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
       ${numbers} SELECT '${name}', (i % 1000) / 1000.0, 1700000000000, 0, 0, ${id} FROM n`,
    );
    database.run(
      `INSERT INTO params (key, value, run_uuid) ${numbers} SELECT '${name}_weight', i % 7, ${id} FROM n`,
    );
  }
  database.exec('COMMIT');
  database.close();
  return path;
}

/** An mlruns folder with so many runs in one experiment. */
export function makeLargeFileStore(folder, runCount) {
  const experiment = join(folder, 'mlruns', '1000');
  mkdirSync(experiment, { recursive: true });
  const meta = [
    "artifact_location: '/nowhere/1000'",
    'creation_time: 1795450000000',
    "experiment_id: '1000'",
    'last_update_time: 1795450000000',
    'lifecycle_stage: active',
    'name: large',
  ];
  writeFileSync(join(experiment, 'meta.yaml'), `${meta.join('\n')}\n`);
  for (let index = 1; index <= runCount; index += 1) {
    const id = index.toString(16).padStart(32, '0');
    const run = join(experiment, id);
    mkdirSync(join(run, 'metrics'), { recursive: true });
    const lines = [
      `artifact_uri: /nowhere/1000/${id}/artifacts`,
      `end_time: ${1_700_000_030_000 + index * 60_000}`,
      "experiment_id: '1000'",
      'lifecycle_stage: active',
      `run_id: ${id}`,
      `run_name: run-${index}`,
      `start_time: ${1_700_000_000_000 + index * 60_000}`,
      'status: 3',
    ];
    writeFileSync(join(run, 'meta.yaml'), `${lines.join('\n')}\n`);
    writeFileSync(join(run, 'metrics', 'accuracy'), `1700000000000 0.${index} 0\n`);
  }
  return join(folder, 'mlruns');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, kind = 'sqlite', runs] = process.argv.slice(2);
  if (folder === undefined || !['sqlite', 'mlruns'].includes(kind)) {
    throw new Error('usage: node scripts/make-large-store.mjs FOLDER [sqlite|mlruns] [RUNS]');
  }
  const make = kind === 'sqlite' ? makeLargeDatabase : makeLargeFileStore;
  console.log(make(resolve(folder), Number(runs ?? (kind === 'sqlite' ? 100_000 : 10_000))));
}
