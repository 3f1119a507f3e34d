import type * as vscode from 'vscode';
import type { InvokeFile } from '../../invoke/invoke-file.ts';
import { parseInvokeFile } from '../../invoke/parse-invoke-file.ts';

/** The language id of `.invoke` files. */
export const invokeLanguage = 'invoke';

/**
 * The symbols of open `.invoke` documents, parsed once per version: lens, outline, folding,
 * diagnostics and sending all read these.
 */
export class InvokeDocuments {
  readonly #parsed = new WeakMap<vscode.TextDocument, { version: number; file: InvokeFile }>();

  parse(document: vscode.TextDocument): InvokeFile {
    const known = this.#parsed.get(document);
    if (known?.version === document.version) return known.file;
    const file = parseInvokeFile(document.getText());
    this.#parsed.set(document, { version: document.version, file });
    return file;
  }
}
