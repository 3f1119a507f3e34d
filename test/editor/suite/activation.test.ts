import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commandIds } from '../../../src/extension/commands.ts';
import { activateExtension } from './workspace.ts';

describe('activation', () => {
  it('says how long it took (50 ms are the aim)', async function measure() {
    const { activationMilliseconds } = await activateExtension();
    if (this.test) this.test.title += `: ${activationMilliseconds.toFixed(1)} ms`;
    assert.ok(activationMilliseconds > 0);
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
