import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  activateExtension,
  answering,
  fileIn,
  pickingFromWhole,
  runCommand,
  workspaceFolder,
} from './workspace.ts';

/** The models that Serve Model offers. */
async function offeredModels(): Promise<readonly string[]> {
  let labels: readonly string[] = [];
  const picking = pickingFromWhole((items) => {
    labels = items.map(({ label }) => label);
    return undefined;
  });
  await answering(picking, () => runCommand('serveModel'));
  return labels;
}

async function waitUntilOffered(label: string, isOffered: boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline;) {
    if ((await offeredModels()).includes(label) === isOffered) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.fail(`waited 20 s until ${label} is ${isOffered ? '' : 'not '}offered`);
}

describe('The models of the workspace', () => {
  before(activateExtension);

  it('include a folder that was moved in as a whole, until it is deleted as a whole', async () => {
    assert.ok((await offeredModels()).includes('$(symbol-class) iris'));
    // Beside the workspace, on the same disk.
    const outside = mkdtempSync(join(dirname(workspaceFolder()), 'outside-'));
    cpSync(fileIn('models/iris').fsPath, join(outside, 'model'), { recursive: true });
    const moved = fileIn('models/moved').fsPath;
    renameSync(join(outside, 'model'), moved);
    rmSync(outside, { recursive: true });
    await waitUntilOffered('$(symbol-class) moved', true);
    rmSync(moved, { recursive: true });
    await waitUntilOffered('$(symbol-class) moved', false);
  });

  it('are offered under the names with which they were logged', async () => {
    const labels = await offeredModels();
    const logged = labels.slice(labels.indexOf('Logged') + 1, labels.indexOf('Other'));
    assert.ok(logged.length > 0, labels.join());
    assert.deepEqual(
      logged.filter((label) => label.startsWith('$(symbol-class) m-')),
      [],
    );
  });
});
