// Journey 1: from the palette, the tree and the explorer to a running server, and back.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { openWorkbench } from './workbench.mjs';

describe('serving a model', { timeout: 600_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    ({ editor, workbench } = await openWorkbench());
  });
  after(() => editor?.stop());
  afterEach(async (context) => {
    await workbench?.screenshot(`serve-${context.name.replace(/\W+/g, '-')}`);
    await workbench?.tidy();
  });

  it('shows the models of the workspace and what to do when none is served', async () => {
    await workbench.showModels();
    await workbench.modelRow('iris').waitFor();
    await workbench.page.getByText('No model is being served.').waitFor();
    await workbench.modelRow('diabetes-tree').waitFor();
    await workbench.modelRow('broken').waitFor();
  });

  it('says which engine each model will get, and why one needs Python', async () => {
    await workbench.modelRow('iris').filter({ hasText: 'native' }).waitFor();
    const python = workbench.modelRow('body-mass-index').filter({ hasText: /\bpython\b/ });
    await python.waitFor();
    await python.hover();
    await workbench.hover('Engine: python. The native engine cannot run this model').waitFor();
  });

  it('starts one from the welcome view by picking it', async () => {
    await workbench.page
      .locator('.part.sidebar')
      .getByRole('button', { name: 'Serve Model' })
      .last()
      .click();
    await workbench.prompt('Pick a model');
    await workbench.screenshot('serve-pick-a-model');
    await workbench.pick('wine-forest');
    await workbench.notification('wine-forest is served at http://127.0.0.1:').waitFor();
    await workbench.serverRow(/127\.0\.0\.1:\d+ · native/).waitFor();
    const text = await workbench.statusBar(/mlinvoke servers/).innerText();
    assert.match(text.replaceAll('\u00a0', ' '), /wine-forest 127\.0\.0\.1:\d+ · native/);
  });

  it('starts another with the button of its row', async () => {
    const row = workbench.modelRow('diabetes-tree');
    await row.hover();
    await row.getByRole('button', { name: 'Serve Model' }).click();
    await workbench.notification('diabetes-tree is served at').waitFor();
    await workbench.statusBar(/2 models/).waitFor();
  });

  it('starts a third from the menu of its MLmodel file', async () => {
    await workbench.showView('Explorer');
    await workbench.explorerItem('models').click();
    await workbench.explorerItem('iris').click();
    await workbench.chooseFromMenu(workbench.explorerItem('MLmodel'), 'Serve Model');
    await workbench.notification('iris is served at').waitFor();
    await workbench
      .notification('iris is served at')
      .getByRole('button', { name: 'Copy URL' })
      .click();
    await workbench.page.getByText('Copied http://127.0.0.1:').first().waitFor();
    const url = await workbench.page.evaluate(() => navigator.clipboard.readText());
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal((await fetch(`${url}/ping`)).status, 200);
  });

  it('shows how many requests a server answers while they come', async () => {
    await workbench.showModels();
    const row = workbench.serverRow('iris').filter({ hasText: /\d\/s/ });
    const url = await workbench.page.evaluate(() => navigator.clipboard.readText());
    const flower = { inputs: [[5.1, 3.5, 1.4, 0.2]] };
    await workbench.expect(async () => {
      const headers = { 'Content-Type': 'application/json' };
      await fetch(`${url}/invocations`, { method: 'POST', headers, body: JSON.stringify(flower) });
      return row.isVisible();
    });
  });

  it('opens what a model takes and gives', async () => {
    await workbench.showModels();
    const row = workbench.modelRow('diabetes-tree');
    await row.click();
    await workbench.page.keyboard.press('ArrowRight');
    await workbench.modelRow('Inputs').waitFor();
  });

  it('says in one sentence what is wrong with a broken model', async () => {
    await workbench.runCommand('mlinvoke: Serve Model');
    await workbench.prompt('Pick a model');
    // It stands behind all models, out of sight.
    await workbench.fillInput('Enter a model URI');
    await workbench.pick('Enter a model URI');
    await workbench.prompt('runs:/<run id>/<path>');
    await workbench.fillInput('models:/iris');
    await workbench
      .quickInput()
      .locator('.quick-input-message', { hasText: 'cannot be used' })
      .waitFor();
    await workbench.screenshot('serve-uri-refused-while-typing');
    await workbench.fillInput('models:/iris@nobody', 'Enter');
    await workbench.notification('has no alias "nobody"').waitFor();
  });

  it('restarts and stops from the row, and ends all from the title', async () => {
    const row = workbench.serverRow('wine-forest');
    await row.hover();
    await row.getByRole('button', { name: 'Stop Server' }).click();
    await workbench.statusBar(/2 models/).waitFor();
    await workbench.page
      .locator('.part.sidebar')
      .getByRole('button', { name: 'Stop All Servers' })
      .click();
    await workbench.page.getByText('No model is being served.').waitFor();
    assert.equal(await workbench.statusBar(/mlinvoke servers/).count(), 0);
  });
});
