// Journey 3: a click above a request of a .invoke file, and the answer beside it.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { openWorkbench } from './workbench.mjs';

describe('sending a request', { timeout: 600_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    ({ editor, workbench } = await openWorkbench());
    await workbench.openFile('iris.invoke');
  });
  after(() => editor?.stop());
  afterEach(async (context) => {
    await workbench?.screenshot(`send-${context.name.replace(/\W+/g, '-')}`);
  });

  it('serves the model and shows the answer beside the request', async () => {
    await workbench.codeLens('Send to /invocations').first().click();
    await workbench.editorTab('iris.invoke-response').waitFor();
    await workbench.editorText('HTTP 200 OK').waitFor();
    await workbench.editorText('"setosa"').last().waitFor();
    await workbench.editorText('✓ status == 200').waitFor();
    await workbench.statusBar(/mlinvoke servers/).waitFor();
  });

  it('can be read in dark, light and high contrast, beside the servers and models', async () => {
    await workbench.showModels();
    await workbench.serverRow('iris').waitFor();
    await workbench.modelRow('iris').waitFor();
    const themes = [
      ['light', 'Light Modern'],
      ['contrast', 'Dark High Contrast'],
      ['dark', 'Dark Modern'],
    ];
    for (const [name, theme] of themes) {
      await workbench.useTheme(theme);
      await workbench.page.mouse.move(700, 780);
      await workbench.screenshot(`send-in-${name}`);
    }
  });

  it('sends the request at the cursor by key, into the same tab', async () => {
    await workbench.clickLine('dataframe_records');
    await workbench.page.keyboard.press('Control+Alt+Enter');
    await workbench.editorText('✓ $.predictions.length == 1').waitFor();
    assert.equal(await workbench.editorTab('iris.invoke-response').count(), 1);
  });

  it('sends from the button in the title', async () => {
    const actions = workbench.page.locator('.part.editor .editor-actions');
    await actions
      .getByRole('button', { name: /Send to \/invocations/ })
      .first()
      .click();
    await workbench.editorText('HTTP 200 OK').waitFor();
  });

  it('shows an answer that refuses, with the reason', async () => {
    await workbench.clickLine('dataframe_records');
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.waitForTimeout(1_000);
    await workbench.codeLens('Send to /invocations').last().click();
    await workbench.editorText('HTTP 400').waitFor();
    await workbench.editorText('petal length (cm)').last().waitFor();
  });

  it('underlines a request that cannot be sent', async () => {
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('iris.invoke');
    await workbench.page.locator('.part.editor .monaco-editor').first().click();
    await workbench.page.keyboard.press('Control+End');
    await workbench.page.keyboard.type(
      '\n### wrong\n# @model models/iris\n# @target http://127.0.0.1:1\n',
    );
    await workbench.page.locator('.part.editor .squiggly-error').first().waitFor();
    await workbench.runCommand('Problems: Focus on Problems View');
    await workbench.page.locator('.part.panel').getByText('not to both').waitFor();
  });
});
