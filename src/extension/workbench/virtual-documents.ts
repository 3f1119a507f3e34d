import * as vscode from 'vscode';

/** How {@link VirtualDocuments} shows a text. */
interface ShowOptions {
  readonly origin: string;
  readonly column: vscode.ViewColumn;
  readonly preserveFocus: boolean;
}

/**
 * Read-only documents that live in memory, one scheme each kind: responses and previews. Native
 * text documents, so that search, selection, folding and themes work as everywhere.
 */
export class VirtualDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #scheme: string;
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registrations: vscode.Disposable[];
  readonly onDidChange = this.#changed.event;

  constructor(scheme: string) {
    this.#scheme = scheme;
    this.#registrations = [
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.workspace.onDidCloseTextDocument((document) => {
        if (document.uri.scheme === scheme) this.#texts.delete(document.uri.toString());
      }),
    ];
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /**
   * Shows a text in the tab of that name: where the tab is already, else in the given column.
   * `origin` tells apart tabs of the same name.
   */
  async show(name: string, text: string, options: ShowOptions): Promise<vscode.TextEditor> {
    const uri = this.put(name, text, options.origin);
    const document = await vscode.workspace.openTextDocument(uri);
    const viewColumn = columnOf(uri) ?? options.column;
    const { preserveFocus } = options;
    return vscode.window.showTextDocument(document, { viewColumn, preserveFocus, preview: false });
  }

  /** Keeps a text for whoever opens the document of this URI. */
  put(name: string, text: string, origin: string): vscode.Uri {
    const query = encodeURIComponent(origin);
    const uri = vscode.Uri.from({ scheme: this.#scheme, path: `/${name}`, query });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    return uri;
  }

  dispose(): void {
    vscode.Disposable.from(...this.#registrations, this.#changed).dispose();
    this.#texts.clear();
  }
}

function columnOf(uri: vscode.Uri): vscode.ViewColumn | undefined {
  const wanted = uri.toString();
  const group = vscode.window.tabGroups.all.find(({ tabs }) =>
    tabs.some(
      ({ input }) => input instanceof vscode.TabInputText && input.uri.toString() === wanted,
    ),
  );
  return group?.viewColumn;
}
