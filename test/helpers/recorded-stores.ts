import { cp, readFile, readdir, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { Database } from 'node-sqlite3-wasm';
import { recordedNames } from './recorded-names.ts';
import type { KnownStore } from './uri-forms.ts';

/** A store that scripts/record_stores.py recorded. */
export interface RecordedStore extends KnownStore {
  /** `sqlite-2.9.2`. */
  readonly name: string;
  readonly kind: 'mlruns' | 'sqlite';
  readonly mlflowVersion: string;
  readonly deletedRun: string;
}

const root = resolve('test/fixtures/stores');
/** Where every recorded store says that it was made. */
const home = '/home/ada/flowers';

/** All recorded stores. */
export function recordedStores(): RecordedStore[] {
  return recordedNames(root).map((name) => {
    const facts = JSON.parse(readFileSync(join(root, name, 'facts.json'), 'utf8'));
    const kind = name.startsWith('sqlite') ? 'sqlite' : 'mlruns';
    return { name, kind, mlflowVersion: facts.mlflow, ...facts };
  });
}

/** Copies a store into a folder, as if it had been made in `madeIn`. */
export async function placeStore(
  store: RecordedStore,
  folder: string,
  madeIn: string = home,
): Promise<void> {
  await cp(join(root, store.name), folder, { recursive: true });
  if (madeIn === home) return;
  for (const name of await readdir(folder, { recursive: true })) {
    if (['.yaml', ''].includes(extname(name))) await rewriteFile(join(folder, name), madeIn);
  }
  if (store.kind === 'sqlite') rewriteDatabase(join(folder, 'mlflow.db'), madeIn);
}

async function rewriteFile(path: string, madeIn: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.includes(home)) await writeFile(path, text.replaceAll(home, madeIn));
}

const places = {
  experiments: ['artifact_location'],
  runs: ['artifact_uri'],
  model_versions: ['source', 'storage_location'],
  logged_models: ['artifact_location'],
};

function rewriteDatabase(path: string, madeIn: string): void {
  const database = new Database(path);
  for (const [table, columns] of Object.entries(places)) {
    const rows = database.all(`PRAGMA table_info(${table})`);
    const known = new Set(rows.map((row) => row['name']));
    for (const column of columns.filter((name) => known.has(name))) {
      database.run(`UPDATE ${table} SET ${column} = replace(${column}, ?, ?)`, [home, madeIn]);
    }
  }
  database.close();
}

/** The tracking URI of a placed store. */
export function trackingUriOf({ kind }: RecordedStore, folder: string): string {
  return kind === 'sqlite' ? `sqlite:///${join(folder, 'mlflow.db')}` : join(folder, 'mlruns');
}
