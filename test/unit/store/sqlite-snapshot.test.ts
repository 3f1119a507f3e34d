import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { Database } from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { messageOf } from '../../../src/core/errors.ts';
import { openSqlite } from '../../../src/core/store/sql/sqlite/sqlite-database.ts';
import { takeSnapshot } from '../../../src/core/store/sql/sqlite/sqlite-snapshot.ts';
import { buildSqliteWorker } from '../../helpers/sqlite-worker-file.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

/** A database, and a folder for temporary files that no other program uses. */
async function scratch(): Promise<{ original: string; temporary: string }> {
  const folder = await temporaryFolder();
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  vi.stubEnv('TMPDIR', temporary);
  vi.stubEnv('TEMP', temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  const original = join(folder, 'mlflow.db');
  const database = new Database(original);
  database.exec('CREATE TABLE runs (name TEXT)');
  database.close();
  return { original, temporary };
}

/** Another process that holds a copy of the database open, and the folder of the copy. */
async function holdSnapshot(original: string) {
  const bundle = await build({
    stdin: {
      contents: `import { takeSnapshot } from './src/core/store/sql/sqlite/sqlite-snapshot.ts';
        takeSnapshot(${JSON.stringify(original)}, process).then(({ path }) => {
          process.stdout.write(path);
          setInterval(() => {}, 1000);
        });`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
  });
  const child = spawn(process.execPath, ['-e', bundle.outputFiles[0]?.text ?? ''], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [path] = await once(child.stdout, 'data');
  return { child, name: basename(dirname(String(path))) };
}

describe('the copy of a database', () => {
  it('that a killed process left behind is removed by the next one, that of a living process stays', async () => {
    const { original, temporary } = await scratch();
    const [killed, living] = [await holdSnapshot(original), await holdSnapshot(original)];
    await writeFile(join(temporary, 'mlinvoke-sqlite-note'), '');
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    const own = await takeSnapshot(original, process);
    const kept = [living.name, 'mlinvoke-sqlite-note', basename(dirname(own.path))];
    expect((await readdir(temporary)).toSorted()).toEqual(kept.toSorted());
    await own.remove();
    expect(await readdir(temporary)).not.toContain(basename(dirname(own.path)));
  });

  it('of another machine stays, since nobody here knows its processes', async () => {
    const { original, temporary } = await scratch();
    const foreign = 'mlinvoke-sqlite-00000000-999999999-abcdef';
    await mkdir(join(temporary, foreign));
    await (await takeSnapshot(original, process)).remove();
    expect(await readdir(temporary)).toEqual([foreign]);
  });
});

describe('a database that is read through a copy', () => {
  let worker: Awaited<ReturnType<typeof buildSqliteWorker>>;
  beforeAll(async () => {
    worker = await buildSqliteWorker();
  });
  afterAll(() => worker.remove());

  it('leaves none behind when it is closed while it is copied anew', async () => {
    const { original, temporary } = await scratch();
    const options = { workerFile: worker.sqliteWorkerFile, owner: process };
    const database = await openSqlite(original, options);
    const writer = new Database(original);
    writer.exec("INSERT INTO runs VALUES ('new')");
    writer.close();
    // The copy waits for the end of a transaction.
    await writeFile(`${original}-journal`, 'x');
    const answer = database.query('SELECT * FROM runs').then(String, messageOf);
    await vi.waitFor(async () => expect(await readdir(temporary)).toHaveLength(2));
    await database.close();
    await rm(`${original}-journal`);
    expect(await answer).toMatch(/was closed/);
    expect(await readdir(temporary)).toEqual([]);
  });

  it('is not asked what nobody waits for any more', async () => {
    const { original } = await scratch();
    const options = { workerFile: worker.sqliteWorkerFile, owner: process };
    const database = await openSqlite(original, options);
    const first = database.query('SELECT 1 AS one');
    const cancelled = AbortSignal.abort(new Error('cancelled'));
    await expect(database.query('SELECT 2', [], cancelled)).rejects.toThrow('cancelled');
    expect(await first).toEqual([{ one: 1 }]);
    await database.close();
  });
});
