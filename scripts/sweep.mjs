// npm run sweep -- --python PATH [--kind NAME] [--count N] [--seed N]: lets the libraries of that
// interpreter fit models with parameters drawn at random, and compares our answers with theirs.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runNode, runProgram } from './run-program.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const kinds = [
  'estimators',
  'pipelines',
  'neighbors',
  'radius',
  'novelty',
  'processes',
  'xgboost',
  'lightgbm',
  'catboost',
];
const { values } = parseArgs({
  options: {
    python: { type: 'string', default: process.env.MLINVOKE_TEST_PYTHON ?? 'python3' },
    kind: { type: 'string', multiple: true, default: kinds },
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});
const folder = join(root, 'test-results/sweep');
rmSync(folder, { recursive: true, force: true });
const fitted = [];
for (const kind of values.kind) {
  const what = [join(root, 'scripts/sweep_models.py'), folder, kind];
  const numbers = ['--count', values.count, '--seed', values.seed];
  const environment = { OMP_NUM_THREADS: '1' };
  const status = await runProgram([values.python, ...what, ...numbers], environment);
  if (status === 0) fitted.push(kind);
}
if (fitted.length === 0) {
  console.error(
    `${values.python} fitted no model. Give the Python of an environment with scikit-learn with --python.`,
  );
  process.exit(1);
}
process.exitCode = await runNode(['scripts/run-vitest.mjs', 'sweep']);
