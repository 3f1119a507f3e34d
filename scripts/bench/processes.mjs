// Starts what is measured, waits for it and ends it.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Processes that lead a group; whatever ends this program ends them too. */
const running = new Set();
process.once('exit', () => {
  for (const pid of running) killGroup(pid, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Starts a server in a group of processes of its own and waits for its first good answer. */
export async function startServer({ command, url, cwd, environment = {} }) {
  const start = performance.now();
  const [file, ...values] = command;
  const child = spawn(file, values, {
    detached: true,
    stdio: 'ignore',
    cwd,
    env: { ...process.env, ...environment },
  });
  running.add(child.pid);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = async () => {
    killGroup(child.pid, 'SIGTERM');
    await Promise.race([ended, delay(5000)]);
    killGroup(child.pid, 'SIGKILL');
    running.delete(child.pid);
  };
  while (performance.now() - start < 120_000) {
    if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended by itself.`);
    try {
      const response = await fetch(url);
      await response.arrayBuffer();
      if (response.ok) return { stop, pid: child.pid, milliseconds: performance.now() - start };
    } catch {
      // Not there yet.
    }
    await delay(5);
  }
  await stop();
  throw new Error(`${command.join(' ')} did not answer within two minutes.`);
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
export async function runCommand(command, cwd) {
  const [file, ...values] = command;
  const start = performance.now();
  const child = spawn(file, values, { cwd, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(child.pid);
  let complaint = '';
  child.stderr.on('data', (text) => (complaint = (complaint + text).slice(-2000)));
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, residentBytes(child.pid))), 25);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  running.delete(child.pid);
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${complaint}`);
  return { milliseconds: performance.now() - start, megabytes: peak / 2 ** 20 };
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
