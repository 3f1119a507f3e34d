import * as vscode from 'vscode';
import type { UriOffer } from '../../core/uri/complete-model-uri.ts';
import { findModelUriSlot, type ModelUriSlot } from '../../core/uri/strings/find-model-uris.ts';
import { statusText, timeText } from '../runs/run-texts.ts';
import { signalOf } from '../workbench/cancellation.ts';
import { isHelpEnabled } from './language-settings.ts';
import type { ModelCards } from './model-card.ts';
import type { ModelLookup } from './model-lookup.ts';
import { resourceOf } from './source-documents.ts';

/** What opens the list by itself; letters only narrow it. */
export const completionTriggers: readonly string[] = [':', '/', '@', '"', "'"];

const suggestAgain = { command: 'editor.action.triggerSuggest', title: '' };

/** An item that can be described once it is looked at. */
interface UriItem extends vscode.CompletionItem {
  readonly source?: { readonly uri: string; readonly resource: vscode.Uri };
}

/** Completes model URIs from what the tracking store of the document's folder holds. */
export class UriCompletions implements vscode.CompletionItemProvider<UriItem> {
  readonly #lookup: ModelLookup;
  readonly #cards: ModelCards;

  constructor(lookup: ModelLookup, cards: ModelCards) {
    this.#lookup = lookup;
    this.#cards = cards;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionList<UriItem> | undefined> {
    if (!isHelpEnabled('completion', document.uri)) return undefined;
    const offset = document.offsetAt(position);
    const slot = findModelUriSlot(document.getText(), document.languageId, offset);
    if (!slot) return undefined;
    const range = {
      inserting: new vscode.Range(document.positionAt(slot.start), position),
      replacing: new vscode.Range(document.positionAt(slot.start), document.positionAt(slot.end)),
    };
    const { filterTextOf, questionOf } = await import('../../core/uri/complete-model-uri.ts');
    const question = questionOf(slot.before);
    if (!question) return schemeItems(slot, range);
    const resource = resourceOf(document);
    const offers = await this.#lookup.offer(question, resource, signalOf(token));
    const items = offers.map((offer, index): UriItem => {
      const item = toItem(offer);
      item.filterText = filterTextOf(offer, slot.before);
      item.sortText = String(index).padStart(5, '0');
      item.range = range;
      return isModel(offer) ? Object.assign(item, { source: { uri: offer.uri, resource } }) : item;
    });
    return new vscode.CompletionList(items);
  }

  /** Flavors and signature are read for the item that is looked at, and for no other. */
  async resolveCompletionItem(item: UriItem, token: vscode.CancellationToken): Promise<UriItem> {
    if (!item.source) return item;
    const { uri, resource } = item.source;
    const documentation = await this.#cards.draw(uri, resource, signalOf(token));
    if (documentation) item.documentation = documentation;
    return item;
  }
}

type ItemRange = Exclude<vscode.CompletionItem['range'], undefined>;

function schemeItems({ before }: ModelUriSlot, range: ItemRange): vscode.CompletionList<UriItem> {
  const schemes = [
    ['models:/', vscode.l10n.t('A registered or logged model')],
    ['runs:/', vscode.l10n.t('A model of a run')],
  ] as const;
  const items = schemes
    .filter(([scheme]) => scheme.startsWith(before))
    .map(([scheme, detail]) => {
      const item = new vscode.CompletionItem(scheme, vscode.CompletionItemKind.Reference);
      item.detail = detail;
      item.range = range;
      item.command = suggestAgain;
      return item;
    });
  return new vscode.CompletionList(items);
}

/** A name alone and a run alone name no model yet. */
function isModel({ kind }: UriOffer): boolean {
  return kind !== 'name' && kind !== 'run';
}

