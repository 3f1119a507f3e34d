import * as vscode from 'vscode';
import type { InvokeBlock } from '../../invoke/invoke-file.ts';
import { commandIds } from '../commands.ts';
import { type InvokeDocuments, invokeLanguage } from './invoke-documents.ts';
import { isCodeLensEnabled } from '../settings.ts';
import { toRange } from './to-range.ts';

/** Registers what the editor shows of a `.invoke` file's requests: lens, outline and folding. */
export function registerInvokeLanguage(documents: InvokeDocuments): vscode.Disposable[] {
  const lenses = new InvokeLenses(documents);
  const selector: vscode.DocumentSelector = { language: invokeLanguage };
  return [
    lenses,
    vscode.languages.registerCodeLensProvider(selector, lenses),
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: (document) => documents.parse(document).blocks.map(toSymbol),
    }),
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) => documents.parse(document).blocks.map(toFoldingRange),
    }),
  ];
}

class InvokeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #documents: InvokeDocuments;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(documents: InvokeDocuments) {
    this.#documents = documents;
    this.#listening = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('mlinvoke.codeLens')) this.#changed.fire();
    });
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    // A virtual workspace has no disk for models and no port to serve them on.
    if (!isCodeLensEnabled(document.uri) || !canSendFrom(document)) return [];
    return this.#documents
      .parse(document)
      .blocks.filter(({ isSendable }) => isSendable)
      .map((block) => toLens(block, document.uri));
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }
}

function canSendFrom({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === 'file' || uri.scheme === 'untitled';
}

function toLens(block: InvokeBlock, uri: vscode.Uri): vscode.CodeLens {
  return new vscode.CodeLens(toRange(block.range), {
    title: vscode.l10n.t('$(play) Send to /invocations'),
    tooltip: vscode.l10n.t('Send "{0}" and show the response beside it', block.name),
    command: commandIds.sendInvocation,
    arguments: [uri, block.range.start.line],
  });
}

function toSymbol(block: InvokeBlock): vscode.DocumentSymbol {
  const { request, range, nameRange, name } = block;
  const detail = request ? `${request.method.text} ${request.target.text}` : 'POST /invocations';
  return new vscode.DocumentSymbol(
    name,
    detail,
    vscode.SymbolKind.Event,
    toRange(range),
    toRange(nameRange),
  );
}

function toFoldingRange({ range }: InvokeBlock): vscode.FoldingRange {
  return new vscode.FoldingRange(range.start.line, range.end.line, vscode.FoldingRangeKind.Region);
}
