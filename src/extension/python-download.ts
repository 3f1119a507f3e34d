import * as vscode from 'vscode';
import { MlflowError } from '../core/errors.ts';
import type { StoreHost } from '../core/store/store-host.ts';
import { findPython } from './servers/python-extension.ts';
import { workingDirectoryOf } from './settings.ts';

/**
 * Downloads by the user's own MLflow what only that can fetch. Throws MlflowError
 * PERMISSION_DENIED in Restricted Mode, where no Python is started.
 */
export const downloadInEditor: NonNullable<StoreHost['downloadByPython']> = async (
  uri,
  folder,
  signal,
) => {
  if (!vscode.workspace.isTrusted) {
    throw new MlflowError(
      'PERMISSION_DENIED',
      vscode.l10n.t(
        'Only the MLflow of your Python can fetch {0}, and this workspace is in Restricted Mode. Trust the workspace, or download the model yourself.',
        uri.replace(/:.*/s, ':'),
      ),
    );
  }
  const [{ downloadByPython }, { findInterpreter }] = await Promise.all([
    import('../core/store/artifacts/sources/download-by-python.ts'),
    import('../core/engines/python/find-interpreter.ts'),
  ]);
  const findInterpreterHere = async (): Promise<string> => {
    const directory = workingDirectoryOf(undefined);
    const python = await findPython(directory);
    const environment = process.env;
    return (await findInterpreter({ environment, signal, ...(python && { python }) })).path;
  };
  await downloadByPython({ findPython: findInterpreterHere, environment: process.env })(
    uri,
    folder,
    signal,
  );
};
