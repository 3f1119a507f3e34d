import * as vscode from 'vscode';
import { type FoundModelUri, findModelUris } from '../../core/uri/strings/find-model-uris.ts';
import { scannedLanguages } from '../../core/uri/strings/scan-strings.ts';

/** A model URI in an open document. */
interface DocumentModelUri {
  readonly range: vscode.Range;
  readonly uri: string;
}

/** The documents whose model URIs are helped with; elsewhere there is no disk with a store. */
export const sourceSelector: vscode.DocumentSelector = scannedLanguages.flatMap((language) =>
  ['file', 'untitled', 'vscode-notebook-cell'].map((scheme) => ({ language, scheme })),
);

/** Finds the model URIs of open documents, once per version: hover and links both read these. */
export class SourceDocuments {
  readonly #found = new WeakMap<
    vscode.TextDocument,
    { readonly version: number; readonly uris: readonly FoundModelUri[] }
  >();

  find(document: vscode.TextDocument): readonly DocumentModelUri[] {
    let entry = this.#found.get(document);
    if (entry?.version !== document.version) {
      const uris = findModelUris(document.getText(), document.languageId);
      entry = { version: document.version, uris };
      this.#found.set(document, entry);
    }
    return entry.uris.map(({ start, end, uri }) => ({
      range: new vscode.Range(document.positionAt(start), document.positionAt(end)),
      uri,
    }));
  }
}

/** The file that a document is of: the notebook for a cell of it. */
export function resourceOf(document: vscode.TextDocument): vscode.Uri {
  if (document.uri.scheme !== 'vscode-notebook-cell') return document.uri;
  const notebook = vscode.workspace.notebookDocuments.find((each) =>
    each.getCells().some((cell) => cell.document === document),
  );
  return notebook?.uri ?? document.uri;
}
