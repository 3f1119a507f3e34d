// 200 trees of 31 leaves on one thread: ours by each way of finding leaves, and the libraries.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runCommand, startGroup } from './processes.mjs';
import { line } from './report.mjs';
import { bundleSource } from './bundle-source.mjs';

const rounds = 5;
const counts = [1, 1000, 10_000];

export async function* benchTrees({ folder, python, script }) {
  if (!python) return yield { name: 'trees', skipped: 'no Python was given' };
  if (!existsSync(join(folder, 'trees.json'))) {
    await runCommand([python, script, 'make-trees', folder]);
  }
  const engine = await bundleSource(`
    export { buildEnsemble } from './core/engines/native/tree-ensemble/build-ensemble.ts';
    export { sumLeaves, walkRows } from './core/engines/native/tree-ensemble/sum-leaves.ts';`);
  const trees = JSON.parse(readFileSync(join(folder, 'trees.json'), 'utf8'));
  const start = performance.now();
  const ensemble = engine.buildEnsemble(trees, {
    featureCount: 20,
    valueCount: 1,
    outputCount: 1,
    refuse: (reason) => new Error(reason),
  });
  const compileTime = performance.now() - start;
  const rows = readNumbers(join(folder, 'rows.f64'));
  const part = (count, first = 0) => ({
    kind: 'matrix',
    rowCount: count,
    columnCount: 20,
    values: rows.subarray(first * 20, (first + count) * 20),
    isFloat32: false,
  });
  const firstCalls = [1, 1000].map((count) => {
    const before = performance.now();
    engine.sumLeaves(ensemble, part(count));
    return performance.now() - before;
  });
  checkAnswers(engine.sumLeaves(ensemble, part(10_000)), join(folder, 'answers.f64'));
  const peers = await openPeers(python, script, folder);
  try {
    for (const count of counts) yield await race({ count, engine, ensemble, part, peers });
    const { lleaves } = peers.compileTimes;
    const note = `first call with 1 row ${firstCalls[0].toFixed(1)} ms, with 1,000 rows ${firstCalls[1].toFixed(1)} ms`;
    yield { ...line('trees-compile', 'ms', compileTime, lleaves ? { lleaves } : {}), note };
  } finally {
    await peers.close();
  }
}

async function race({ count, engine, ensemble, part, peers }) {
  const sums = new Float64Array(count);
  const ways = {
    ours: (first) => engine.sumLeaves(ensemble, part(count, first)),
    array_walker: (first) => engine.walkRows(ensemble, { matrix: part(count, first), sums }),
  };
  const best = {};
  const keep = (name, time) => (best[name] = Math.min(best[name] ?? Infinity, time));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, way] of Object.entries(ways)) keep(name, shortest(way, count));
    for (const name of peers.names) keep(name, await peers.time(name, count));
  }
  const { ours, ...theirs } = best;
  return line(`trees-${count}`, 'ms', ours, theirs);
}

/** Milliseconds of the fastest of many calls; single rows go by the hundred, each another one. */
function shortest(way, count) {
  const calls = count === 1 ? 200 : 1;
  let best = Infinity;
  const end = performance.now() + 300;
  while (performance.now() < end) {
    const start = performance.now();
    for (let call = 0; call < calls; call += 1) way(calls === 1 ? 0 : call);
    best = Math.min(best, (performance.now() - start) / calls);
  }
  return best;
}

function checkAnswers(found, file) {
  const expected = readNumbers(file);
  const isWrong = expected.some((value, at) => Math.abs(value - found[at]) > 1e-9);
  if (isWrong) throw new Error('Our trees answer otherwise than LightGBM.');
}

function readNumbers(file) {
  const bytes = readFileSync(file);
  return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

async function openPeers(python, script, folder) {
  const stdio = ['pipe', 'pipe', 'ignore'];
  const { child, end } = await startGroup([python, script, 'trees', folder], { stdio });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const read = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${python} ${script} ended by itself.`);
    return JSON.parse(value);
  };
  const names = [];
  const compileTimes = {};
  for (let answer = await read(); !answer.ready; answer = await read()) {
    if (answer.missing) process.stderr.write(`${answer.peer} is not installed: it is left out\n`);
    else names.push(answer.peer);
    compileTimes[answer.peer] = answer.compile_ms;
  }
  return {
    names,
    compileTimes,
    time: async (name, count) => {
      child.stdin.write(`${name} ${count}\n`);
      return (await read()).ms;
    },
    close: end,
  };
}
