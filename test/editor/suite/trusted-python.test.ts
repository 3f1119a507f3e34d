import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { MlinvokeApi } from '../../../src/extension/api.ts';
import {
  activateExtension,
  answering,
  errorsOf,
  fileIn,
  responseText,
  runCommand,
  waitFor,
} from './workspace.ts';

/** The processes that this one has started, and theirs. */
function descendants(pid: number): number[] {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const pairs = table.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const children = pairs.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('A model that needs Python', () => {
  const model = () => fileIn('models/body-mass-index');
  let api: MlinvokeApi;
  before(async function needsPython() {
    // Set where an interpreter with MLflow is at hand; the rest of the suite needs none.
    if (!process.env['MLINVOKE_PYTHON']) this.skip();
    api = await activateExtension();
  });
  afterEach(() => runCommand('stopAllServers'));

  async function serve(): Promise<{ id: string; url: string; engine: string; workers: number[] }> {
    const before = new Set(descendants(process.pid));
    const served = await runCommand<{ id: string; url: string; engine: string }>(
      'serveModel',
      model(),
    );
    return { ...served, workers: descendants(process.pid).filter((pid) => !before.has(pid)) };
  }

  it('is served by the python engine, and its process ends with the server', async () => {
    const { id, engine, workers } = await serve();
    assert.equal(engine, 'python');
    assert.ok(workers.length > 0, 'a process was started');
    await runCommand('stopServer', id);
    assert.deepEqual(workers.filter(isAlive), []);
  });

  it('answers the requests of its file', async () => {
    const sent = await runCommand<{ status: number; failedChecks: number }>(
      'sendInvocation',
      fileIn('body-mass-index.invoke'),
      0,
    );
    assert.deepEqual([sent.status, sent.failedChecks], [200, 0], responseText('body-mass-index'));
  });

  it('is told with the cause when its process dies, and restarts on the same address', async () => {
    const { id, url, workers } = await serve();
    let answer: (action: string) => void = () => {};
    const messages: string[] = [];
    const showErrorMessage = (message: string) => {
      messages.push(message);
      return new Promise((resolve) => {
        answer = resolve;
      });
    };
    await answering({ showErrorMessage }, async () => {
      for (const pid of workers.filter(isAlive)) process.kill(pid, 'SIGKILL');
      await waitFor('the crash', () => api.servers[0]?.state === 'failed');
      await waitFor('a message', () => messages.length > 0);
      answer('Restart');
      await waitFor('the restart', () => api.servers[0]?.state === 'running');
    });
    assert.match(messages[0] ?? '', /body-mass-index is no longer served\. /);
    assert.deepEqual([api.servers[0]?.id, api.servers[0]?.url], [id, url]);
    assert.equal((await fetch(`${url}/ping`)).status, 200);
  });

  it('is refused by name when only the native engine may run it', async () => {
    const vscode = await import('vscode');
    const settings = vscode.workspace.getConfiguration('mlinvoke');
    await settings.update('engine', 'native', vscode.ConfigurationTarget.Global);
    try {
      const errors = await errorsOf(() => runCommand('serveModel', model()));
      assert.equal(errors.length, 1);
      assert.match(errors[0] ?? '', /native/i);
    } finally {
      await settings.update('engine', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
