// Restricted Mode as a person meets it: native serves, what runs code is hidden or refused kindly.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { restrictedSettings } from '../editor.mjs';
import { openWorkbench } from './workbench.mjs';

describe('in Restricted Mode', { timeout: 600_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    ({ editor, workbench } = await openWorkbench({ settings: restrictedSettings }));
    await workbench.showModels();
    await workbench.modelRow('iris').waitFor();
  });
  after(() => editor?.stop());
  afterEach((context) => workbench?.screenshot(`restricted-${context.name.replace(/\W+/g, '-')}`));

  it('serves a model natively', async () => {
    const row = workbench.modelRow('diabetes-tree');
    await workbench.clickRowButton(row, 'Serve Model');
    await workbench.notification('diabetes-tree is served at').waitFor();
  });

  it('refuses Python with a way out', async () => {
    const row = workbench.modelRow('body-mass-index');
    await workbench.clickRowButton(row, 'Serve Model');
    const notification = workbench.notification('Restricted Mode');
    await notification.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
  });

  it('hides image builds', async () => {
    await workbench.modelRow('diabetes-tree').click({ button: 'right' });
    await workbench.menuItem('Copy Model URI').waitFor();
    assert.equal(await workbench.menuItem('Build Docker Image').count(), 0);
    await workbench.page.keyboard.press('Escape');
  });
});
