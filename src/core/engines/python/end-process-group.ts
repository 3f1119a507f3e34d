import { execFile } from 'node:child_process';
import { platform } from 'node:os';

/**
 * Kills a process that leads its own group, and all that it started. Resolves when the attempt is
 * over, also when nothing was left to kill. Node itself can signal a single child only.
 */
export function endProcessGroup(pid: number): Promise<void> {
  const [command, args] =
    platform() === 'win32'
      ? ['taskkill', ['/PID', String(pid), '/T', '/F']]
      : ['/bin/sh', ['-c', `kill -s KILL -- -${pid}`]];
  return new Promise((resolve) => {
    execFile(command, args, { windowsHide: true, timeout: 5000 }, () => resolve());
  });
}
