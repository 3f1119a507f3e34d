import { basename, dirname, relative } from 'node:path';
import * as vscode from 'vscode';
import { placeOf } from '../stores/store-place.ts';
import { skippedFolders } from '../workbench/skipped-folders.ts';
import { storeModelOf } from './store-model.ts';

/** A model folder of the workspace, found by its MLmodel file. */
export interface FoundModel {
  /** The model's folder. */
  readonly folder: string;
  /** What serves it: the folder itself, or its URI inside an `mlruns` store. */
  readonly uri: string;
  readonly workingDirectory: string;
  /** What to call it before anything of it is read. */
  readonly name: string;
  /** The folder relative to the workspace folder, with forward slashes. */
  readonly path: string;
  readonly isInStore: boolean;
}

const maximumModels = 2000;

/** The model folders of the workspace, by their paths; menus recognise them from now on. */
export async function findModels(): Promise<readonly FoundModel[]> {
  const files = await vscode.workspace.findFiles('**/MLmodel', skippedFolders, maximumModels);
  const models = files
    .filter(({ scheme }) => scheme === 'file')
    .map(toFoundModel)
    .toSorted((a, b) => a.path.localeCompare(b.path));
  const keys = Object.fromEntries(models.map(({ folder }) => [vscode.Uri.file(folder).path, true]));
  await vscode.commands.executeCommand('setContext', 'mlinvoke.modelFolders', keys);
  return models;
}

function toFoundModel(file: vscode.Uri): FoundModel {
  const folder = dirname(file.fsPath);
  const root = vscode.workspace.getWorkspaceFolder(file)?.uri.fsPath ?? dirname(folder);
  const path = relative(root, folder).replaceAll('\\', '/');
  const inStore = storeModelOf(folder.replaceAll('\\', '/'));
  // Its id means nothing in another store, which the settings may name.
  const isDefault = inStore && placeOf(inStore.workingDirectory).trackingUri === undefined;
  return {
    folder,
    uri: isDefault ? inStore.uri : folder,
    workingDirectory: isDefault ? inStore.workingDirectory : root,
    name: inStore?.name ?? basename(folder),
    path: path === '' ? '.' : path,
    isInStore: inStore !== undefined,
  };
}

/** Whether the store knows the name under which the model was logged. */
export function isNamedByStore({ uri, folder }: FoundModel): boolean {
  return uri !== folder;
}
