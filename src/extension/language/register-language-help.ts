import * as vscode from 'vscode';
import type { EngineForecasts } from '../models/engine-forecast.ts';
import type { Host } from '../servers/model-servers.ts';
import { signalOf } from '../workbench/cancellation.ts';
import { isHelpEnabled } from './language-settings.ts';
import { MlModelHovers } from './mlmodel-hovers.ts';
import { MlModelLenses, mlModelSelector } from './mlmodel-lenses.ts';
import { ModelCards } from './model-card.ts';
import { ModelLookup } from './model-lookup.ts';
import { resourceOf, SourceDocuments, sourceSelector } from './source-documents.ts';
import { completionTriggers, UriCompletions } from './uri-completions.ts';
import { UriLinks } from './uri-links.ts';

/**
 * Registers the help with model URIs in Python, YAML, JSON and `.invoke` files, and the CodeLenses
 * of `MLmodel` files. It shows nothing by itself but links and lenses: no problems are reported in
 * other people's languages.
 */
export function registerLanguageHelp(
  { log, stores }: Host,
  forecasts: EngineForecasts,
): vscode.Disposable[] {
  const documents = new SourceDocuments();
  const lookup = new ModelLookup(stores, log);
  const cards = new ModelCards({ lookup, forecasts, log });
  const lenses = new MlModelLenses();
  return [
    lookup,
    lenses,
    vscode.languages.registerCompletionItemProvider(
      sourceSelector,
      new UriCompletions(lookup, cards),
      ...completionTriggers,
    ),
    vscode.languages.registerHoverProvider(sourceSelector, {
      provideHover: (document, position, token) =>
        isHelpEnabled('hover', document.uri)
          ? provideHover({ documents, cards, document, position, token })
          : undefined,
    }),
    vscode.languages.registerDocumentLinkProvider(sourceSelector, new UriLinks(documents, lookup)),
    vscode.languages.registerCodeLensProvider(mlModelSelector, lenses),
    vscode.languages.registerHoverProvider(mlModelSelector, new MlModelHovers()),
  ];
}

interface HoverRequest {
  readonly documents: SourceDocuments;
  readonly cards: ModelCards;
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly token: vscode.CancellationToken;
}

async function provideHover(request: HoverRequest): Promise<vscode.Hover | undefined> {
  const { documents, cards, document, position, token } = request;
  const found = documents.find(document).find(({ range }) => range.contains(position));
  if (!found) return undefined;
  const card = await cards.draw(found.uri, resourceOf(document), signalOf(token));
  return card && new vscode.Hover(card, found.range);
}
