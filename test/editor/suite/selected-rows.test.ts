import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MlinvokeApi } from '../../../src/extension/api.ts';
import { activateExtension, errorsOf, fileIn, runCommand, waitFor } from './workspace.ts';

interface Served {
  readonly id: string;
  readonly url: string;
}

/** What the editor passes for a row among others that are selected: the row, and all of them. */
function among<T>(rows: readonly T[]): readonly [T | undefined, readonly T[]] {
  return [rows[0], rows];
}

async function copied(): Promise<readonly string[]> {
  return (await vscode.env.clipboard.readText()).split('\n');
}

/** The files that have a tab; the editor tells of a tab a little after it has shown it. */
function openedPaths(): readonly string[] {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.flatMap(({ input }) => (input instanceof vscode.TabInputText ? input.uri.path : []));
}

describe('A command on several rows', () => {
  const iris = () => fileIn('models/iris');
  const wine = () => fileIn('models/wine-forest');
  let api: MlinvokeApi;
  before(async () => {
    api = await activateExtension();
  });
  afterEach(async () => {
    await runCommand('stopAllServers');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('copies, restarts, stops and removes those servers that it is for', async () => {
    const first = await runCommand<Served>('serveModel', iris());
    const second = await runCommand<Served>('serveModel', wine());
    await errorsOf(() => runCommand('serveModel', fileIn('models/nothing')));
    const rows = api.servers.map(({ id }) => ({ id }));
    assert.equal(rows.length, 3);
    await runCommand('copyServerUrl', ...among(rows));
    assert.deepEqual(await copied(), [first.url, second.url]);
    await runCommand('restartServer', ...among(rows.slice(0, 2)));
    assert.deepEqual(
      api.servers.map(({ url }) => url),
      [first.url, second.url, undefined],
    );
    await runCommand('stopServer', ...among(rows));
    assert.deepEqual(
      api.servers.map(({ state }) => state),
      ['failed'],
    );
    await errorsOf(() => runCommand('serveModel', fileIn('models/none')));
    await runCommand('removeServer', ...among(api.servers));
    assert.deepEqual(api.servers, []);
  });

  it('copies the URIs and folders of models, a line each', async () => {
    await runCommand('copyModelUri', ...among([iris(), 'models:/iris@champion']));
    assert.deepEqual(await copied(), [iris().fsPath, 'models:/iris@champion']);
    await runCommand('copyModelPath', ...among([iris(), wine()]));
    assert.deepEqual(await copied(), [iris().fsPath, wine().fsPath]);
  });

  it('opens and fetches all models but those that are not there, and names these', async () => {
    const rows = [iris(), fileIn('models/nothing'), fileIn('models/none'), wine()];
    const errors = await errorsOf(() => runCommand('openModelFile', ...among(rows)));
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /nothing.* .*none/);
    await waitFor('both files have a tab', () => {
      const paths = [iris(), wine()].map(({ path }) => `${path}/MLmodel`);
      return openedPaths().join() === paths.join() || undefined;
    });
    const folders = await runCommand('downloadModel', ...among([iris(), wine()]));
    assert.deepEqual(folders, [iris().fsPath, wine().fsPath]);
  });
});
