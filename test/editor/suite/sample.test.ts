import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { activateExtension, answering, errorsOf, runCommand } from './workspace.ts';

describe('Open the Sample', () => {
  let parent: vscode.Uri;
  before(activateExtension);
  beforeEach(() => {
    parent = vscode.Uri.file(mkdtempSync(join(tmpdir(), 'sample-')));
  });
  afterEach(async () => {
    await runCommand('stopAllServers');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(parent.fsPath, { recursive: true });
  });

  it('copies a model whose requests all hold, outside of the workspace too', async () => {
    const folder = await answering({ showOpenDialog: () => Promise.resolve([parent]) }, () =>
      runCommand<string>('openSample'),
    );
    assert.equal(folder, join(parent.fsPath, 'mlinvoke-sample'));
    assert.equal(basename(vscode.window.activeTextEditor?.document.fileName ?? ''), 'iris.invoke');
    const sent = await runCommand<{ status: number; failedChecks: number }>('sendInvocation');
    assert.deepEqual([sent.status, sent.failedChecks], [200, 0]);
  });

  it('replaces nothing that is there', async () => {
    const first = await runCommand<string>('openSample', parent);
    const second = await runCommand<string>('openSample', parent);
    assert.notEqual(first, second);
    assert.equal(basename(second), 'mlinvoke-sample-2');
  });

  it('says what to do when the folder cannot be written to', async () => {
    const nowhere = vscode.Uri.joinPath(parent, 'nowhere');
    const errors = await errorsOf(() => runCommand('openSample', nowhere));
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /could not be copied into nowhere: .*Choose a folder/);
  });
});
