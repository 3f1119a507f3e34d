// npm run demo: serves a sample model that real MLflow saved, sends samples/iris.invoke to it,
// prints requests and predictions, measures the start, stops. Needs Node only: no Python.
import { spawn, spawnSync } from 'node:child_process';
import { get } from 'node:http';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(root, 'dist/cli.js');
const model = 'samples/models/iris';
const requests = 'samples/iris.invoke';

/** Starts `mlinvoke serve` and waits for its ready line. */
async function startServer() {
  const child = spawn(process.execPath, [cli, 'serve', '-m', model, '-p', '0'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // Whatever ends the demo ends the server too.
  process.once('exit', () => child.kill());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
  const line = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`mlinvoke serve ended with ${code}`)));
  });
  return { child, line, url: /at (http:\S+)/.exec(line)?.[1] };
}

/** The status of a GET; node:http, since fetch takes a while to load. */
function statusOf(address) {
  return new Promise((resolve, reject) => {
    get(address, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
}

function stopServer(child) {
  return new Promise((resolve) => {
    child.removeAllListeners('close');
    child.on('close', resolve);
    child.kill('SIGTERM');
  });
}

/** Sends the file with `mlinvoke send --json`: one document per request. */
function sendAll(url) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [cli, 'send', requests, '--target', url, '--json'],
    { cwd: root, encoding: 'utf8' },
  );
  process.stderr.write(stderr);
  const outcomes = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return { outcomes, status };
}

function indent(text) {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}

function printOutcome({ name, request, status, milliseconds, body, checks }) {
  console.log(`\n### ${name}`);
  console.log(
    `  ${request.method} ${request.url} (${request.headers['Content-Type'] ?? 'no body'})`,
  );
  console.log(indent(request.body.trimEnd()));
  console.log(`  ${status} in ${milliseconds.toFixed(1)} ms`);
  console.log(indent(body));
  for (const { ok, message } of checks) console.log(`  ${ok ? '✓' : '✗'} ${message}`);
}

console.log(`$ mlinvoke serve -m ${model} -p 0`);
const start = performance.now();
const { child, line, url } = await startServer();
let isGood = false;
try {
  const ping = await statusOf(`${url}/ping`);
  const milliseconds = performance.now() - start;
  console.log(line);
  console.log(`first GET /ping after ${milliseconds.toFixed(0)} ms: ${ping}`);
  console.log(`\n$ mlinvoke send ${requests} --target ${url}`);
  const { outcomes, status } = sendAll(url);
  outcomes.forEach(printOutcome);
  const checks = outcomes.flatMap((outcome) => outcome.checks);
  const held = checks.filter(({ ok }) => ok).length;
  console.log(`\n${outcomes.length} requests; ${held} of ${checks.length} checks hold.`);
  isGood = ping === 200 && status === 0 && checks.length > 0 && held === checks.length;
} finally {
  const code = await stopServer(child);
  console.log(code === 0 ? 'Stopped.' : `The server ended with ${code}.`);
  isGood &&= code === 0;
}
process.exitCode = isGood ? 0 : 1;
