import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { activateExtension, fileIn } from './workspace.ts';

const modelId = 'm-4dd3e885931a426fbdaca78f1ef70a12';

/** Writes a file into the workspace and opens it; `|` marks the cursor and is left out. */
async function openAt(
  name: string,
  marked: string,
): Promise<{ document: vscode.TextDocument; position: vscode.Position }> {
  const uri = fileIn('language', name);
  await mkdir(dirname(uri.fsPath), { recursive: true });
  await writeFile(uri.fsPath, marked.replace('|', ''));
  // What an earlier test showed of a file of this name is read anew.
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document);
  await vscode.commands.executeCommand('workbench.action.files.revert');
  return { document, position: document.positionAt(marked.indexOf('|')) };
}

interface Offered {
  readonly label: string;
  readonly insert: string;
  readonly detail: string;
  readonly documentation: string;
}

/** Our completions at `|`, the first ones resolved. */
async function completionsAt(name: string, marked: string): Promise<Offered[]> {
  const { document, position } = await openAt(name, marked);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    position,
    undefined,
    20,
  );
  return list.items
    .map(({ label, insertText, detail, documentation }) => ({
      label: typeof label === 'string' ? label : label.label,
      insert: typeof insertText === 'string' ? insertText : (insertText?.value ?? ''),
      detail: detail ?? '',
      documentation: typeof documentation === 'object' ? documentation.value : '',
    }))
    .filter(({ label, insert }) => /^(?:models|runs):\//.test(insert === '' ? label : insert));
}

async function hoverAt(name: string, marked: string): Promise<string> {
  const { document, position } = await openAt(name, marked);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .filter((text) => /models:|runs:|models\\:|runs\\:/.test(text))
    .join('\n');
}

async function withSetting<T>(name: string, value: unknown, work: () => Thenable<T>): Promise<T> {
  const settings = vscode.workspace.getConfiguration('mlinvoke');
  await settings.update(name, value, vscode.ConfigurationTarget.Global);
  try {
    return await work();
  } finally {
    await settings.update(name, undefined, vscode.ConfigurationTarget.Global);
  }
}

