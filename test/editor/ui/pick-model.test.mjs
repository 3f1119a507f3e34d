// The list of models to pick from: there at once, however many were logged, and filled in later.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { root } from '../editor.mjs';
import { openEditor, openWindow } from './workbench.mjs';

const modelCount = 1500;

/** A store with many logged models, of which the last one can be served. */
function writeStore(folder) {
  const experiment = join(folder, 'mlruns/1');
  mkdirSync(experiment, { recursive: true });
  writeFileSync(join(experiment, 'meta.yaml'), "experiment_id: '1'\nname: flowers\n");
  for (let index = 0; index < modelCount; index++) {
    const id = `m-${String(index).padStart(4, '0')}`;
    const model = join(experiment, 'models', id);
    mkdirSync(join(model, 'artifacts'), { recursive: true });
    const meta = {
      name: `flower-${index}`,
      model_id: id,
      artifact_location: join(model, 'artifacts'),
      creation_timestamp: index,
    };
    writeFileSync(join(model, 'meta.yaml'), JSON.stringify(meta));
    writeFileSync(join(model, 'artifacts/MLmodel'), 'flavors: {}\n');
    if (index === modelCount - 1) {
      cpSync(join(root, 'samples/models/iris'), join(model, 'artifacts'), { recursive: true });
    }
  }
}

describe('picking a model', { timeout: 600_000 }, () => {
  let editor;
  let workbench;
  before(async () => {
    editor = await openEditor();
    const folder = join(editor.home, 'many');
    writeStore(folder);
    workbench = await openWindow(editor, folder);
  });
  after(() => editor?.stop());
  afterEach(async (context) => {
    await workbench?.screenshot(`pick-${context.name.replace(/\W+/g, '-')}`);
    await workbench?.tidy();
  });

  const focused = () =>
    workbench.quickInput().locator('.quick-input-list .monaco-list-row.focused');

  it('shows ids at once and names as they are found, and the focus stays on its model', async () => {
    await workbench.runCommand('mlinvoke: Serve Model');
    await workbench.prompt('Pick a model');
    await workbench.quickRow('models:/m-0003').waitFor();
    await workbench.press('ArrowDown', 'ArrowDown', 'ArrowDown');
    await focused().filter({ hasText: 'models:/m-0003' }).waitFor();
    await focused().filter({ hasText: 'flower-3' }).waitFor();
    await workbench.screenshot('pick-named');
  });

  it('serves what was found by its name', async () => {
    await workbench.runCommand('mlinvoke: Serve Model');
    await workbench.prompt('Pick a model');
    await workbench.fillInput(`flower-${modelCount - 1}`);
    await focused()
      .filter({ hasText: `models:/m-${modelCount - 1}` })
      .waitFor();
    await workbench.press('Enter');
    await workbench.notification('is served at').waitFor();
  });

  it('ends without a trace', async () => {
    await workbench.runCommand('mlinvoke: Serve Model');
    await workbench.prompt('Pick a model');
    await workbench.quickRow('models:/m-0003').waitFor();
    await workbench.press('Escape');
    await workbench.quickInput().waitFor({ state: 'detached' });
    await workbench.page.waitForTimeout(1_500);
    assert.equal(await workbench.quickInput().count(), 0);
    assert.equal(await workbench.notification('').count(), 0);
  });
});
