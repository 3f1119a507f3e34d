// Journey 2: a right-click on a CSV file, and its predictions beside it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { openWorkbench } from './workbench.mjs';

describe('predicting a CSV file', { timeout: 600_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    ({ editor, workbench } = await openWorkbench());
  });
  after(() => editor?.stop());
  afterEach(async (context) => {
    await workbench?.screenshot(`predict-${context.name.replace(/\W+/g, '-')}`);
    await workbench?.tidy();
  });

  it('is offered on CSV files only', async () => {
    await workbench.explorerItem('iris.invoke').click({ button: 'right' });
    await workbench.menuItem('Copy Path').first().waitFor();
    assert.equal(await workbench.menuItem('Predict').count(), 0);
    await workbench.page.keyboard.press('Escape');
    await workbench.menuItem('Copy Path').first().waitFor({ state: 'detached' });
  });

  it('writes the predictions beside the file and opens them', async () => {
    await workbench.chooseFromMenu(workbench.explorerItem('iris.csv'), 'Predict');
    await workbench.prompt('Pick a model');
    await workbench.screenshot('predict-pick-a-model');
    await workbench.pick('iris');
    await workbench.editorTab('iris.predictions.csv').waitFor();
    await workbench.editorText('setosa').waitFor();
    const text = readFileSync(join(editor.folder, 'iris.predictions.csv'), 'utf8');
    assert.equal(text.trim().split('\n').length, 7);
  });

  it('asks before it replaces them', async () => {
    await workbench.chooseFromMenu(workbench.explorerItem('iris.csv'), 'Predict');
    await workbench.prompt('Pick a model');
    await workbench.pick('iris');
    const dialog = workbench.modal('iris.predictions.csv exists already.');
    await dialog.waitFor();
    await workbench.screenshot('predict-asks-before-replacing');
    await dialog.getByRole('button', { name: 'Overwrite' }).click();
    await workbench.editorTab('iris.predictions.csv').waitFor();
  });

  it('says what is missing before anything is sent', async () => {
    await workbench.chooseFromMenu(workbench.explorerItem('lacking.csv'), 'Predict');
    await workbench.prompt('Pick a model');
    await workbench.pick('iris');
    await workbench.notification('lacking.csv lacks "sepal width (cm)"').waitFor();
  });
});
