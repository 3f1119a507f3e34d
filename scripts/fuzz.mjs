// npm run fuzz -- [--rounds N] [--seed N]: breaks every recorded model in N ways and reads it.
import { parseArgs } from 'node:util';
import { runNode } from './run-program.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
for (const [name, text] of Object.entries(values)) {
  if (/^\d+$/u.test(text)) continue;
  console.error(`--${name} is "${text}"; give a whole number.`);
  process.exit(2);
}
process.exitCode = await runNode(['scripts/run-vitest.mjs', 'fuzz'], {
  MLINVOKE_FUZZ_ROUNDS: values.rounds,
  MLINVOKE_FUZZ_SEED: values.seed,
});
