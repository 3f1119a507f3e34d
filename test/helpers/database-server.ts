import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** A real database server of its own, in a temporary folder. */
export interface DatabaseServer {
  readonly port: number;
  /** A folder with `server.crt`, which the server shows to who asks for TLS. */
  readonly folder: string;
  stop(): Promise<void>;
}

const postgresHome = '/usr/lib/postgresql';

/** The folder of the newest PostgreSQL that Debian has installed here. */
export function postgresPrograms(): string | undefined {
  if (!existsSync(postgresHome)) return undefined;
  const [newest] = readdirSync(postgresHome).toSorted((a, b) => Number(b) - Number(a));
  const folder = join(postgresHome, newest ?? '', 'bin');
  return existsSync(join(folder, 'initdb')) ? folder : undefined;
}

/** Whether Debian's MariaDB is installed here. */
export const hasMariadb = existsSync('/usr/sbin/mariadbd');

/** PostgreSQL with the superuser `root` of the given password, and TLS. */
export async function startPostgres(password: string): Promise<DatabaseServer> {
  const programs = postgresPrograms();
  if (programs === undefined) throw new Error('PostgreSQL is not installed');
  const { folder, account } = makeFolder('mlinvoke-postgres-');
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  makeCertificate(folder, account);
  execFileSync(
    join(programs, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'root',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '-N',
      '--locale=C.UTF-8',
    ],
    { cwd: folder, stdio: 'ignore', ...account },
  );
  const port = await freePort();
  const settings = [
    'fsync=off',
    'ssl=on',
    `ssl_cert_file=${folder}/server.crt`,
    `ssl_key_file=${folder}/server.key`,
  ];
  const child = spawn(
    join(programs, 'postgres'),
    [
      '-D',
      data,
      '-p',
      String(port),
      '-k',
      folder,
      '-h',
      '127.0.0.1',
      ...settings.flatMap((each) => ['-c', each]),
    ],
    { cwd: folder, stdio: 'ignore', ...account },
  );
  const ping = [join(programs, 'pg_isready'), '-q', '-h', '127.0.0.1', '-p', String(port)];
  await untilReady(child, ping).catch((error: unknown) => failed(error, child, folder));
  return { port, folder, stop: () => stop(child, folder, 'SIGINT') };
}

/** MariaDB with an account `root` of the given password, reached by TCP. */
export async function startMariadb(password: string): Promise<DatabaseServer> {
  const { folder, account } = makeFolder('mlinvoke-mariadb-');
  const data = join(folder, 'data');
  makeCertificate(folder, account);
  execFileSync(
    'mariadb-install-db',
    [
      '--no-defaults',
      `--datadir=${data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    { cwd: folder, stdio: 'ignore', ...account },
  );
  const start = join(folder, 'start.sql');
  writeFileSync(
    start,
    `CREATE OR REPLACE USER 'root'@'127.0.0.1' IDENTIFIED BY '${password}';\nGRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;\n`,
  );
  const port = await freePort();
  const socket = join(folder, 'socket');
  const child = spawn(
    '/usr/sbin/mariadbd',
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${socket}`,
      `--pid-file=${folder}/pid`,
      `--init-file=${start}`,
      '--skip-name-resolve',
      '--innodb-flush-log-at-trx-commit=0',
      `--ssl-cert=${folder}/server.crt`,
      `--ssl-key=${folder}/server.key`,
    ],
    { cwd: folder, stdio: 'ignore', ...account },
  );
  const ping = ['mariadb-admin', '--no-defaults', `--socket=${socket}`, 'ping'];
  await untilReady(child, ping).catch((error: unknown) => failed(error, child, folder));
  return { port, folder, stop: () => stop(child, folder, 'SIGTERM') };
}

/** Both servers refuse to run for the administrator. */
function makeFolder(prefix: string): { folder: string; account: { uid?: number; gid?: number } } {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  if (process.getuid?.() !== 0) return { folder, account: {} };
  const nobody = 65534;
  chownSync(folder, nobody, nobody);
  return { folder, account: { uid: nobody, gid: nobody } };
}

function makeCertificate(folder: string, account: { uid?: number; gid?: number }): void {
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      join(folder, 'server.key'),
      '-out',
      join(folder, 'server.crt'),
    ],
    { stdio: 'ignore', ...account },
  );
}

async function untilReady(child: ChildProcess, [program = '', ...rest]: string[]): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await wait(100)) {
    if (!isRunning(child)) throw new Error('the database server ended at once');
    try {
      execFileSync(program, rest, { stdio: 'ignore' });
      return;
    } catch {
      // Not yet.
    }
  }
  throw new Error('the database server did not become ready');
}

/** A server that did not become ready leaves nothing behind. */
async function failed(error: unknown, child: ChildProcess, folder: string): Promise<never> {
  await stop(child, folder, 'SIGKILL');
  throw error;
}

function isRunning(child: ChildProcess): boolean {
  return (child.exitCode ?? child.signalCode) === null;
}

async function stop(child: ChildProcess, folder: string, signal: NodeJS.Signals): Promise<void> {
  if (isRunning(child)) {
    child.kill(signal);
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}
