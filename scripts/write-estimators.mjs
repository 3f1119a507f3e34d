// Writes docs/ESTIMATORS.md from what the replay of all recorded estimators shows.
import { spawnSync } from 'node:child_process';

const vitest = 'node_modules/vitest/vitest.mjs';
const test = 'test/unit/engines/native/estimators.test.ts';
const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'unit', test], {
  env: { ...process.env, MLINVOKE_WRITE_ESTIMATORS: '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
