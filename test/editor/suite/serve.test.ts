import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MlinvokeApi } from '../../../src/extension/api.ts';
import {
  activateExtension,
  answering,
  errorsOf,
  fileIn,
  pickingFromWhole,
  runCommand,
} from './workspace.ts';

interface Served {
  readonly id: string;
  readonly url: string;
  readonly engine: string;
}

describe('Serve Model', () => {
  let api: MlinvokeApi;
  before(async () => {
    api = await activateExtension();
  });
  afterEach(() => runCommand('stopAllServers'));

  it('serves the model of an MLmodel file natively and answers like MLflow', async () => {
    const { url, engine } = await runCommand<Served>('serveModel', fileIn('models/iris/MLmodel'));
    assert.equal(engine, 'native');
    assert.equal((await fetch(`${url}/ping`)).status, 200);
    const body = await vscode.workspace.fs.readFile(
      fileIn('models/iris/serving_input_example.json'),
    );
    const reply = await fetch(`${url}/invocations`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: new TextDecoder().decode(body),
    });
    assert.equal(reply.status, 200);
    const { predictions } = (await reply.json()) as { predictions: unknown[] };
    assert.ok(predictions.length > 0);
  });

  it('serves a registered model by its alias', async () => {
    const { url } = await runCommand<Served>('serveModel', 'models:/iris@champion');
    assert.equal((await fetch(`${url}/ping`)).status, 200);
    assert.equal(api.servers[0]?.name, 'iris');
  });

  it('serves several models at once and each only once', async () => {
    const iris = fileIn('models/iris');
    const [first, again, other] = await Promise.all([
      runCommand<Served>('serveModel', iris),
      runCommand<Served>('serveModel', iris),
      runCommand<Served>('serveModel', fileIn('models/wine-forest')),
    ]);
    assert.equal(first.url, again.url);
    assert.notEqual(first.url, other.url);
    assert.equal(api.servers.length, 2);
  });

  it('offers the models of the workspace, its registry and a URI of the user', async () => {
    let labels: readonly string[] = [];
    const picking = pickingFromWhole((items) => {
      labels = items.map(({ label }) => label);
      return items.find(({ label }) => label.endsWith(' diabetes-tree'));
    });
    const served = await answering(picking, () => runCommand<Served>('serveModel'));
    assert.equal(served.engine, 'native');
    assert.ok(
      labels.some((label) => label.startsWith('$(tag) iris')),
      labels.join(),
    );
    assert.equal(labels.at(-1), '$(link) Enter a model URI…');
  });

  it('keeps its address over a restart', async () => {
    const served = await runCommand<Served>('serveModel', fileIn('models/iris'));
    const again = await runCommand<Served>('restartServer', served.id);
    assert.equal(again.url, served.url);
    assert.equal((await fetch(`${again.url}/ping`)).status, 200);
  });

  it('copies the address', async () => {
    const served = await runCommand<Served>('serveModel', fileIn('models/iris'));
    await runCommand('copyServerUrl', served.id);
    assert.equal(await vscode.env.clipboard.readText(), served.url);
  });

  it('ends everything when it is stopped', async () => {
    const { url, id } = await runCommand<Served>('serveModel', fileIn('models/iris'));
    await runCommand('stopServer', id);
    await assert.rejects(fetch(`${url}/ping`));
    assert.deepEqual(api.servers, []);
  });

  it('says in one sentence what is wrong with a model that cannot be served', async () => {
    const missing = await errorsOf(() => runCommand('serveModel', fileIn('models/nothing')));
    assert.equal(missing.length, 1);
    assert.match(missing[0] ?? '', /nothing/);
    const broken = await errorsOf(() => runCommand('serveModel', fileIn('models/broken')));
    assert.equal(broken.length, 1);
    assert.match(broken[0] ?? '', /MLmodel file cannot be read/);
    const unknown = await errorsOf(() => runCommand('serveModel', 'models:/iris@nobody'));
    assert.match(unknown[0] ?? '', /no alias "nobody"/);
    assert.deepEqual(
      api.servers.map(({ name, state }) => [name, state]),
      [
        ['nothing', 'failed'],
        ['broken', 'failed'],
      ],
    );
  });
});
