import * as vscode from 'vscode';
import type { InvokeProblem } from '../../invoke/invoke-file.ts';
import { type InvokeDocuments, invokeLanguage } from './invoke-documents.ts';
import { toRange } from './to-range.ts';

/** Keeps the problems of open `.invoke` documents in the Problems view. */
export class InvokeDiagnostics implements vscode.Disposable {
  readonly #documents: InvokeDocuments;
  readonly #collection = vscode.languages.createDiagnosticCollection('mlinvoke');
  readonly #registrations: vscode.Disposable[];
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(documents: InvokeDocuments) {
    this.#documents = documents;
    this.#registrations = [
      vscode.workspace.onDidOpenTextDocument((document) => this.#check(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#checkSoon(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
    ];
    for (const document of vscode.workspace.textDocuments) this.#check(document);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...this.#registrations, this.#collection).dispose();
  }

  /** Waits until typing pauses. */
  #checkSoon(document: vscode.TextDocument): void {
    if (document.languageId !== invokeLanguage) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => this.#check(document), 200),
    );
  }

  #check(document: vscode.TextDocument): void {
    if (document.languageId !== invokeLanguage || document.isClosed) return;
    const { problems } = this.#documents.parse(document);
    this.#collection.set(document.uri, problems.map(toDiagnostic));
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#collection.delete(document.uri);
  }
}

function toDiagnostic({ range, message, severity }: InvokeProblem): vscode.Diagnostic {
  const level =
    severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const diagnostic = new vscode.Diagnostic(toRange(range), message, level);
  diagnostic.source = 'mlinvoke';
  return diagnostic;
}
