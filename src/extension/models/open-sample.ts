import { basename } from 'node:path';
import * as vscode from 'vscode';
import { MlflowError, messageOf } from '../../core/errors.ts';
import type { CommandHandler } from '../commands.ts';

/** What of `samples/` is copied: one model, its requests and its rows. */
const sampleParts = ['iris.invoke', 'iris.csv', 'models/iris'];

const folderName = 'mlinvoke-sample';

/**
 * The Open the Sample command: copies the sample that comes with the extension into a folder of the
 * user's choice, or the one it is given, and opens its requests. Never replaces anything.
 */
export function createOpenSampleCommand(extensionPath: string): CommandHandler {
  return async (target) => {
    const parent = target instanceof vscode.Uri ? target : await chooseParent();
    if (!parent) return undefined;
    const samples = vscode.Uri.joinPath(vscode.Uri.file(extensionPath), 'samples');
    const folder = await copySample(samples, parent);
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, 'iris.invoke'));
    return folder.fsPath;
  };
}

async function chooseParent(): Promise<vscode.Uri | undefined> {
  const open = vscode.workspace.workspaceFolders?.[0]?.uri;
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Choose where to put the folder {0}', folderName),
    openLabel: vscode.l10n.t('Copy the Sample Here'),
    canSelectFolders: true,
    canSelectFiles: false,
    ...(open && { defaultUri: open }),
  });
  return chosen?.[0];
}

async function copySample(samples: vscode.Uri, parent: vscode.Uri): Promise<vscode.Uri> {
  try {
    const folder = await findFreeFolder(parent);
    for (const part of sampleParts) {
      const source = vscode.Uri.joinPath(samples, part);
      // The copy makes the folders above it.
      await vscode.workspace.fs.copy(source, vscode.Uri.joinPath(folder, part));
    }
    return folder;
  } catch (error) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      vscode.l10n.t(
        'The sample could not be copied into {0}: {1} Choose a folder that you may write to.',
        basename(parent.path),
        messageOf(error),
      ),
      { cause: error },
    );
  }
}

/** `mlinvoke-sample`, or the first of `mlinvoke-sample-2`, `-3`, … that is not there. */
async function findFreeFolder(parent: vscode.Uri): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(parent)).map(([name]) => name));
  let name = folderName;
  for (let count = 2; taken.has(name); count++) name = `${folderName}-${count}`;
  return vscode.Uri.joinPath(parent, name);
}
