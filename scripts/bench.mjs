// Measures mlinvoke beside its peers and prints ratios: above 1, ours is better.
//     npm run bench -- [NAME…] [--json] [--python PATH] [--mlserver PATH] [--folder FOLDER]
// Names: start, requests, ping, trees, files, data; all of them unless given. --python (or
// MLINVOKE_BENCH_PYTHON) has MLflow, scikit-learn and whichever of lightgbm, onnxruntime with
// onnxmltools, and lleaves are to be measured; --mlserver is MLServer's command. Peers that are
// not there are left out and named. --folder keeps the models and data for the next run.
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { benchData } from './bench/data.mjs';
import { benchFiles } from './bench/files.mjs';
import { runCommand, temporaryFolder } from './bench/processes.mjs';
import { toText } from './bench/report.mjs';
import { benchPing, benchRequests, benchStart } from './bench/servers.mjs';
import { benchTrees } from './bench/trees.mjs';

const benches = {
  start: benchStart,
  requests: benchRequests,
  ping: benchPing,
  trees: benchTrees,
  files: benchFiles,
  data: benchData,
};
const withoutModels = new Set(['trees', 'data']);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    python: { type: 'string', default: process.env.MLINVOKE_BENCH_PYTHON ?? '' },
    mlserver: { type: 'string', default: process.env.MLINVOKE_BENCH_MLSERVER ?? '' },
    folder: { type: 'string' },
  },
});
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(2);
}
const chosen = positionals.length > 0 ? positionals : Object.keys(benches);
const folder = values.folder ? resolve(values.folder) : temporaryFolder();
mkdirSync(folder, { recursive: true });
const script = fileURLToPath(new URL('bench/peers.py', import.meta.url));
const options = { folder, script, python: values.python, mlserver: values.mlserver };
for (const peer of ['python', 'mlserver']) {
  if (!values[peer]) console.error(`No --${peer} was given: what needs it is left out.`);
}

const needsModels = chosen.some((name) => !withoutModels.has(name));
if (needsModels && !existsSync(join(folder, 'rows.csv'))) {
  if (!values.python) {
    console.error('The models are made by Python: give --python.');
    process.exit(2);
  }
  await runCommand([values.python, script, 'models', folder]);
}
for (const name of chosen) {
  for await (const result of benches[name](options)) {
    console.log(values.json ? JSON.stringify(result) : toText(result));
  }
}
