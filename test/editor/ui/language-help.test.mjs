// Journey: help with model URIs while writing Python, and the lenses of an MLmodel file.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { openEditor, openWindow } from './workbench.mjs';

const source = `import mlflow

best = mlflow.pyfunc.load_model("models:/iris@champion")
gone = mlflow.pyfunc.load_model("models:/iris@nobody")
`;
const themes = [
  ['dark', 'Dark Modern'],
  ['light', 'Light Modern'],
  ['contrast', 'Dark High Contrast'],
];

describe('help with model URIs', { timeout: 600_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    editor = await openEditor();
    // Before the window is there: a watcher that is still starting misses files.
    writeFileSync(join(editor.folder, 'score.py'), source);
    workbench = await openWindow(editor);
    await workbench.explorerItem('score.py').waitFor();
  });
  after(() => editor?.stop());
  afterEach(async (context) => {
    await workbench?.screenshot(`language-${context.name.replace(/\W+/g, '-')}`);
    await workbench?.tidy();
  });

  const suggestion = (text) =>
    workbench.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: text }).first();
  const uriOf = (text) =>
    workbench.page.locator('.part.editor .view-line span', { hasText: text }).last();

  /** Rests the mouse on a URI until its hover is there: a window drawn anew drops the first rest. */
  async function hoverOver(text, expected) {
    const hover = workbench.hover(expected);
    for (let i = 0; i < 6 && !(await hover.first().isVisible()); i++) {
      await workbench.page.mouse.move(640, 700);
      await uriOf(text).hover();
      await hover
        .first()
        .waitFor({ timeout: 7_000 })
        .catch(() => {});
    }
    await hover.first().waitFor();
    return hover.first();
  }

  it('completes a URI step by step as it is typed', async () => {
    await workbench.openFile('score.py');
    const { keyboard } = workbench.page;
    await workbench.editorText('import mlflow').click();
    await keyboard.press('Control+End');
    await keyboard.type('new = mlflow.pyfunc.load_model("models:/', { delay: 30 });
    await suggestion('iris').waitFor();
    await workbench.screenshot('language-names');
    await keyboard.type('ir', { delay: 30 });
    await suggestion('iris').waitFor();
    await keyboard.press('Enter');
    await suggestion('@champion').waitFor();
    await suggestion('latest').waitFor();
    await keyboard.press('Control+Space');
    await workbench.screenshot('language-versions');
    await keyboard.press('Enter');
    await workbench.editorText('new = mlflow.pyfunc.load_model("models:/iris@champion")').waitFor();
    await keyboard.press('Control+S');
  });

  for (const [name, theme] of themes) {
    it(`explains a URI under the mouse, ${name}`, async () => {
      await workbench.useTheme(theme);
      await workbench.openFile('score.py');
      const hover = await hoverOver('models:/iris@champion', 'alias champion');
      await hover.getByText('Engine: native').waitFor();
      await hover.getByText('Inputs').waitFor();
      await hover.getByRole('link', { name: 'Predict a CSV…' }).waitFor();
    });
  }

  it('serves a model with a link of the hover', async () => {
    await workbench.useTheme('Dark Modern');
    await workbench.openFile('score.py');
    const hover = await hoverOver('models:/iris@champion', 'alias champion');
    await hover.getByRole('link', { name: 'Serve' }).click();
    await workbench.notification('iris is served at http://127.0.0.1:').waitFor();
  });

  it('says why a URI leads nowhere, without any squiggle', async () => {
    await workbench.openFile('score.py');
    await hoverOver('models:/iris@nobody', 'has no alias "nobody"');
    const squiggles = workbench.page.locator('.squiggly-error, .squiggly-warning');
    assert.equal(await squiggles.count(), 0);
  });

  for (const [name, theme] of themes) {
    it(`puts lenses on an MLmodel file, ${name}`, async () => {
      await workbench.useTheme(theme);
      await workbench.showView('Explorer');
      const file = workbench.explorerItem('MLmodel');
      if (!(await file.isVisible())) {
        await workbench.explorerItem('models').click();
        await workbench.explorerItem('iris').click();
      }
      await file.dblclick();
      await workbench.codeLens('Serve').first().waitFor();
      await workbench.codeLens('Predict a CSV…').first().waitFor();
    });
  }
});
