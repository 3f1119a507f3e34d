// Whatever happens to the window, no process of a model outlives it, and no port stays taken.
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { eventually, extensionHostsOf, isListening } from './processes.mjs';
import { addSlowToLoad, addSlowToPredict, withoutPython, workersOf } from './slow-models.mjs';
import { openWorkbench } from './workbench.mjs';

describe('a model in a Python process', { timeout: 300_000, skip: withoutPython }, () => {
  let editor;
  afterEach(() => editor?.stop());

  /** Serves a model by the button of its row; answers its process and its port. */
  async function serve() {
    let workbench;
    ({ editor, workbench } = await openWorkbench());
    const folder = addSlowToPredict(editor.folder);
    await workbench.showModels();
    const row = workbench.modelRow('slow-to-predict');
    await workbench.clickRowButton(row, 'Serve Model');
    await workbench.serverRow('· python').waitFor({ timeout: 120_000 });
    const address = await workbench.serverRow('· python').innerText();
    const port = Number(/127\.0\.0\.1:(\d+)/.exec(address)[1]);
    assert.ok(workersOf(folder).length > 0, 'a process holds the model');
    assert.equal(await isListening(port), true);
    return { workbench, folder, port };
  }

  async function assertNothingLeft({ folder, port }) {
    await eventually('no process of the model', 10, () => workersOf(folder).length === 0);
    await eventually('a free port', 10, async () => !(await isListening(port)));
  }

  it('ends when its window is closed', async () => {
    const served = await serve();
    await served.workbench.page.close({ runBeforeUnload: true });
    await assertNothingLeft(served);
  });

  it('ends when the window is loaded anew, and can be served again', async () => {
    const served = await serve();
    await served.workbench.page.reload();
    await assertNothingLeft(served);
    await served.workbench.showModels();
    await served.workbench.page.getByText('No model is being served.').waitFor();
  });

  it('ends when the extension host is killed', async () => {
    const served = await serve();
    const hosts = extensionHostsOf(editor.pid);
    assert.equal(hosts.length, 1);
    process.kill(hosts[0], 'SIGKILL');
    await assertNothingLeft(served);
  });

  it('ends when the extension host is killed in the middle of loading', async () => {
    let workbench;
    ({ editor, workbench } = await openWorkbench());
    const folder = addSlowToLoad(editor.folder);
    await workbench.showModels();
    const row = workbench.modelRow('slow-to-load');
    await workbench.clickRowButton(row, 'Serve Model');
    await eventually('a process that loads', 30, () => workersOf(folder).length > 0);
    for (const pid of extensionHostsOf(editor.pid)) process.kill(pid, 'SIGKILL');
    await eventually('no process of the model', 10, () => workersOf(folder).length === 0);
  });
});
