// The tree of experiments, runs and models, over stores that real MLflow wrote.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { root } from '../editor.mjs';
import { startTrackingServer } from './tracking-server.mjs';
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
    await workbench.showRuns();
  }
  /** A folder whose settings name a tracking store. */
  async function openWithSetting(name, trackingUri) {
    const folder = join(editor.home, name);
    mkdirSync(join(folder, '.vscode'), { recursive: true });
    const settings = JSON.stringify({ 'mlinvoke.trackingUri': trackingUri });
    writeFileSync(join(folder, '.vscode/settings.json'), settings);
    workbench = await openWindow(editor, folder);
    await workbench.showRuns();
  }
  const sidebar = () => workbench.page.locator('.part.sidebar');
  const facts = (name) => JSON.parse(readFileSync(join(stores, name, 'facts.json'), 'utf8'));
  const copied = () => workbench.page.evaluate(() => navigator.clipboard.readText());

  it('shows experiments, runs, logged models, metrics and params of MLflow 3', async () => {
    await openStore('sqlite-3.17.2');
    await workbench.expand(workbench.runRow('flowers'));
    const run = workbench.runRow('first');
    await workbench.expand(run);
    await workbench.runRow('no signature').waitFor();
    await workbench.expand(workbench.runRow('Metrics'));
    await workbench.runRow('accuracy').waitFor();
    await workbench.screenshot('runs-open');
    await workbench.chooseFromMenu(run, 'Copy ID');
    await workbench.expect(async () => (await copied()) === facts('sqlite-3.17.2').runs[0]);
    await workbench.chooseFromMenu(run, 'Open in MLflow UI');
    await workbench.notification('mlflow ui --backend-store-uri').waitFor();
  });

  it('shows the models among the artifacts of MLflow 2, and asks them', async () => {
    await openStore('mlruns-2.9.2');
    await workbench.expand(workbench.runRow('flowers'));
    await workbench.expand(workbench.runRow('second'));
    const model = workbench.runRow('sklearn');
    await model.waitFor();
    await workbench.chooseFromMenu(model, 'New Request');
    await workbench.editorText('# @model runs:/').waitFor();
    await workbench.editorText('?? status == 200').waitFor();
    await workbench.chooseFromMenu(model, 'Serve Model');
    await workbench.notification('is served at').waitFor();
  });

  it('filters, sorts and pins, and remembers it', async () => {
    await openStore('sqlite-3.17.2');
    await workbench.expand(workbench.runRow('flowers'));
    await workbench.chooseFromMenu(workbench.runRow('third'), 'Pin');
    await workbench.runRow('Pinned').waitFor();
    await workbench.runCommand('mlinvoke: Sort Runs');
    await workbench.pick('Oldest first');
    await workbench.expect(async () => {
      const shown = await sidebar().locator('.label-name').allInnerTexts();
      return shown.includes('first') && shown.indexOf('first') < shown.lastIndexOf('third');
    });
    await workbench.runCommand('mlinvoke: Filter Runs');
    await workbench.prompt('Part of the name');
    await workbench.fillInput('sec', 'Enter');
    await workbench.runRow('first').waitFor({ state: 'detached' });
    await workbench.runRow('second').waitFor();
    await workbench.screenshot('runs-filtered');
    await workbench.page.reload();
    await workbench.showView('MLflow models');
    await sidebar().getByText('filter: sec').waitFor();
    await workbench.runRow('second').waitFor();
    await workbench.runRow('Pinned').waitFor();
    await workbench.runCommand('mlinvoke: Clear Filter of Runs');
    await workbench.runRow('first').waitFor();
  });

  it('opens a run as a document that nobody can change', async () => {
    await openStore('sqlite-3.17.2');
    await workbench.expand(workbench.runRow('flowers'));
    const run = workbench.runRow('first');
    await run.hover();
    await run.getByRole('button', { name: 'Open Run' }).click();
    await workbench.editorTab('first.yaml').waitFor();
    const { runs, models } = facts('sqlite-3.17.2');
    for (const text of [`runs:/${runs[0]}`, 'accuracy:', `models:/${models[0]}`]) {
      await workbench.editorText(text).waitFor();
    }
    await workbench.screenshot('runs-document-light');
    await workbench.clickLine('accuracy:');
    await workbench.press('x');
    await workbench.page.getByText('Cannot edit in read-only editor').first().waitFor();
    await workbench.useTheme('Dark Modern');
    await workbench.screenshot('runs-document-dark');
  });

  it('copies and pins all runs that are selected', async () => {
    await openStore('sqlite-3.17.2');
    await workbench.expand(workbench.runRow('flowers'));
    await workbench.runRow('second').click();
    await workbench.runRow('first').click({ modifiers: ['ControlOrMeta'] });
    await workbench.chooseFromMenu(workbench.runRow('first'), 'Copy ID');
    const [first, second] = facts('sqlite-3.17.2').runs;
    await workbench.expect(async () => {
      const lines = (await copied()).split('\n');
      return lines.length === 2 && lines.includes(first) && lines.includes(second);
    });
    await workbench.chooseFromMenu(workbench.runRow('first'), 'Pin');
    await workbench.expect(async () => {
      const shown = await sidebar().locator('.label-name').allInnerTexts();
      const pinned = new Set(shown.slice(shown.indexOf('Pinned') + 1, shown.indexOf('flowers')));
      return pinned.has('first') && pinned.has('second');
    });
  });

  it('says why a server cannot be reached, and reads it once it can', async () => {
    const first = await startTrackingServer();
    await first.close();
    await openWithSetting('unreachable', first.url);
    await sidebar().getByText('nothing listens there').waitFor();
    await workbench.runRow('Choose Another Store').waitFor();
    await workbench.screenshot('runs-unreachable');
    const server = await startTrackingServer({ port: first.port });
    try {
      await workbench.focusView('Runs');
      await workbench.press('Home');
      await workbench.moveTo('Try Again', 'ArrowDown');
      await workbench.press('Enter');
      await workbench.runRow('served').waitFor();
      await sidebar().getByText('nothing listens there').waitFor({ state: 'detached' });
    } finally {
      await server.close();
    }
  });

  it('signs in to a server that wants to know who asks', async () => {
    const server = await startTrackingServer({ password: 'flower pot' });
    try {
      await openWithSetting('refused', server.url);
      await sidebar()
        .getByText('Run the command "mlinvoke: Sign In to Tracking Server".')
        .waitFor();
      await workbench.runRow('Try Again').waitFor();
      await workbench.screenshot('runs-sign-in');
      await workbench.runRow('Sign In').click();
      await workbench.pick('User name and password');
      await workbench.prompt('User name');
      await workbench.fillInput('ada', 'Enter');
      await workbench.prompt('Password');
      await workbench.fillInput('flower pot', 'Enter');
      await workbench.expand(workbench.runRow('served'));
      await workbench.runRow('remote-run').waitFor();
      await workbench.runRow('failed').waitFor();
      await workbench.screenshot('runs-signed-in');
    } finally {
      await server.close();
    }
  });

  it('says that a store is empty, and takes another that is found in the workspace', async () => {
    const folder = join(editor.home, 'empty');
    mkdirSync(join(folder, 'mlruns', '0'), { recursive: true });
    const meta =
      "artifact_location: ''\nexperiment_id: '0'\nlifecycle_stage: active\nname: Default\n";
    writeFileSync(join(folder, 'mlruns/0/meta.yaml'), meta);
    cpSync(join(stores, 'sqlite-2.9.2'), join(folder, 'deep'), { recursive: true });
    writeFileSync(join(folder, '.env'), 'MLFLOW_TRACKING_URI="http://127.0.0.1:9"\n');
    workbench = await openWindow(editor, folder);
    await workbench.showRuns();
    await sidebar().getByText('no run has been logged in it yet').waitFor();
    await workbench.screenshot('runs-empty');
    await sidebar().getByRole('button', { name: 'Choose Another Store' }).click();
    await workbench.quickRow('http://127.0.0.1:9').filter({ hasText: '.env' }).waitFor();
    await workbench.screenshot('runs-choose');
    await workbench.pick('sqlite:///deep/mlflow.db');
    await workbench.expand(workbench.runRow('flowers'));
    await workbench.runRow('third').waitFor();
  });
});
