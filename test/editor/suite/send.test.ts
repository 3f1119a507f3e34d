import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import * as vscode from 'vscode';
import type { MlinvokeApi } from '../../../src/extension/api.ts';
import {
  activateExtension,
  errorsOf,
  fileIn,
  responseText,
  runCommand,
  waitFor,
} from './workspace.ts';

interface Sent {
  readonly name: string;
  readonly status: number;
  readonly failedChecks: number;
}

async function lensesOf(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
  return vscode.commands.executeCommand('vscode.executeCodeLensProvider', uri, 50);
}

describe('Send to /invocations', () => {
  let api: MlinvokeApi;
  const iris = () => fileIn('iris.invoke');
  before(async () => {
    api = await activateExtension();
    await vscode.window.showTextDocument(iris());
  });
  after(async () => {
    await runCommand('stopAllServers');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('stands above each request, and goes when the setting says so', async () => {
    const lenses = await lensesOf(iris());
    assert.equal(lenses.length, 4);
    assert.equal(lenses[0]?.command?.title, '$(play) Send to /invocations');
    const settings = vscode.workspace.getConfiguration('mlinvoke');
    await settings.update('codeLens.enabled', false, vscode.ConfigurationTarget.Global);
    try {
      assert.deepEqual(await lensesOf(iris()), []);
    } finally {
      await settings.update('codeLens.enabled', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('serves the model on demand, sends every request of the sample, and all checks hold', async () => {
    const answers: (Sent | undefined)[] = [];
    for (const { command } of await lensesOf(iris())) {
      assert.ok(command);
      const values = (command.arguments ?? []) as unknown[];
      answers.push(await vscode.commands.executeCommand<Sent>(command.command, ...values));
    }
    assert.deepEqual(
      answers.map((answer) => [answer?.status, answer?.failedChecks]),
      [
        [200, 0],
        [200, 0],
        [200, 0],
        [400, 0],
      ],
      responseText('iris'),
    );
    assert.equal(api.servers.length, 1);
  });

  it('sends the request at the cursor and shows the answer beside it, focus kept', async () => {
    const editor = await vscode.window.showTextDocument(iris(), {
      viewColumn: vscode.ViewColumn.One,
    });
    const line = editor.document.getText().split('\n').indexOf('### one flower, as a record') + 3;
    editor.selection = new vscode.Selection(line, 0, line, 0);
    const sent = await runCommand<Sent>('sendInvocation');
    assert.equal(sent.name, 'one flower, as a record');
    const response = await waitFor('the answer', () => {
      const text = responseText('iris');
      return text.includes('"versicolor"') ? text : undefined;
    });
    assert.match(response, /^HTTP 200 OK · [\d.]+ ms · \d+ bytes\n/);
    assert.match(response, /\n# POST http:\/\/127\.0\.0\.1:\d+\/invocations · iris \(native\)\n/);
    assert.match(response, /\n✓ status == 200/);
    const shown = vscode.window.visibleTextEditors.map(({ document }) => document.languageId);
    assert.deepEqual(shown.toSorted(), ['invoke', 'invoke-response']);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), iris().toString());
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    assert.equal(tabs.filter(({ label }) => label === 'iris.invoke-response').length, 1);
  });

  it('sends to a registered model', async () => {
    const sent = await runCommand<Sent>('sendInvocation', fileIn('registry.invoke'), 0);
    assert.deepEqual([sent.status, sent.failedChecks], [200, 0], responseText('registry'));
  });

  it('lists the requests in the outline and folds them', async () => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      iris(),
    );
    assert.equal(symbols[0]?.name, 'two flowers');
    assert.equal(symbols.length, 4);
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      'vscode.executeFoldingRangeProvider',
      iris(),
    );
    assert.equal(folds.length, 4);
  });

  it('underlines what is wrong, and refuses to send it', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'invoke',
      content: '### one\n# @model models/iris\n# @target http://127.0.0.1:1\n{"inputs": [1]}\n',
    });
    const problems = await waitFor('a diagnostic', () => {
      const list = vscode.languages.getDiagnostics(document.uri);
      return list.length > 0 ? list : undefined;
    });
    assert.match(problems[0]?.message ?? '', /not to both/);
    const errors = await errorsOf(() => runCommand('sendInvocation', document.uri, 0));
    assert.deepEqual(errors, [problems[0]?.message]);
  });

  it('says what is missing when nobody answers', async () => {
    const { uri } = await vscode.workspace.openTextDocument({
      language: 'invoke',
      content: '### one\n# @target http://127.0.0.1:9\n{"inputs": [1]}\n',
    });
    const errors = await errorsOf(() => runCommand('sendInvocation', uri, 0));
    assert.match(errors[0] ?? '', /No answer from http:\/\/127\.0\.0\.1:9\/invocations/);
  });

  it('shows the beginning of an answer that is larger than any request', async () => {
    const server = createServer((_, response) => {
      response.setHeader('Content-Type', 'application/json');
      const parts = Array.from({ length: 65 }, () => Buffer.alloc(2 ** 20, '1234567,'));
      Readable.from([Buffer.from('['), ...parts, Buffer.from('1]')]).pipe(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo; // it listens
    const content = `# @target http://127.0.0.1:${port}\n### large\n{}\n?? status == 200\n`;
    const file = fileIn('large.invoke');
    await vscode.workspace.fs.writeFile(file, Buffer.from(content));
    try {
      await vscode.window.showTextDocument(file);
      const sent = await runCommand<Sent>('sendInvocation', file.toString(), 1);
      assert.deepEqual(sent, { name: 'large', status: 200, failedChecks: 0 });
      assert.match(responseText('large'), /^HTTP 200 OK · .* 68157443 bytes/);
      assert.match(responseText('large'), /\n# 64157443 more characters are not shown\.\n$/);
    } finally {
      server.close();
      await vscode.workspace.fs.delete(file);
    }
  });
});
