import * as vscode from 'vscode';
import type { ExpectedEngine } from '../../core/engines/expected-engine.ts';
import { messageOf } from '../../core/errors.ts';
import type { LocalModel } from '../../core/model/local-model.ts';
import { type Host, workerFileOf } from '../servers/model-servers.ts';

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
  readonly #known = new Map<string, Forecast>();
  #running = new Map<string, Promise<Forecast>>();
  #last: Promise<unknown> = Promise.resolve();
  #ending = new AbortController();
  /** Fires with a model's folder when its engine has become known. */
  readonly onDidFind = this.#changed.event;

  constructor(host: Host) {
    this.#host = host;
  }

  /** What is known of a model; when nothing is, it is looked at as soon as there is time. */
  peek(model: LocalModel): Forecast | undefined {
    const known = this.#known.get(model.folder);
    if (!known && this.#running.size + this.#known.size < mostUnasked) void this.ask(model);
    return known;
  }

  /** Waits until it is known. Never throws. */
  ask(model: LocalModel): Promise<Forecast> {
    const { folder } = model;
    const known = this.#known.get(folder);
    if (known) return Promise.resolve(known);
    const running = this.#running.get(folder) ?? this.#queue(model);
    this.#running.set(folder, running);
    return running;
  }

  /** Forgets everything: models may have changed. */
  clear(): void {
    this.#ending.abort();
    this.#ending = new AbortController();
    this.#known.clear();
    this.#running = new Map();
  }

  dispose(): void {
    this.#ending.abort();
    this.#changed.dispose();
  }

  #queue(model: LocalModel): Promise<Forecast> {
    const { signal } = this.#ending;
    const turn = this.#last.then(() => this.#look(model, signal));
    this.#last = turn;
    return turn;
  }

  async #look(model: LocalModel, signal: AbortSignal): Promise<Forecast> {
    const forecast = await this.#expect(model, signal);
    if (signal.aborted) return forecast;
    this.#running.delete(model.folder);
    this.#known.set(model.folder, forecast);
    this.#changed.fire(model.folder);
    return forecast;
  }

  async #expect(model: LocalModel, signal: AbortSignal): Promise<Forecast> {
    const { expectEngine } = await import('../../core/engines/expected-engine.ts');
    const logger = this.#host.log;
    try {
      return await expectEngine(model, { workerFile: workerFileOf(this.#host), logger, signal });
    } catch (error) {
      return { kind: 'unknown', reason: messageOf(error) };
    }
  }
}
