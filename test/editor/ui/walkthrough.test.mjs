// From the walkthrough to a served sample, as somebody does who has nothing yet.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { openWorkbench } from './workbench.mjs';

describe('the walkthrough', { timeout: 300_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    ({ editor, workbench } = await openWorkbench());
  });
  after(() => editor?.stop());
  afterEach((context) => workbench?.screenshot(`walkthrough-${context.name.replace(/\W+/g, '-')}`));

  const page = () => workbench.page.locator('.gettingStartedContainer');

  it('shows four steps with pictures in the colours of the theme', async () => {
    await workbench.runCommand('Welcome: Open Walkthrough');
    await workbench.prompt('Select a walkthrough to open');
    await workbench.fillInput('MLflow');
    await workbench.quickRow('Get Started with MLflow Models').waitFor();
    // Not a click: the row's own hover may lie on top of it.
    await workbench.page.keyboard.press('Enter');
    await page().getByText('Serve a model').first().waitFor();
    // The pictures need the width.
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    for (const theme of ['Dark Modern', 'Light Modern']) {
      await workbench.useTheme(theme);
      for (const step of ['Serve a model', 'Send a request', 'Predict a file', 'Build an image']) {
        await page().locator('.getting-started-step', { hasText: step }).first().click();
        await workbench.page.waitForTimeout(700);
        const picture = page()
          .locator('.getting-started-media')
          .locator('svg, iframe, img')
          .first();
        await picture.waitFor();
        await workbench.screenshot(`walkthrough-${theme}-${step}`.replaceAll(' ', '-'));
      }
    }
  });

  it('says what to do when there is nothing to send', async () => {
    await page().locator('.getting-started-step', { hasText: 'Send a request' }).first().click();
    await page().getByRole('button', { name: 'Send the Request at the Cursor' }).click();
    await workbench.notification('No .invoke file is on the screen').waitFor();
  });

  it('copies the sample where the user wants it, and its requests are answered', async () => {
    await page().locator('.getting-started-step', { hasText: 'Serve a model' }).first().click();
    await page().getByRole('button', { name: 'Open the Sample' }).click();
    await workbench.prompt('Choose where to put the folder mlinvoke-sample');
    await workbench.quickRow('..').first().waitFor();
    await workbench.screenshot('walkthrough-choose-a-folder');
    await workbench.quickInput().getByRole('button', { name: 'Copy the Sample Here' }).click();
    await workbench.editorTab('iris.invoke').waitFor();
    assert.ok(existsSync(join(editor.folder, 'mlinvoke-sample/models/iris/MLmodel')));
    await workbench.codeLens('Send to /invocations').first().click();
    await workbench.editorText('✓ status == 200').waitFor();
  });
});
