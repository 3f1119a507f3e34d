import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';
import { activateExtension, answering, errorsOf, fileIn, runCommand } from './workspace.ts';

type Validate = (value: string) => string | undefined;

describe('Build Docker Image', () => {
  const iris = () => fileIn('models/iris');
  const path = process.env['PATH'];
  const bin = () => fileIn('.bin').fsPath;
  before(activateExtension);
  afterEach(async () => {
    process.env['PATH'] = path;
    rmSync(bin(), { recursive: true, force: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Puts a program of ours on the PATH in place of all builders: what it does is known. */
  function installBuilder(script: string | undefined): void {
    mkdirSync(bin(), { recursive: true });
    if (script !== undefined) {
      writeFileSync(join(bin(), 'podman'), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin(), 'podman'), 0o755);
    }
    process.env['PATH'] = [bin(), '/nowhere'].join(delimiter);
  }

  /** Answers the questions with the first of what is offered. */
  function agree(questions: string[] = []) {
    return {
      showInputBox: (options: { value: string; validateInput: Validate }) => {
        questions.push(options.value);
        assert.equal(options.validateInput(options.value), undefined);
        assert.match(options.validateInput('Not A Name') ?? '', /"Not A Name" is no image name/);
        return Promise.resolve(options.value);
      },
      showQuickPick: (items: readonly vscode.QuickPickItem[]) => {
        questions.push(items[0]?.label ?? '');
        return Promise.resolve(items[0]);
      },
    };
  }

  function shownDockerfile(): string | undefined {
    const isDockerfile = ({ uri }: vscode.TextDocument) =>
      uri.scheme === 'mlinvoke-preview' && uri.path === '/Dockerfile';
    return vscode.workspace.textDocuments.find(isDockerfile)?.getText();
  }

  it('shows the Dockerfile, then builds in a terminal with the arguments it names', async () => {
    const record = fileIn('arguments.txt').fsPath;
    installBuilder(
      `if [ "$1" = --version ]; then echo 9.9; exit; fi\nfor a in "$@"; do echo "$a"; done > '${record}'\n` +
        'test "$2" = --iidfile && echo sha256:1 > "$3"',
    );
    const questions: string[] = [];
    const told: string[] = [];
    const showInformationMessage = (message: string) => {
      told.push(message);
      return Promise.resolve(undefined);
    };
    await answering({ ...agree(questions), showInformationMessage }, () =>
      runCommand('buildImage', iris()),
    );
    assert.deepEqual(questions, [
      'iris',
      'MLflow scoring server',
      '$(package) Build iris with podman',
    ]);
    assert.match(shownDockerfile() ?? '', /^FROM python:/m);
    assert.deepEqual(told, ['The image iris is built.']);
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(record));
    const words = new TextDecoder().decode(bytes).trim().split('\n');
    assert.equal(words[0], 'build');
    assert.deepEqual(words.slice(-3, -1), ['--tag', 'iris']);
  });

  it('does not call an image built whose builder a signal has ended', async () => {
    // The editor reports exit code 0 for such a process.
    installBuilder('if [ "$1" = --version ]; then echo 9.9; exit; fi\nkill -INT $$');
    const told: string[] = [];
    const showInformationMessage = (message: string) => {
      told.push(message);
      return Promise.resolve(undefined);
    };
    await answering({ ...agree(), showInformationMessage }, () => runCommand('buildImage', iris()));
    assert.deepEqual(told, ['The image iris was not built: podman was ended before that.']);
  });

  it('says that the build failed and where to look', async () => {
    installBuilder('if [ "$1" = --version ]; then echo 9.9; exit; fi\necho no space left; exit 7');
    const errors = await errorsOf(() => answering(agree(), () => runCommand('buildImage', iris())));
    assert.deepEqual(errors, [
      'The image iris was not built: podman ended with exit code 7. The terminal shows why.',
    ]);
  });

  it('says what to install when there is neither docker nor podman', async () => {
    installBuilder(undefined);
    const errors = await errorsOf(() => answering(agree(), () => runCommand('buildImage', iris())));
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /Install Docker .* or Podman/);
    assert.match(shownDockerfile() ?? '', /^FROM python:/m);
  });

  it('refuses a model whose packages are not known before it asks anything', async () => {
    const folder = fileIn('models/without-requirements');
    mkdirSync(folder.fsPath);
    try {
      writeFileSync(join(folder.fsPath, 'MLmodel'), 'flavors: {python_function: {}}\n');
      installBuilder('echo 9.9');
      const questions: string[] = [];
      const errors = await errorsOf(() =>
        answering(agree(questions), () => runCommand('buildImage', folder)),
      );
      assert.equal(errors.length, 1);
      assert.match(errors[0] ?? '', /has neither requirements\.txt nor conda\.yaml/);
      assert.deepEqual(questions, []);
    } finally {
      rmSync(folder.fsPath, { recursive: true });
    }
  });
});
