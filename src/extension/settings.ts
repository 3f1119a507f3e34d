import { homedir } from 'node:os';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { EngineChoice } from '../core/engines/open-engine.ts';
import type { AccessOptions } from '../server/access/access-options.ts';
import type { ErrorDetail, ReplyOptions } from '../server/replies/reply-options.ts';
import type { ServerLimits } from '../server/requests/server-limits.ts';

/** The settings that decide how a model is found and served. */
export interface ServingSettings {
  readonly engine: EngineChoice;
  readonly trackingUri: string | undefined;
  readonly port: number;
  readonly limits: ServerLimits;
  readonly access: AccessOptions;
  readonly replies: ReplyOptions;
}

const mebibyte = 1024 * 1024;

/**
 * Reads the settings for models of one folder. In Restricted Mode the editor itself leaves out what
 * the workspace says about the restricted ones.
 */
export function readServingSettings(workingDirectory: string): ServingSettings {
  const scope = vscode.Uri.file(workingDirectory);
  const settings = vscode.workspace.getConfiguration('mlinvoke', scope);
  return {
    engine: settings.get<EngineChoice>('engine', 'auto'),
    trackingUri: readTrackingUri(scope),
    port: settings.get<number>('server.port', 0),
    limits: {
      timeoutSeconds: settings.get<number>('server.timeoutSeconds', 60),
      queueLength: settings.get<number>('server.maxQueue', 128),
      bodyBytes: settings.get<number>('server.maxBody', 64) * mebibyte,
    },
    access: { allowedOrigins: settings.get<readonly string[]>('server.allowedOrigins', []) },
    replies: {
      errorDetail: settings.get<ErrorDetail>('server.errorDetail', 'detailed'),
      nanLiterals: settings.get<boolean>('server.nanLiterals', false),
    },
  };
}

/** The interpreter that the settings name for a folder; undefined for none. */
export function readPythonPath(workingDirectory: string): string | undefined {
  const settings = vscode.workspace.getConfiguration('mlinvoke', vscode.Uri.file(workingDirectory));
  return settings.get<string>('pythonPath', '').trim() || undefined;
}

/** Where `models:/` and `runs:/` are looked up; undefined for the default, `mlruns`. */
export function readTrackingUri(scope: vscode.Uri): string | undefined {
  const uri = vscode.workspace.getConfiguration('mlinvoke', scope).get<string>('trackingUri', '');
  return uri.trim() || process.env['MLFLOW_TRACKING_URI'] || undefined;
}

/** Whether a `.invoke` document shows a CodeLens above each request. */
export function isCodeLensEnabled(scope: vscode.Uri): boolean {
  return vscode.workspace
    .getConfiguration('mlinvoke', scope)
    .get<boolean>('codeLens.enabled', true);
}

/** Where relative model URIs start: the workspace folder of a file, else the file's own folder. */
export function workingDirectoryOf(resource: vscode.Uri | undefined): string {
  const folder = resource && vscode.workspace.getWorkspaceFolder(resource);
  if (folder) return folder.uri.fsPath;
  if (resource?.scheme === 'file') return dirname(resource.fsPath);
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
}
