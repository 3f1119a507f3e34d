import * as vscode from 'vscode';

/** The parts of the language help that can be switched off one by one. */
type LanguageHelpPart = 'completion' | 'hover' | 'links';

/** Whether a part of the help is on for a document. */
export function isHelpEnabled(part: LanguageHelpPart, scope: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('mlinvoke.languageHelp', scope).get<boolean>(part, true);
}

/** Whether an `MLmodel` file shows its CodeLenses. */
export function isMlModelLensEnabled(scope: vscode.Uri): boolean {
  return vscode.workspace
    .getConfiguration('mlinvoke.mlmodelCodeLens', scope)
    .get<boolean>('enabled', true);
}
