// node scripts/bench-tree.mjs: what the Runs view costs with very many runs.
// Builds the extension, makes a database with 100,000 runs and an mlruns folder with 10,000, opens
// each in the test editor, and prints plain figures: the time from showing the container to the
// first experiment, from opening that to the first run, from "Load more" to the next hundred, how
// long the extension host did not answer meanwhile, and the memory of its process.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageExtension } from './package-extension.mjs';
import { makeLargeDatabase, makeLargeFileStore } from './make-large-store.mjs';
import { extensionHostsOf } from '../test/editor/ui/processes.mjs';
import { openEditor, openWindow } from '../test/editor/ui/workbench.mjs';

const kinds = [
  { name: '100,000 runs in mlflow.db', make: (folder) => makeLargeDatabase(folder, 100_000) },
  { name: '10,000 runs in mlruns', make: (folder) => makeLargeFileStore(folder, 10_000) },
];

/** Resident megabytes of the largest extension host below the editor's server. */
function extensionHostMegabytes(serverPid) {
  const sizes = extensionHostsOf(serverPid).map((pid) => {
    try {
      const kibibytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return Number(kibibytes ?? 0) / 1024;
    } catch {
      return 0; // it ended meanwhile
    }
  });
  return Math.round(Math.max(0, ...sizes));
}

async function timed(work) {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

async function measure({ name, make }) {
  const editor = await openEditor();
  try {
    const folder = join(editor.home, 'large');
    make(folder);
    const workbench = await openWindow(editor, folder);
    const before = extensionHostMegabytes(editor.pid);
    const first = await timed(async () => {
      await workbench.showView('MLflow models');
      await workbench.runRow('large').waitFor();
    });
    await workbench.toggleView('Models');
    await workbench.toggleView('Servers');
    const row = workbench.runRow('large');
    const open = await timed(async () => {
      await row.locator('.monaco-tl-twistie').click();
      await workbench.runRow(/run-\d+/).waitFor();
    });
    const rows = workbench.page.locator('.part.sidebar .monaco-list:visible').last();
    await rows.focus();
    await workbench.page.keyboard.press('End');
    let more = workbench.runRow('Load more');
    for (let i = 0; i < 20 && !(await more.isVisible()); i += 1) {
      await workbench.page.keyboard.press('PageDown');
      await workbench.page.waitForTimeout(100);
    }
    const next = await timed(async () => {
      const position = await more.getAttribute('aria-setsize');
      await more.click();
      await workbench.page.waitForFunction(
        (last) =>
          [...document.querySelectorAll('.part.sidebar [role=treeitem]')].some(
            (item) => Number(item.getAttribute('aria-setsize')) > Number(last),
          ),
        position,
      );
    });
    await workbench.screenshot(`bench-${name.replace(/\W+/g, '-')}`);
    console.log(
      `${name}: first experiment ${first} ms, first run ${open} ms, next page ${next} ms, ` +
        `extension host ${before} MB before and ${extensionHostMegabytes(editor.pid)} MB after`,
    );
  } finally {
    await editor.stop();
  }
}

process.env.EDITOR_VSIX = await packageExtension();
for (const kind of kinds) await measure(kind);
