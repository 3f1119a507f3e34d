import * as vscode from 'vscode';
import { readPythonPath } from '../settings.ts';

/** The part of the Python extension's public API that is used here. */
interface PythonApi {
  readonly environments?: {
    getActiveEnvironmentPath(resource?: vscode.Uri): { readonly path: string } | undefined;
  };
}

/** The interpreter that the user wants for a folder: that of the settings, else the selected one. */
export async function findPython(folder: string): Promise<string | undefined> {
  return readPythonPath(folder) ?? (await findSelectedInterpreter(folder));
}

/**
 * The interpreter that the user has selected in the Python extension for a folder; undefined
 * without that extension, and in Restricted Mode, where nothing of a workspace may choose what runs.
 */
async function findSelectedInterpreter(folder: string): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>('ms-python.python');
  if (!extension || !vscode.workspace.isTrusted) return undefined;
  const api = await extension.activate();
  return api.environments?.getActiveEnvironmentPath(vscode.Uri.file(folder))?.path;
}
