// What stands in the views while there is nothing to list, and that it leads on.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { restrictedSettings } from '../editor.mjs';
import { openEditor, openWindow } from './workbench.mjs';

describe('the views', { timeout: 300_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    editor = await openEditor({ settings: restrictedSettings });
    mkdirSync(join(editor.home, 'nothing'));
  });
  after(() => editor?.stop());
  afterEach(async (context) => {
    await workbench?.screenshot(`welcome-${context.name.replace(/\W+/g, '-')}`);
    await workbench?.page.close();
  });

  const sidebar = () => workbench.page.locator('.part.sidebar');

  it('lead to a folder or a URI when none is open', async () => {
    workbench = await openWindow(editor, null);
    await workbench.showView('MLflow models');
    await sidebar().getByText('Open a folder with MLflow models').waitFor();
    await sidebar().getByRole('button', { name: 'Open Folder' }).waitFor();
    await sidebar().getByRole('button', { name: 'Serve Model' }).last().click();
    await workbench.prompt('Pick a model');
    await workbench.quickRow('Enter a model URI').waitFor();
  });

  it('say where models come from when the workspace has none, and what trust is for', async () => {
    workbench = await openWindow(editor, join(editor.home, 'nothing'));
    await workbench.showView('MLflow models');
    await sidebar().getByText('No folder with an MLmodel file').waitFor();
    await sidebar().getByText('Restricted Mode').first().waitFor();
    await sidebar().getByRole('button', { name: 'Manage Workspace Trust' }).first().waitFor();
    await workbench.screenshot('welcome-without-models');
    await sidebar().getByText('neither mlruns nor mlflow.db').waitFor();
    assert.equal(await workbench.notification('').count(), 0);
    const choose = sidebar().getByRole('button', { name: 'Choose Tracking Store' });
    await choose.first().click();
    const refusal = workbench.notification('Restricted Mode');
    await refusal.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
  });
});
