// Giving up: whatever takes long shows how far it is, and ends without a trace when cancelled.
import assert from 'node:assert/strict';
import {
  chmodSync,
  createWriteStream,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { after, afterEach, before, describe, it } from 'node:test';
import { eventually, processesWith } from './processes.mjs';
import {
  addSlowNeighbors,
  addSlowToLoad,
  addSlowToPredict,
  withoutPython,
  workersOf,
} from './slow-models.mjs';
import { openEditor, openWindow } from './workbench.mjs';

/** A builder that goes on for ten minutes, found before any real one. */
function makeSlowBuilder() {
  const folder = mkdtempSync(join(tmpdir(), 'slow-builder-'));
  const path = join(folder, 'podman');
  const script = [
    '#!/bin/sh',
    'if [ "$1" = --version ]; then echo "podman version 9.9"; exit; fi',
    'i=1',
    'while [ $i -lt 600 ]; do echo "STEP $i/600: RUN pip install"; i=$((i+1)); sleep 1; done',
  ];
  writeFileSync(path, `${script.join('\n')}\n`);
  chmodSync(path, 0o755);
  return { folder, path };
}

async function writeLargeCsv(path, rowCount) {
  const stream = createWriteStream(path);
  stream.write('sepal length,sepal width,petal length,petal width\n');
  const block = '5.1,3.5,1.4,0.2\n6.3,3.3,6.0,2.5\n'.repeat(5000);
  for (let rows = 0; rows < rowCount; rows += 10_000) {
    if (!stream.write(block)) await once(stream, 'drain');
  }
  stream.end();
  await once(stream, 'finish');
}

describe('cancelling', { timeout: 600_000 }, () => {
  const builder = makeSlowBuilder();
  const builds = () => processesWith((word) => word === builder.path);
  let editor;
  let workbench;
  before(async () => {
    // VSCODE_CLI: the editor takes this PATH, and does not ask a login shell for its own.
    const env = { PATH: `${builder.folder}:${process.env.PATH}`, VSCODE_CLI: '1' };
    editor = await openEditor({ env });
    // Before the window is there: it may not watch its folder from its first moment on.
    addSlowNeighbors(editor.folder);
    await writeLargeCsv(join(editor.folder, 'large.csv'), 4_000_000);
    workbench = await openWindow(editor);
  });
  after(async () => {
    await editor?.stop();
    rmSync(builder.folder, { recursive: true });
  });
  afterEach(async (context) => {
    await workbench?.screenshot(`cancel-${context.name.replace(/\W+/g, '-')}`);
    await workbench?.tidy();
  });

  const cancel = async (text) => {
    const notification = workbench.notification(text);
    await notification.getByRole('button', { name: 'Cancel' }).click();
    await notification.waitFor({ state: 'detached' });
  };
  const assertNoError = async () => {
    await workbench.page.waitForTimeout(1_000);
    assert.equal(await workbench.notification('').count(), 0);
  };

  it('ends a start: the process, its row and no complaint', { skip: withoutPython }, async () => {
    const folder = addSlowToLoad(editor.folder);
    await workbench.showModels();
    const row = workbench.modelRow('slow-to-load');
    await workbench.clickRowButton(row, 'Serve Model');
    await workbench.notification('Serving slow-to-load').filter({ hasText: 'Loading' }).waitFor();
    await workbench.serverRow('slow-to-load').waitFor();
    await eventually('a process that loads', 30, () => workersOf(folder).length > 0);
    await workbench.screenshot('cancel-while-a-model-loads');
    await cancel('Serving slow-to-load');
    await workbench.page.getByText('No model is being served.').waitFor();
    await eventually('its end', 5, () => workersOf(folder).length === 0);
    assert.equal(await workbench.statusBar(/mlinvoke servers/).count(), 0);
    await assertNoError();
  });

  it('ends a prediction: neither the file nor a part of it stays', async () => {
    await workbench.showView('Explorer');
    const content = readdirSync(editor.folder);
    await workbench.chooseFromMenu(workbench.explorerItem('large.csv'), 'Predict');
    await workbench.prompt('Pick a model');
    await workbench.pick('slow-neighbors');
    const progress = workbench.notification('Predicting large.csv with slow-neighbors');
    await progress.filter({ hasText: /[\d,]+ rows/ }).waitFor();
    await workbench.screenshot('cancel-while-a-file-is-predicted');
    assert.ok(readdirSync(editor.folder).length > content.length, 'it writes into the folder');
    await cancel('Predicting large.csv');
    await eventually('the folder as before', 5, () => {
      return String(readdirSync(editor.folder)) === String(content);
    });
    await assertNoError();
    assert.deepEqual(readdirSync(editor.folder), content);
    assert.equal(await workbench.editorTab('large.predictions.csv').count(), 0);
  });

  it('ends a request: the next one is answered', { skip: withoutPython }, async () => {
    addSlowToPredict(editor.folder);
    writeFileSync(
      join(editor.folder, 'slow.invoke'),
      [
        '# @model models/slow-to-predict',
        '### slow',
        '{ "dataframe_records": [{ "kilograms": -1, "metres": 1 }] }',
        '### quick',
        '{ "dataframe_records": [{ "kilograms": 80, "metres": 2 }] }',
        '?? $.predictions[0] == 80',
      ].join('\n'),
    );
    await workbench.showView('Explorer');
    await workbench.openFile('slow.invoke');
    await workbench.codeLens('Send to /invocations').first().click();
    await workbench.notification('Sending "slow"').waitFor();
    await workbench.screenshot('cancel-while-a-request-is-answered');
    await cancel('Sending "slow"');
    await assertNoError();
    assert.equal(await workbench.editorTab('slow.invoke-response').count(), 0);
    await workbench.codeLens('Send to /invocations').last().click();
    await workbench.editorText('✓ $.predictions[0] == 80').waitFor();
  });

  async function startBuild(name) {
    await workbench.showModels();
    await workbench.chooseFromMenu(workbench.modelRow('iris'), 'Build Docker Image');
    await workbench.prompt('Name of the image');
    await workbench.fillInput(name, 'Enter');
    await workbench.prompt('Kind of image');
    await workbench.pick('MLflow scoring server');
    await workbench.prompt('Look through the Dockerfile');
    await workbench.pick(`Build ${name} with podman`);
    await workbench.notification(`Building ${name}`).waitFor();
    await eventually('the builder', 20, () => builds().length === 1);
  }

  it('ends a build from its notification', async () => {
    await startBuild('iris:one');
    await workbench.page.waitForTimeout(2_000);
    await workbench.screenshot('cancel-while-an-image-is-built');
    await cancel('Building iris:one');
    await eventually('the end of the builder', 5, () => builds().length === 0);
    await assertNoError();
  });

  it('ends a build from its terminal', async () => {
    await startBuild('iris:two');
    await workbench.terminal().last().click();
    await workbench.page.keyboard.press('Control+C');
    await eventually('the end of the builder', 5, () => builds().length === 0);
    await workbench.notification('Building iris:two').waitFor({ state: 'detached' });
    await workbench.notification('The image iris:two was not built: podman was ended').waitFor();
    assert.equal(await workbench.notification('is built').count(), 0);
    const errors = workbench.page.locator('.notifications-toasts .codicon-error');
    assert.equal(await errors.count(), 0);
  });
});
