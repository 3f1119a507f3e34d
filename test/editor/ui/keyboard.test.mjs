// Everything a mouse does, by keys alone; and what a failed start offers.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { openWorkbench } from './workbench.mjs';

describe('by keyboard', { timeout: 300_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    ({ editor, workbench } = await openWorkbench());
  });
  after(() => editor?.stop());
  afterEach((context) => workbench?.screenshot(`keyboard-${context.name.replace(/\W+/g, '-')}`));

  const press = (...keys) => workbench.press(...keys);
  const focusView = (name) => workbench.focusView(name);
  const moveTo = (text, key) => workbench.moveTo(text, key);

  /** Opens the menu of the row that has the focus, and chooses with the arrow keys. */
  async function chooseByKeys(name) {
    const item = workbench.menuItem(name).first();
    // A view that is drawn anew at this moment drops the key.
    for (let i = 0; i < 5 && !(await item.isVisible()); i++) {
      await press('Shift+F10');
      await item.waitFor({ timeout: 5_000 }).catch(() => {});
    }
    await workbench.page.waitForTimeout(250);
    const chosen = workbench.page.locator(
      '.context-view [role=menuitem]:focus, .action-item.focused',
    );
    for (let i = 0; i < 20; i++) {
      const texts = await chosen.allInnerTexts();
      if (texts.some((text) => text.includes(name))) break;
      await press('ArrowDown');
    }
    await press('Enter');
    await item.waitFor({ state: 'detached' });
  }

  it('a model is served from the welcome of the view', async () => {
    await workbench.runCommand('View: Show MLflow models');
    await workbench.collapseView('Runs');
    await workbench.modelRow('iris').waitFor();
    await focusView('Servers');
    await press('Tab');
    await workbench.screenshot('keyboard-welcome-focus');
    await press('Enter');
    await workbench.prompt('Pick a model');
    await workbench.fillInput('iris', 'Enter');
    await workbench.serverRow(/127\.0\.0\.1:\d+ · native/).waitFor();
  });

  it('a server is stopped from the menu of its row', async () => {
    await focusView('Servers');
    await moveTo('iris', 'ArrowDown');
    await chooseByKeys('Stop Server');
    await workbench.page.getByText('No model is being served.').waitFor();
  });

  it('a model is found by typing, opened, and served from the menu of its row', async () => {
    await focusView('Models');
    await press('Home');
    await moveTo('diabetes-tree', 'ArrowDown');
    await press('Enter');
    await workbench.modelRow('Inputs').waitFor();
    await chooseByKeys('Serve Model');
    await workbench.serverRow('diabetes-tree').waitFor();
    await workbench.notification('diabetes-tree is served at').waitFor();
    await workbench.tidy();
  });

  it('a start that failed stays with its reason, and can be tried again or removed', async () => {
    const folder = join(editor.folder, 'models', 'spark-only');
    mkdirSync(folder);
    writeFileSync(join(folder, 'MLmodel'), 'flavors:\n  spark:\n    pyspark_version: 3.5.0\n');
    await workbench.modelRow('spark-only').waitFor();
    await workbench.modelRow('spark-only').click();
    await chooseByKeys('Serve Model');
    const row = workbench.serverRow('spark-only');
    await row.filter({ hasText: 'failed' }).waitFor();
    await workbench.tidy();
    await workbench.runCommand('mlinvoke: Show Servers');
    await workbench.pick('spark-only');
    await workbench.quickRow('Remove from List').waitFor();
    assert.equal(await workbench.quickRow('Open in Browser').count(), 0);
    await press('Escape');
    await row.hover();
    await workbench.hover('spark').last().waitFor();
    await workbench.screenshot('keyboard-failed-start');
    await focusView('Servers');
    await moveTo('spark-only', 'ArrowDown');
    await chooseByKeys('Restart Server');
    await workbench.notification('No engine can run').waitFor();
    await row.filter({ hasText: 'failed' }).waitFor();
    await workbench.tidy();
    await focusView('Servers');
    await moveTo('spark-only', 'ArrowDown');
    await chooseByKeys('Remove from List');
    await row.waitFor({ state: 'detached' });
  });

  it('the status bar offers what can be done with a server', async () => {
    await workbench.runCommand('mlinvoke: Show Servers');
    // With one server its actions are offered at once, with several they are listed first.
    const servers = workbench.quickRow('diabetes-tree');
    await servers.or(workbench.quickRow('Open in Browser')).first().waitFor();
    if (await servers.isVisible()) await servers.click();
    await workbench.quickRow('Stop').waitFor();
    await workbench.quickRow('Open in Browser').waitFor();
  });
});