function toItem(offer: UriOffer): vscode.CompletionItem {
  const { CompletionItemKind: Kind } = vscode;
  switch (offer.kind) {
    case 'name':
      return goOn(makeItem(`${offer.uri}/`, [offer.model.name, Kind.Class], nameFacts(offer)));
    case 'loggedModel':
      return loggedModelItem(offer);
    case 'version': {
      const { version, aliases, stage } = offer.version;
      const facts = [vscode.l10n.t('Version {0}', version), ...aliases.map((alias) => `@${alias}`)];
      return makeItem(offer.uri, [String(version), Kind.Constant], [...facts, stageOf(stage)]);
    }
    case 'alias':
      return makeItem(
        offer.uri,
        [`@${offer.alias}`, Kind.Reference],
        [vscode.l10n.t('Alias'), vscode.l10n.t('Version {0}', offer.version)],
      );
    case 'stage':
      return makeItem(
        offer.uri,
        [offer.stage, Kind.EnumMember],
        [vscode.l10n.t('Stage'), vscode.l10n.t('Version {0}', offer.version)],
      );
    case 'latest':
      return makeItem(
        offer.uri,
        ['latest', Kind.Keyword],
        [vscode.l10n.t('The newest version'), vscode.l10n.t('Version {0}', offer.version)],
      );
    case 'run':
      return runItem(offer);
    case 'runModel':
      return makeItem(offer.uri, [offer.name, Kind.Struct], [flavorsOf(offer.flavors)]);
  }
}

function loggedModelItem({
  uri,
  model,
}: Extract<UriOffer, { kind: 'loggedModel' }>): vscode.CompletionItem {
  const { modelId: id, name, createdAt } = model;
  const facts = [timeText(createdAt)];
  const made = makeItem(uri, [id, vscode.CompletionItemKind.Struct], [name, id, ...facts]);
  return withId(made, { id, name, facts });
}

function runItem({ uri, run }: Extract<UriOffer, { kind: 'run' }>): vscode.CompletionItem {
  const { runId: id, name, status, startedAt } = run;
  const facts = [
    status && statusText(status),
    startedAt === undefined ? undefined : timeText(startedAt),
  ];
  const made = makeItem(uri, [id, vscode.CompletionItemKind.Event], [name, ...facts]);
  return goOn(withId(made, { id, ...(name !== undefined && { name }), facts }));
}

function makeItem(
  uri: string,
  [label, kind]: readonly [string, vscode.CompletionItemKind],
  facts: readonly (string | undefined)[],
): vscode.CompletionItem {
  const known = facts.filter((fact) => fact !== undefined && fact !== '');
  const made = new vscode.CompletionItem({ label, description: known.join(' · ') }, kind);
  made.insertText = uri;
  made.detail = known.join(' · ');
  return made;
}

/**
 * Names are what people know, and the beginning of the id tells namesakes apart. Without a name the
 * id is the label itself.
 */
function withId(
  made: vscode.CompletionItem,
  { id, name, facts }: { id: string; name?: string; facts: readonly (string | undefined)[] },
): vscode.CompletionItem {
  const description = facts.filter((fact) => fact !== undefined).join(' · ');
  made.label = name
    ? { label: name, detail: ` ${id.slice(0, 8)}…`, description }
    : { label: id, description };
  return made;
}

function goOn(made: vscode.CompletionItem): vscode.CompletionItem {
  made.command = suggestAgain;
  return made;
}

function nameFacts({ model }: Extract<UriOffer, { kind: 'name' }>): readonly string[] {
  const newest = model.versions.at(-1);
  return [
    ...(newest ? [vscode.l10n.t('Version {0}', newest.version)] : []),
    ...[...model.aliases.keys()].map((alias) => `@${alias}`),
  ];
}

function stageOf(stage: string | undefined): string | undefined {
  return stage === 'None' ? undefined : stage;
}

function flavorsOf(flavors: readonly string[]): string {
  const own = flavors.filter((flavor) => flavor !== 'python_function');
  return (own.length > 0 ? own : flavors).join(', ');
}