describe('help with model URIs', () => {
  before(activateExtension);
  after(() => vscode.commands.executeCommand('workbench.action.closeAllEditors'));

  it('completes names and logged models in a Python string', async () => {
    const offered = await completionsAt('a.py', 'm = mlflow.pyfunc.load_model("models:/|")\n');
    const inserts = offered.map(({ insert }) => insert);
    assert.ok(inserts.includes('models:/iris/'), inserts.join(' '));
    assert.ok(inserts.includes(`models:/${modelId}`), inserts.join(' '));
    const iris = offered.find(({ insert }) => insert === 'models:/iris/');
    assert.match(iris?.detail ?? '', /Version 2 · @champion/);
  });

  it('completes aliases, versions and latest, and says what is in them', async () => {
    const offered = await completionsAt('b.py', 'm = "models:/iris/|"\n');
    assert.deepEqual(
      offered.map(({ label, insert }) => [label, insert]),
      [
        ['@champion', 'models:/iris@champion'],
        ['2', 'models:/iris/2'],
        ['1', 'models:/iris/1'],
        ['latest', 'models:/iris/latest'],
      ],
    );
    assert.match(offered[1]?.documentation ?? '', /sklearn/);
    const behindAt = await completionsAt('b2.py', 'm = "models:/iris@|"\n');
    assert.ok(behindAt.some(({ insert }) => insert === 'models:/iris@champion'));
  });

  it('completes runs with name, state and start, then their models', async () => {
    const runs = await completionsAt('c.yaml', 'model_uri: runs:/|\n');
    assert.equal(runs.length, 2, JSON.stringify(runs));
    assert.match(runs[0]?.detail ?? '', /^\S+ · finished · .*20\d\d/);
    const models = await completionsAt('d.yaml', `model_uri: ${runs[0]?.insert}|\n`);
    assert.ok(models.length > 0);
    assert.ok(models[0]?.insert.startsWith(runs[0]?.insert ?? '?'), models[0]?.insert);
    assert.match(models[0]?.documentation ?? '', /sklearn/);
  });

  it('offers the schemes where a model URI is expected, and nothing elsewhere', async () => {
    const labels = async (name: string, marked: string) =>
      (await completionsAt(name, marked)).map(({ label }) => label);
    assert.deepEqual(await labels('e.json', '{"model_uri": "|"}'), ['models:/', 'runs:/']);
    assert.deepEqual(await labels('f.json', '{"title": "|"}'), []);
    assert.deepEqual(await labels('g.py', '# load_model("models:/|")\n'), []);
    assert.deepEqual(await labels('h.py', 'm = f"models:/{name}/|"\n'), []);
  });

  it('completes the @model line of a .invoke file', async () => {
    const offered = await completionsAt('i.invoke', '# @model models:/|\n\n### one\n{}\n');
    assert.ok(offered.some(({ insert }) => insert === 'models:/iris/'));
  });

  it('completes in a cell of a notebook', async () => {
    const cell = new vscode.NotebookCellData(
      vscode.NotebookCellKind.Code,
      'm = load_model("models:/iris/")',
      'python',
    );
    const notebook = await vscode.workspace.openNotebookDocument(
      'jupyter-notebook',
      new vscode.NotebookData([cell]),
    );
    const { document } = notebook.cellAt(0);
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      new vscode.Position(0, 'm = load_model("models:/iris/'.length),
    );
    const inserts = list.items.map(({ insertText }) => insertText);
    assert.ok(inserts.includes('models:/iris@champion'), JSON.stringify(inserts));
  });

  it('explains a URI: every hop, flavors, signature, size and what can be done', async () => {
    const text = (await hoverAt('j.py', 'm = "models:/iris@cham|pion"\n')).replaceAll('\\', '');
    for (const part of [
      'alias champion → version 2',
      'sklearn · MLflow 3.',
      ' kB',
      'Inputs:',
      '**sepal length (cm)** double',
      'command:mlinvoke.serveModel?',
      'command:mlinvoke.predictFile?',
      'command:mlinvoke.newRequest?',
      'command:mlinvoke.copyModelPath?',
      'command:mlinvoke.revealModel?',
    ]) {
      assert.ok(text.includes(part), `${part} is not in:\n${text}`);
    }
  });

  it('gives links that name the model and where it is looked up', async () => {
    const text = await hoverAt('k.py', 'm = "models:/iris@cham|pion"\n');
    const [, values = ''] = /command:mlinvoke\.serveModel\?([^)]+)/.exec(text) ?? [];
    const [model] = JSON.parse(decodeURIComponent(values)) as [Record<string, string>];
    assert.equal(model['uri'], 'models:/iris@champion');
    assert.equal(model['workingDirectory'], dirname(fileIn('language').fsPath));
    const answer = await vscode.commands.executeCommand<{ engine: string }>(
      'mlinvoke.serveModel',
      model,
    );
    assert.equal(answer.engine, 'native');
    await vscode.commands.executeCommand('mlinvoke.stopAllServers');
  });

  it('says in a hover, and nowhere else, why a URI leads nowhere', async () => {
    const text = await hoverAt('l.py', 'm = "models:/iris@no|body"\n');
    assert.match(text.replaceAll('\\', ''), /has no alias "nobody"/);
    const { uri } = vscode.window.activeTextEditor?.document ?? {};
    assert.ok(uri);
    assert.deepEqual(
      vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'mlinvoke'),
      [],
    );
  });

  it('links a URI to the MLmodel file of its folder', async () => {
    const { document } = await openAt('m.yaml', '|model_uri: models:/iris/1\n');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      document.uri,
      5,
    );
    const link = links.find(({ range }) => document.getText(range) === 'models:/iris/1');
    assert.equal(basename(link?.target?.fsPath ?? ''), 'MLmodel');
    assert.ok(link?.target?.fsPath.includes(modelId), link?.target?.fsPath);
  });

  it('can be switched off, each part by itself', async () => {
    assert.deepEqual(
      await withSetting('languageHelp.completion', false, () =>
        completionsAt('n.py', 'm = "models:/iris/|"\n'),
      ),
      [],
    );
    assert.equal(
      await withSetting('languageHelp.hover', false, () => hoverAt('o.py', '"models:/ir|is/1"\n')),
      '',
    );
    const { document } = await openAt('p.yaml', '|model_uri: models:/iris/1\n');
    const links = await withSetting('languageHelp.links', false, () =>
      vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        document.uri,
      ),
    );
    assert.deepEqual(
      links.filter(({ range }) => document.getText(range).startsWith('models:')),
      [],
    );
  });

  it('is silent when the store cannot be reached', async () => {
    await withSetting('trackingUri', 'http://127.0.0.1:9', async () => {
      assert.deepEqual(await completionsAt('q.py', 'm = "models:/|"\n'), []);
      assert.match(await hoverAt('r.py', '"models:/ir|is/1"\n'), /127\\\.0\\\.0\\\.1/);
    });
  });
});

describe('an MLmodel file', () => {
  before(activateExtension);
  const lensesOf = async (uri: vscode.Uri) => {
    await vscode.window.showTextDocument(uri);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      uri,
      10,
    );
    return lenses.flatMap(({ command }) => (command ? [command] : []));
  };

  it('has lenses that serve it, predict with it and ask it, which a setting takes away', async () => {
    const uri = fileIn('models', 'iris', 'MLmodel');
    const commands = await lensesOf(uri);
    assert.deepEqual(
      commands.map(({ title }) => title),
      ['$(play) Serve', '$(table) Predict a CSV…', '$(new-file) New Request'],
    );
    const [serve] = commands;
    assert.ok(serve);
    const values = (serve.arguments ?? []) as unknown[];
    const answer = await vscode.commands.executeCommand<{ engine: string }>(
      serve.command,
      ...values,
    );
    assert.equal(answer.engine, 'native');
    await vscode.commands.executeCommand('mlinvoke.stopAllServers');
    assert.deepEqual(await withSetting('mlmodelCodeLens.enabled', false, () => lensesOf(uri)), []);
  });

  it('explains its keys, and writes the signature so that it can be read', async () => {
    const document = await vscode.workspace.openTextDocument(fileIn('models', 'iris', 'MLmodel'));
    const hover = async (text: string): Promise<string> => {
      const position = document.positionAt(document.getText().indexOf(text));
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      const contents = hovers.flatMap((each) => each.contents);
      const texts = contents.map((each) => (typeof each === 'string' ? each : each.value));
      return texts.join('\n').replaceAll('\\', '');
    };
    assert.match(await hover('predict_fn:'), /method of the estimator/);
    const signature = await hover('signature:');
    assert.match(signature, /What the model takes and gives/);
    assert.match(signature, /Inputs: \*\*sepal length \(cm\)\*\* double/);
    assert.equal(await withSetting('languageHelp.hover', false, () => hover('signature:')), '');
  });
});
