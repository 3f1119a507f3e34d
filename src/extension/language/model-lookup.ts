import type * as vscode from 'vscode';
import { messageOf } from '../../core/errors.ts';
import type { UriOffer, UriOffers, UriQuestion } from '../../core/uri/complete-model-uri.ts';
import type { ModelUriDescription } from '../../core/uri/describe-model-uri.ts';
import { workingDirectoryOf } from '../settings.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { placeOf, type StorePlace } from '../stores/store-place.ts';
import { KnownAnswers } from './known-answers.ts';

/**
 * Asks the tracking store of a folder what language help wants to know. In Restricted Mode the
 * editor itself leaves out a tracking URI that the workspace names; then only the user's own
 * settings and the files of the workspace are asked. Nothing is fetched, and nothing of a model
 * runs.
 */
export class ModelLookup implements vscode.Disposable {
  readonly #answers = new KnownAnswers({ keepMilliseconds: 10_000, patienceMilliseconds: 10_000 });
  readonly #stores: StoreAccess;
  readonly #log: vscode.LogOutputChannel;
  /** What was told already: a store that is away is no news with every letter. */
  readonly #told = new Set<string>();

  constructor(stores: StoreAccess, log: vscode.LogOutputChannel) {
    this.#stores = stores;
    this.#log = log;
  }

  /** The ways to go on with a URI; none when the store cannot be asked, which the log tells. */
  async offer(
    question: UriQuestion,
    resource: vscode.Uri,
    signal: AbortSignal,
  ): Promise<readonly UriOffer[]> {
    const place = placeOf(workingDirectoryOf(resource));
    const key = JSON.stringify(['offers', place.key, question]);
    try {
      const found = await this.#answers.get(key, (end) => this.#ask(question, place, end), signal);
      for (const problem of found?.problems ?? []) this.#tell(problem);
      return found?.offers ?? [];
    } catch (error) {
      this.#tell(messageOf(error));
      return [];
    }
  }

  /**
   * Where a URI leads; undefined once nobody waits. Throws what describeModelUri throws.
   */
  async describe(
    uri: string,
    resource: vscode.Uri,
    signal: AbortSignal,
  ): Promise<ModelUriDescription | undefined> {
    const place = placeOf(workingDirectoryOf(resource));
    const key = JSON.stringify(['uri', place.key, place.workingDirectory, uri]);
    return this.#answers.get(key, (end) => this.#describe(uri, place, end), signal);
  }

  dispose(): void {
    this.#answers.dispose();
  }

  async #ask(question: UriQuestion, place: StorePlace, signal: AbortSignal): Promise<UriOffers> {
    const { offerModelUris } = await import('../../core/uri/complete-model-uri.ts');
    return this.#stores.use(place, (store) => offerModelUris(question, store, signal));
  }

  async #describe(
    uri: string,
    place: StorePlace,
    signal: AbortSignal,
  ): Promise<ModelUriDescription> {
    const { describeModelUri } = await import('../../core/uri/describe-model-uri.ts');
    const { workingDirectory, trackingUri } = place;
    const storeHost = await this.#stores.hostOf(trackingUri);
    return this.#stores.use(place, (store) =>
      describeModelUri(uri, { workingDirectory, storeHost, store, signal }),
    );
  }

  #tell(problem: string): void {
    if (this.#told.has(problem)) return;
    this.#told.add(problem);
    this.#log.info(`No help with model URIs: ${problem}`);
  }
}
