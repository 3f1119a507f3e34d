import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import * as vscode from 'vscode';
import {
  activateExtension,
  answering,
  errorsOf,
  fileIn,
  pickingFromWhole,
  runCommand,
} from './workspace.ts';

interface Predicted {
  readonly outputPath: string;
  readonly rowCount: number;
}

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8').trim().split(/\r?\n/);
}

describe('Predict', () => {
  const csv = () => fileIn('iris.csv');
  const output = () => fileIn('iris.predictions.csv').fsPath;
  before(activateExtension);
  afterEach(async () => {
    rmSync(output(), { force: true });
    await runCommand('stopAllServers');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('writes the rows with their predictions beside the file and opens them', async () => {
    const { rowCount, outputPath } = await runCommand<Predicted>(
      'predictFile',
      csv(),
      fileIn('models/iris'),
    );
    assert.equal(outputPath, output());
    assert.equal(rowCount, 6);
    const [header = '', first = '', ...rest] = linesOf(output());
    assert.ok(header.startsWith(`${linesOf(csv().fsPath)[0]},`), header);
    assert.match(first, /^5\.1,3\.5,1\.4,0\.2,setosa$/);
    assert.equal(rest.length, 5);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, output());
  });

  it('uses a server that runs, when that is picked', async () => {
    await runCommand('serveModel', fileIn('models/iris'));
    const picking = pickingFromWhole((items) =>
      items.find(({ label }) => label === '$(vm-running) iris'),
    );
    const { rowCount } = await answering(picking, () =>
      runCommand<Predicted>('predictFile', csv()),
    );
    assert.equal(rowCount, 6);
  });

  it('says which columns are missing before anything is sent, and writes nothing', async () => {
    const lacking = fileIn('lacking.csv');
    const errors = await errorsOf(() => runCommand('predictFile', lacking, fileIn('models/iris')));
    assert.equal(errors.length, 1);
    assert.match(
      errors[0] ?? '',
      /^lacking\.csv lacks "sepal width \(cm\)", .* has "petals" besides/,
    );
    assert.ok(!existsSync(fileIn('lacking.predictions.csv').fsPath));
  });

  it('asks before it replaces what is there', async () => {
    copyFileSync(csv().fsPath, output());
    const before = readFileSync(output(), 'utf8');
    const questions: string[] = [];
    const answerWith = (answer: string | undefined) => ({
      showWarningMessage: (message: string) => {
        questions.push(message);
        return Promise.resolve(answer);
      },
    });
    const predict = () => runCommand<Predicted>('predictFile', csv(), fileIn('models/iris'));
    assert.equal(await answering(answerWith(undefined), predict), undefined);
    assert.equal(readFileSync(output(), 'utf8'), before);
    await answering(answerWith('Overwrite'), predict);
    assert.notEqual(readFileSync(output(), 'utf8'), before);
    assert.deepEqual(
      questions,
      Array.from({ length: 2 }, () => 'iris.predictions.csv exists already.'),
    );
  });

  it('predicts what is on the screen, not what was on the disk', async () => {
    const draft = fileIn('draft.csv');
    copyFileSync(csv().fsPath, draft.fsPath);
    try {
      const document = await vscode.workspace.openTextDocument(draft);
      const edit = new vscode.WorkspaceEdit();
      edit.delete(draft, new vscode.Range(2, 0, document.lineCount, 0));
      await vscode.workspace.applyEdit(edit);
      const { rowCount } = await runCommand<Predicted>('predictFile', draft, fileIn('models/iris'));
      assert.equal(rowCount, 1);
    } finally {
      for (const name of readdirSync(fileIn().fsPath)) {
        if (name.startsWith('draft.')) rmSync(fileIn(name).fsPath);
      }
    }
  });

  it('names the row and column that it cannot read, and leaves no half file behind', async () => {
    const wrong = fileIn('wrong.csv').fsPath;
    const [header = '', ...rows] = linesOf(csv().fsPath);
    writeFileSync(wrong, [header, ...rows, '5.1,tall,1.4,0.2', ''].join('\n'));
    const errors = await errorsOf(() =>
      runCommand('predictFile', vscode.Uri.file(wrong), fileIn('models/iris')),
    );
    rmSync(wrong);
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /^Row 8 of wrong\.csv: Column "sepal width \(cm\)" holds "tall"/);
    const left = readdirSync(fileIn().fsPath).filter((name) => name.startsWith('wrong.'));
    assert.deepEqual(left, []);
  });
});
