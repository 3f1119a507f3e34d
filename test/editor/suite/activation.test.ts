import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/extension/commands.ts';
import { activateExtension } from './workspace.ts';

describe('activation', () => {
  it('takes at most 50 ms of the extension host', async function measure() {
    const { activationMilliseconds } = await activateExtension();
    if (this.test) this.test.title += `: ${activationMilliseconds.toFixed(1)} ms`;
    assert.ok(activationMilliseconds <= 50, `took ${activationMilliseconds.toFixed(1)} ms`);
  });

  it('registers every command of the table', async () => {
    await activateExtension();
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = Object.values(commandIds).filter((id) => !known.has(id));
    assert.deepEqual(missing, []);
  });

  it('serves nothing until it is asked to', async () => {
    assert.deepEqual((await activateExtension()).servers, []);
  });
});
