// The tree of experiments, runs and models, over stores that real MLflow wrote.
import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { root } from '../editor.mjs';
import { openEditor, openWindow } from './workbench.mjs';

const stores = join(root, 'test/fixtures/stores');

describe('the tree of runs', { timeout: 600_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    editor = await openEditor();
    for (const name of ['sqlite-3.17.2', 'mlruns-2.9.2']) {
      cpSync(join(stores, name), join(editor.home, name), { recursive: true });
    }
  });
  after(() => editor?.stop());
  afterEach(async (context) => {
    await workbench?.screenshot(`runs-${context.name.replace(/\W+/g, '-')}`);
    await workbench?.page.close();
    workbench = undefined;
  });

  async function openStore(name) {
    workbench = await openWindow(editor, join(editor.home, name));
    await workbench.showView('MLflow models');
    await workbench.toggleView('Models');
    await workbench.toggleView('Servers');
  }
  const facts = (name) => JSON.parse(readFileSync(join(stores, name, 'facts.json'), 'utf8'));
  const copied = () => workbench.page.evaluate(() => navigator.clipboard.readText());

  it('shows experiments, runs, logged models, metrics and params of MLflow 3', async () => {
    await openStore('sqlite-3.17.2');
    await workbench.expand(workbench.runRow('flowers'));
    const run = workbench.runRow('first');
    await workbench.expand(run);
    await workbench.runRow(/model/).waitFor();
    await workbench.expand(workbench.runRow('Metrics'));
    await workbench.runRow('accuracy').waitFor();
    await workbench.screenshot('runs-open');
    await workbench.chooseFromMenu(run, 'Copy ID');
    assert.equal(await copied(), facts('sqlite-3.17.2').runs[0]);
    await workbench.chooseFromMenu(run, 'Open in MLflow UI');
    await workbench.notification('mlflow ui --backend-store-uri').waitFor();
  });
});
