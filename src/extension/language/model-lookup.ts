import type * as vscode from 'vscode';
import { messageOf } from '../../core/errors.ts';
import type { UriOffer, UriOffers, UriQuestion } from '../../core/uri/complete-model-uri.ts';
import type { ModelUriDescription } from '../../core/uri/describe-model-uri.ts';
import { readTrackingUri, workingDirectoryOf } from '../settings.ts';
import { storeHost } from '../store-host.ts';
import { KnownAnswers } from './known-answers.ts';

/**
 * Asks the tracking store of a folder what language help wants to know. In Restricted Mode the
 * editor itself leaves out a tracking URI that the workspace names; then only the user's own
 * settings and the files of the workspace are asked. Nothing is fetched, and nothing of a model
 * runs.
 */
export class ModelLookup implements vscode.Disposable {
  readonly #answers = new KnownAnswers({ keepMilliseconds: 10_000, patienceMilliseconds: 10_000 });
  readonly #log: vscode.LogOutputChannel;
  /** What was told already: a store that is away is no news with every letter. */
  readonly #told = new Set<string>();

  constructor(log: vscode.LogOutputChannel) {
    this.#log = log;
  }

  /** The ways to go on with a URI; none when the store cannot be asked, which the log tells. */
  async offer(
    question: UriQuestion,
    resource: vscode.Uri,
    signal: AbortSignal,
  ): Promise<readonly UriOffer[]> {
    const options = optionsFor(resource);
    const key = JSON.stringify(['offers', options.workingDirectory, options.trackingUri, question]);
    try {
      const found = await this.#answers.get(key, (end) => askStore(question, options, end), signal);
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
    const options = optionsFor(resource);
    const key = JSON.stringify(['uri', options.workingDirectory, options.trackingUri, uri]);
    return this.#answers.get(
      key,
      async (end) => {
        const { describeModelUri } = await import('../../core/uri/describe-model-uri.ts');
        return describeModelUri(uri, { ...options, signal: end });
      },
      signal,
    );
  }

  dispose(): void {
    this.#answers.dispose();
  }

  #tell(problem: string): void {
    if (this.#told.has(problem)) return;
    this.#told.add(problem);
    this.#log.info(`No help with model URIs: ${problem}`);
  }
}

function optionsFor(resource: vscode.Uri) {
  const trackingUri = readTrackingUri(resource);
  return {
    workingDirectory: workingDirectoryOf(resource),
    storeHost: storeHost(),
    ...(trackingUri !== undefined && { trackingUri }),
  };
}

async function askStore(
  question: UriQuestion,
  options: ReturnType<typeof optionsFor>,
  signal: AbortSignal,
): Promise<UriOffers> {
  const [{ openTrackingStore }, { offerModelUris }] = await Promise.all([
    import('../../core/store/open-tracking-store.ts'),
    import('../../core/uri/complete-model-uri.ts'),
  ]);
  const store = await openTrackingStore(options);
  try {
    return await offerModelUris(question, store, signal);
  } finally {
    await store.close();
  }
}
