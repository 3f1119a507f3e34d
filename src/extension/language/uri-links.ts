import * as vscode from 'vscode';
import { join } from 'node:path';
import { signalOf } from '../workbench/cancellation.ts';
import { isHelpEnabled } from './language-settings.ts';
import type { ModelLookup } from './model-lookup.ts';
import { resourceOf, type SourceDocuments } from './source-documents.ts';

/** A link that leads nowhere before it is clicked. */
interface UriLink extends vscode.DocumentLink {
  readonly source: { readonly uri: string; readonly resource: vscode.Uri };
}

/** Makes model URIs links to the MLmodel file of their folder; nothing is asked before the click. */
export class UriLinks implements vscode.DocumentLinkProvider<UriLink> {
  readonly #documents: SourceDocuments;
  readonly #lookup: ModelLookup;

  constructor(documents: SourceDocuments, lookup: ModelLookup) {
    this.#documents = documents;
    this.#lookup = lookup;
  }

  provideDocumentLinks(document: vscode.TextDocument): UriLink[] {
    if (!isHelpEnabled('links', document.uri)) return [];
    const resource = resourceOf(document);
    return this.#documents.find(document).map(({ range, uri }) => {
      const link = new vscode.DocumentLink(range);
      link.tooltip = vscode.l10n.t('Open the MLmodel file');
      return Object.assign(link, { source: { uri, resource } });
    });
  }

  /** What went wrong is thrown: the editor tells it to whoever clicked. */
  async resolveDocumentLink(link: UriLink, token: vscode.CancellationToken): Promise<UriLink> {
    const { uri, resource } = link.source;
    const found = await this.#lookup.describe(uri, resource, signalOf(token));
    if (found) link.target = vscode.Uri.file(join(found.resolution.folder, 'MLmodel'));
    return link;
  }
}
