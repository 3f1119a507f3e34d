import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { activateExtension, fileIn, waitFor } from './workspace.ts';

describe('help with model URIs in Restricted Mode', () => {
  let server: Server;
  let asked = 0;
  const settings = () => fileIn('.vscode', 'settings.json').fsPath;
  before(async () => {
    await activateExtension();
    server = createServer((_, response) => {
      asked += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
  });
  after(async () => {
    await rm(settings(), { force: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    server.close();
  });

  it('asks no server that the workspace names, and still knows the files of the workspace', async () => {
    const address = server.address();
    assert.ok(address && typeof address === 'object');
    const trackingUri = `http://127.0.0.1:${address.port}`;
    await mkdir(dirname(settings()), { recursive: true });
    await writeFile(settings(), JSON.stringify({ 'mlinvoke.trackingUri': trackingUri }));
    const inspect = () =>
      vscode.workspace.getConfiguration('mlinvoke').inspect<string>('trackingUri');
    // The editor has read the file: this other setting of it counts.
    await writeFile(
      settings(),
      JSON.stringify({ 'mlinvoke.trackingUri': trackingUri, 'editor.rulers': [77] }),
    );
    await waitFor('the settings of the workspace', () =>
      JSON.stringify(vscode.workspace.getConfiguration('editor').get('rulers')) === '[77]'
        ? true
        : undefined,
    );
    assert.equal(inspect()?.workspaceValue, undefined);
    const document = await vscode.workspace.openTextDocument({
      language: 'python',
      content: 'm = "models:/iris/"\n',
    });
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(0, 'm = "models:/iris/'.length),
    );
    const inserts = list.items.map(({ insertText }) => insertText);
    assert.ok(inserts.includes('models:/iris@champion'), JSON.stringify(inserts));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(0, 8),
    );
    assert.ok(Array.isArray(hovers));
    assert.equal(asked, 0);
  });
});
