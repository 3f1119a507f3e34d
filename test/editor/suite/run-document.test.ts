import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import * as vscode from 'vscode';
import { activateExtension, errorsOf, fileIn, runCommand, workspaceFolder } from './workspace.ts';

/** A row of the Runs view, as far as the command reads it. */
function rowOf(runId: string) {
  const place = { key: workspaceFolder(), workingDirectory: workspaceFolder() };
  return { kind: 'run', id: runId, place, run: { runId, experimentId: '', artifactUri: '' } };
}

describe('Open Run', () => {
  const experiment = '573432692320317347';
  before(() => activateExtension());
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('shows what the store has of a run now, with its models', async () => {
    const folders = readdirSync(fileIn('mlruns', experiment).fsPath);
    const runId = folders.find((name) => /^[0-9a-f]{32}$/.test(name)) ?? '';
    await runCommand('openRun', rowOf(runId));
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'yaml');
    assert.equal(document.uri.scheme, 'mlinvoke-preview');
    const text = document.getText();
    assert.match(text, new RegExp(`^Run: runs:/${runId}$`, 'm'));
    assert.match(text, new RegExp(`^Experiment: "${experiment}"$`, 'm'));
    assert.match(text, /^Status: finished$/m);
    assert.match(text, /^Models:\n {2}models:\/m-[0-9a-f]+: \w+$/m);
    assert.doesNotMatch(text, /log-model\.history/);
  });

  it('says so when the run is gone', async () => {
    const errors = await errorsOf(() => runCommand('openRun', rowOf('f'.repeat(32))));
    assert.match(errors.join(), /^The run f{32} is no longer in its store\./);
  });
});
