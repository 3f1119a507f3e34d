// A million rows of CSV through each model: ours, MLflow, and pandas with scikit-learn.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from './processes.mjs';
import { line } from './report.mjs';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export async function* benchFiles({ folder, python, script }) {
  const input = join(folder, 'rows.csv');
  for (const name of ['logreg', 'forest']) {
    const model = join(folder, name);
    const paths = (output) => ['-m', model, '-i', input, '-o', join(folder, output), '-t', 'csv'];
    const mlflow = [python, '-m', 'mlflow', 'models', 'predict', '--env-manager', 'local'];
    const commands = {
      ours: [process.execPath, cli, 'predict', ...paths('ours.csv')],
      ...(python && {
        mlflow: [...mlflow, ...paths('mlflow.json')],
        pandas: [python, script, 'csv', model, input, join(folder, 'pandas.csv')],
      }),
    };
    const best = {};
    const memory = {};
    for (let round = 0; round < 2; round += 1) {
      for (const [peer, command] of Object.entries(commands)) {
        const { milliseconds, megabytes } = await runCommand(command);
        best[peer] = Math.min(best[peer] ?? Infinity, milliseconds);
        memory[peer] = Math.max(memory[peer] ?? 0, megabytes);
      }
    }
    const { ours, ...peers } = best;
    yield line(`csv-1000000-rows-${name}`, 'ms', ours, peers);
    const { ours: ourMemory, ...theirs } = memory;
    yield line(`csv-1000000-rows-${name}-memory`, 'megabytes', ourMemory, theirs);
  }
}
