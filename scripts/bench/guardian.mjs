// Outlives the bench for a moment: when the pipe from it ends, however the bench went (finished,
// failed, interrupted, killed), this ends the process groups and removes the folders that are left.
// Lines: `group PID`, `ended PID`, `folder PATH`.
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';

const groups = new Set();
const folders = new Set();

for await (const line of createInterface(process.stdin)) {
  const [, word, value] = /^(\w+) (.*)$/u.exec(line) ?? [];
  if (word === 'group') groups.add(Number(value));
  else if (word === 'ended') groups.delete(Number(value));
  else if (word === 'folder') folders.add(value);
}
for (const pid of groups) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing is left of it.
  }
}
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
