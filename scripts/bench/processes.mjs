// Starts what is measured, waits for it and ends it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const guardian = spawn(
  process.execPath,
  [fileURLToPath(new URL('guardian.mjs', import.meta.url))],
  // A group of its own: what interrupts the bench must not end it.
  { detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
);
guardian.unref();
guardian.stdin.unref();

/** A new folder that is gone when the bench is, however it ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  guardian.stdin.write(`folder ${folder}\n`);
  return folder;
}

/**
 * Starts a program in a group of processes of its own, which ends with the bench, however that
 * ends. `end` ends the group earlier, and has to be called when the program has ended by itself, too.
 */
export async function startGroup([file, ...values], options) {
  const child = spawn(file, values, { ...options, detached: true });
  await once(child, 'spawn');
  guardian.stdin.write(`group ${child.pid}\n`);
  const exit = once(child, 'exit');
  const end = async () => {
    killGroup(child.pid, 'SIGTERM');
    await Promise.race([exit, delay(5000, undefined, { ref: false })]);
    killGroup(child.pid, 'SIGKILL');
    guardian.stdin.write(`ended ${child.pid}\n`);
  };
  return { child, exit, end };
}

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts a server and waits for its first good answer; `stop` ends it with all that it started. */
export async function startServer({ command, url, environment = {} }) {
  const start = performance.now();
  const env = { ...process.env, ...environment };
  const { child, end } = await startGroup(command, { stdio: 'ignore', env });
  const isRunning = () => (child.exitCode ?? child.signalCode) === null;
  while (performance.now() - start < 120_000 && isRunning()) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
      await response.arrayBuffer();
      const milliseconds = performance.now() - start;
      if (response.ok) return { stop: end, pid: child.pid, milliseconds };
    } catch {
      // Not there yet.
    }
    await delay(5);
  }
  const reason = isRunning() ? 'did not answer within two minutes' : 'ended by itself';
  await end();
  throw new Error(`${command.join(' ')} ${reason}.`);
}

/** Ends a process and what it started; they may have ended already. */
function killGroup(pid, signal) {
  try {
    process.kill(-Number(pid), signal);
  } catch {
    // Nothing is left of it.
  }
}

/** Runs a command to its end; says how long it took and how much memory it and its children had. */
export async function runCommand(command) {
  const start = performance.now();
  const stdio = ['ignore', 'ignore', 'pipe'];
  const { child, exit, end } = await startGroup(command, { stdio });
  let complaint = '';
  child.stderr.on('data', (text) => (complaint = (complaint + text).slice(-2000)));
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, residentBytes(child.pid))), 25);
  const [code] = await exit;
  const milliseconds = performance.now() - start;
  clearInterval(timer);
  await end();
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${complaint}`);
  return { milliseconds, megabytes: peak / 2 ** 20 };
}

/** Resident memory of a process and all below it; 0 where there is no /proc. */
function residentBytes(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const own = Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? 0) * 1024;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').trim().split(' '),
    );
    return children
      .filter((child) => child !== '')
      .reduce((sum, child) => sum + residentBytes(Number(child)), own);
  } catch {
    return 0;
  }
}
