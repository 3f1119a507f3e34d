import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activateExtension, errorsOf, fileIn, runCommand } from './workspace.ts';

describe('Restricted Mode', () => {
  before(activateExtension);
  after(() => runCommand('stopAllServers'));

  it('is what these tests run in', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });

  it('serves a model natively', async () => {
    const { engine } = await runCommand<{ engine: string }>('serveModel', fileIn('models/iris'));
    assert.equal(engine, 'native');
  });

  it('refuses Python kindly, naming the reason and the way out', async () => {
    const model = fileIn('models/body-mass-index');
    let offered: readonly string[] = [];
    const original = vscode.window.showErrorMessage;
    const messages: string[] = [];
    Object.assign(vscode.window, {
      showErrorMessage: (message: string, ...actions: string[]) => {
        messages.push(message);
        offered = actions;
        return Promise.resolve(undefined);
      },
    });
    try {
      await runCommand('serveModel', model);
    } finally {
      Object.assign(vscode.window, { showErrorMessage: original });
    }
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /Restricted Mode/);
    assert.deepEqual(offered, ['Manage Workspace Trust']);
  });

  it('refuses to build an image even when the command is run by its id', async () => {
    // The command's own condition hides it; other extensions can still name it.
    const errors = await errorsOf(() => runCommand('buildImage', fileIn('models/iris')));
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /Restricted Mode/);
  });
});
