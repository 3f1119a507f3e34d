// npm run estimators: writes docs/ESTIMATORS.md from what the replay of all recorded estimators shows.
import { runNode } from './run-program.mjs';

const test = 'test/unit/engines/native/estimators.test.ts';
process.exitCode = await runNode(
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', test],
  { MLINVOKE_WRITE_ESTIMATORS: '1' },
);
