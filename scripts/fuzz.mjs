// npm run fuzz -- [--rounds N] [--seed N]: breaks every recorded model in N ways and reads it.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const { status } = spawnSync(process.execPath, ['scripts/run-vitest.mjs', 'fuzz'], {
  env: { ...process.env, MLINVOKE_FUZZ_ROUNDS: values.rounds, MLINVOKE_FUZZ_SEED: values.seed },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
