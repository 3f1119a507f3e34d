// Runs programs in this project's folder with our own standard streams.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program to its end and answers its exit code; a signal that would end us goes on to it. */
export async function runProgram([file, ...args], environment = {}) {
  const env = { ...process.env, ...environment };
  const child = spawn(file, args, { cwd: root, env, stdio: 'inherit' });
  let stoppedBy;
  const pass = (signal) => {
    stoppedBy = signal;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, pass);
  const [code] = await once(child, 'exit');
  for (const signal of signals) process.off(signal, pass);
  // Nothing that would follow may begin.
  if (stoppedBy) process.kill(process.pid, stoppedBy);
  return code ?? 1;
}

/** The same for a Node program. */
export function runNode(args, environment) {
  return runProgram([process.execPath, ...args], environment);
}
