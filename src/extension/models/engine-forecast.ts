import * as vscode from 'vscode';
import type { ExpectedEngine } from '../../core/engines/expected-engine.ts';
import { messageOf } from '../../core/errors.ts';
import type { LocalModel } from '../../core/model/local-model.ts';
import { type Host, workerFileOf } from '../servers/model-servers.ts';
import { isInside } from './is-inside.ts';
import { OneByOne } from './one-by-one.ts';

/** Which engine a model will get, or why that cannot be told. */
export type Forecast = ExpectedEngine | { readonly kind: 'unknown'; readonly reason: string };

/** Models that are looked at without being asked for: a long list is not loaded as a whole. */
const mostUnasked = 60;

/**
 * Finds out which engine each model will get, one model after the other in a thread, and keeps
 * the answers until the models change.
 */
export class EngineForecasts implements vscode.Disposable {
  readonly #host: Host;
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #answers = new OneByOne<LocalModel, Forecast>({
    keyOf: ({ folder }) => folder,
    find: (model, signal) => this.#expect(model, signal),
    onFound: (folder) => this.#changed.fire(folder),
  });
  /** Fires with a model's folder when its engine has become known. */
  readonly onDidFind = this.#changed.event;

  constructor(host: Host) {
    this.#host = host;
  }

  /** What is known of a model; when nothing is, it is looked at as soon as there is time. */
  peek(model: LocalModel): Forecast | undefined {
    const known = this.#answers.known(model);
    if (!known && this.#answers.size < mostUnasked) void this.ask(model);
    return known;
  }

  /** Waits until it is known. Never throws. */
  async ask(model: LocalModel): Promise<Forecast> {
    const forecast = await this.#answers.ask(model);
    return forecast ?? { kind: 'unknown', reason: vscode.l10n.t('The window is closing.') };
  }

  /** Forgets the models in these folders, which have changed; all models without an argument. */
  forget(folders?: readonly string[]): void {
    this.#answers.forget((model) => !folders || folders.some((each) => isInside(model, each)));
  }

  dispose(): void {
    this.#answers.close();
    this.#changed.dispose();
  }

  async #expect(model: LocalModel, signal: AbortSignal): Promise<Forecast> {
    const logger = this.#host.log;
    try {
      const { expectEngine } = await import('../../core/engines/expected-engine.ts');
      return await expectEngine(model, { workerFile: workerFileOf(this.#host), logger, signal });
    } catch (error) {
      return { kind: 'unknown', reason: messageOf(error) };
    }
  }
}
