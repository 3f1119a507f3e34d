// Servers beside one another: the time to the first /ping, requests per second, /ping under load.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { requestsPerSecond } from './load.mjs';
import { pingUnderLoad } from './ping-under-load.mjs';
import { freePort, startServer } from './processes.mjs';
import { line, median } from './report.mjs';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const koaEcho = fileURLToPath(new URL('../bench-koa-echo.mjs', import.meta.url));
const columns = ['sepal length', 'sepal width', 'petal length', 'petal width'];

/** How each server is started for a model; undefined where it is not installed. */
const starters = {
  ours: ({ model, port }) => [process.execPath, cli, 'serve', '-m', model, '-p', String(port)],
  mlflow: ({ model, port, python }) => {
    const values = ['-m', model, '-p', String(port), '--env-manager', 'local'];
    return python && [python, '-m', 'mlflow', 'models', 'serve', ...values];
  },
  mlserver: ({ model, port, mlserver, folder }) =>
    mlserver && [mlserver, 'start', mlserverFolder({ model, port, folder })],
  koa_echo: ({ port }) => [process.execPath, koaEcho, String(port)],
};

/** MLServer's settings: it takes as many ports as it has protocols. */
function mlserverFolder({ model, port, folder }) {
  const place = join(folder, `mlserver-${port}`);
  mkdirSync(place, { recursive: true });
  const settings = { http_port: port, grpc_port: port + 1, metrics_port: port + 2 };
  writeFileSync(join(place, 'settings.json'), JSON.stringify(settings));
  writeFileSync(
    join(place, 'model-settings.json'),
    JSON.stringify({
      name: 'model',
      implementation: 'mlserver_mlflow.MLflowRuntime',
      parameters: { uri: model },
    }),
  );
  return place;
}

async function start(name, options) {
  const port = await freePort();
  const command = starters[name]({ ...options, port });
  if (!command) return undefined;
  const path = { mlserver: '/v2/health/ready', koa_echo: '/' }[name] ?? '/ping';
  // Programs that a virtual environment brings are found beside its interpreter.
  const PATH = `${dirname(command[0])}:${process.env.PATH}`;
  const url = `http://127.0.0.1:${port}${path}`;
  return { port, ...(await startServer({ command, url, environment: { PATH } })) };
}

/** From the command to the first good answer. */
export async function* benchStart(options) {
  const model = join(options.folder, 'forest');
  const times = {};
  for (let round = 0; round < 3; round += 1) {
    for (const name of ['ours', 'mlflow', 'mlserver']) {
      if (name !== 'ours' && round > 0) continue; // they take long enough to be measured once
      const server = await start(name, { ...options, model });
      if (!server) continue;
      await server.stop();
      (times[name] ??= []).push(server.milliseconds);
    }
  }
  const { ours, ...peers } = Object.fromEntries(
    Object.entries(times).map(([name, list]) => [name, median(list)]),
  );
  yield line('first-ping-forest', 'ms', ours, peers);
}

/** Requests per second with one row and with a thousand; processor time where the system tells. */
export async function* benchRequests(options) {
  for (const modelName of ['logreg', 'forest']) {
    const model = join(options.folder, modelName);
    const servers = {};
    try {
      for (const name of Object.keys(starters)) {
        const server = await start(name, { ...options, model });
        if (server) servers[name] = server;
      }
      for (const [rows, connections] of [
        [1, 1],
        [1, 16],
        [1000, 1],
      ]) {
        const name = `${rows}-row${rows === 1 ? '' : 's'}-${modelName}-${connections}-connection${connections === 1 ? '' : 's'}`;
        yield await loadAll(name, { servers, rows, connections, folder: options.folder });
      }
    } finally {
      for (const server of Object.values(servers)) await server.stop();
    }
  }
}

async function loadAll(name, { servers, rows, connections, folder }) {
  const data = Array.from({ length: rows }, (_, row) => [5.1 + (row % 9) / 10, 3.5, 1.4, 0.2]);
  const body = JSON.stringify({ dataframe_split: { columns, data } });
  const rates = {};
  const costs = {};
  for (let round = -1; round < 3; round += 1) {
    for (const [server, { port, pid }] of Object.entries(servers)) {
      const before = processorSeconds(pid);
      const asked = { port, body, connections, folder, seconds: 2 };
      const rate = await requestsPerSecond(asked);
      if (round < 0) continue; // the first round is for each to warm up
      (rates[server] ??= []).push(rate);
      const used = processorSeconds(pid) - before;
      (costs[server] ??= []).push((used / (rate * 2)) * 1e6);
    }
  }
  const middle = (lists) =>
    Object.fromEntries(Object.entries(lists).map(([server, list]) => [server, median(list)]));
  const { ours, ...peers } = middle(rates);
  const { ours: ourCost, koa_echo: echoCost } = middle(costs);
  const note = Number.isFinite(ourCost)
    ? `processor time ${(echoCost / ourCost).toPrecision(2)} x koa_echo (${ourCost.toFixed(0)} µs a request)`
    : '';
  return { ...line(name, 'rps', ours, peers), note };
}

/** User and system time of a process; NaN where there is no /proc. */
function processorSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

/** The longest /ping while 100,000 rows are predicted, beside the longest of an idle server. */
export async function* benchPing(options) {
  const model = join(options.folder, 'forest');
  const server = await start('ours', { ...options, model });
  try {
    const runs = [];
    for (let round = 0; round < 5; round += 1) runs.push(await pingUnderLoad(server.port));
    const { busy, idle, milliseconds, timing } = runs.toSorted((a, b) => a.busy - b.busy)[2];
    const note = `the request took ${milliseconds.toFixed(0)} ms: ${timing}`;
    yield { ...line('ping-during-100000-rows', 'ms', busy, { idle_server: idle }), note };
  } finally {
    await server.stop();
  }
}
