// What can be done with the models of a workspace and of its server without serving them.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { startTrackingServer } from './tracking-server.mjs';
import { openEditor, openWindow } from './workbench.mjs';

describe('the models', { timeout: 600_000 }, () => {
  let server;
  let editor;
  let workbench;
  before(async () => {
    server = await startTrackingServer();
    editor = await openEditor();
    mkdirSync(join(editor.folder, '.vscode'));
    const settings = JSON.stringify({ 'mlinvoke.trackingUri': server.url });
    writeFileSync(join(editor.folder, '.vscode/settings.json'), settings);
    workbench = await openWindow(editor);
    await workbench.showModels();
    await workbench.collapseView('Servers');
  });
  after(async () => {
    await editor?.stop();
    await server?.close();
  });
  afterEach(async (context) => {
    await workbench?.screenshot(`models-${context.name.replace(/\W+/g, '-')}`);
    await workbench?.tidy();
  });

  const sidebar = () => workbench.page.locator('.part.sidebar');
  const copied = () => workbench.page.evaluate(() => navigator.clipboard.readText());
  const remote = () => workbench.modelRow('Version 1').filter({ hasText: 'not downloaded' });

  it('show their signatures side by side', async () => {
    await workbench.modelRow('diabetes-tree').click();
    await workbench.modelRow('iris').click({ modifiers: ['Control'] });
    await workbench.chooseFromMenu(workbench.modelRow('iris'), 'Compare Signatures');
    await workbench.editorTab('Signatures: diabetes-tree ↔ iris').waitFor();
    await workbench.editorText('sepal length (cm): double').waitFor();
    await workbench.editorText('bmi: double').waitFor();
  });

  it('ask for the second one when one is compared', async () => {
    await workbench.modelRow('iris').click();
    await workbench.chooseFromMenu(workbench.modelRow('iris'), 'Compare Signatures');
    await workbench.prompt('Compare the Signature of iris');
    await workbench.screenshot('models-compare-with');
    await workbench.pick('wine-forest');
    await workbench.editorText('alcohol: double').waitFor();
  });

  it('reveal their files in the explorer', async () => {
    await workbench.chooseFromMenu(workbench.modelRow('diabetes-tree'), 'Reveal Files');
    const selected = workbench.page.locator('.explorer-folders-view .monaco-list-row.selected');
    await selected.filter({ hasText: 'diabetes-tree' }).waitFor();
  });

  it('are fetched from their server, and say where their files are', async () => {
    await workbench.showView('MLflow models');
    await remote().waitFor();
    await remote().hover();
    await workbench.screenshot('models-not-downloaded');
    await remote().getByRole('button', { name: 'Download Model' }).click();
    const told = workbench.notification("The model's files are in");
    await told.waitFor();
    await workbench.modelRow('Version 1').filter({ hasText: 'native' }).waitFor();
    await workbench.screenshot('models-downloaded');
    await told.getByRole('button', { name: 'Reveal Files' }).click();
    const outside = workbench.notification('outside of this workspace');
    await outside.getByRole('button', { name: 'Copy Path' }).click();
    await workbench.expect(async () => existsSync(join(await copied(), 'MLmodel')));
    assert.ok((await copied()).startsWith(editor.home));
  });

  it('are fetched again after the cache was cleared', async () => {
    await workbench.runCommand('mlinvoke: Clear Model Cache');
    const question = workbench.modal('Remove all downloaded models (1, ');
    await question.waitFor();
    await workbench.screenshot('models-clear-cache');
    await question.getByRole('button', { name: 'Remove' }).click();
    await workbench.notification('Downloaded models removed: 1.').waitFor();
    await remote().waitFor();
    await workbench.runCommand('mlinvoke: Clear Model Cache');
    await workbench.notification('the cache is empty').waitFor();
  });

  it('say that a filter hides all of them, and come back', async () => {
    await workbench.runCommand('mlinvoke: Filter Models');
    await workbench.prompt('Part of the name of a model');
    await workbench.fillInput('nothing is called so', 'Enter');
    await sidebar().getByText('No model matches the filter.').waitFor();
    await workbench.screenshot('models-filtered');
    await sidebar().getByRole('button', { name: 'Clear Filter', exact: true }).click();
    await workbench.modelRow('diabetes-tree').waitFor();
  });

  it('of a server that cannot be reached are told of, and can be asked for again', async () => {
    await server.close();
    await workbench.runCommand('mlinvoke: Refresh Models');
    const reason = sidebar().getByText('nothing listens there');
    await reason.first().waitFor();
    await workbench.modelRow('Registry').waitFor();
    await workbench.screenshot('models-unreachable');
    await workbench.runCommand('mlinvoke: Serve Model');
    await workbench.prompt('Pick a model');
    await workbench.fillInput(server.url);
    await workbench.screenshot('models-unreachable-pick');
    await workbench.pick('nothing listens there');
    await workbench.notification('nothing listens there').waitFor();
    server = await startTrackingServer({ port: server.port });
    await workbench.modelRow('Try Again').click();
    await workbench.modelRow('Version 1').waitFor();
    await reason.first().waitFor({ state: 'detached' });
  });
});
