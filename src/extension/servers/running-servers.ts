import { untilAborted } from '../../core/async/until-aborted.ts';
import type { ServedModel, ServePhase } from '../../server/serve-model.ts';

/** One model that is being started, served, or has failed. */
export interface ServerEntry {
  /** Stays the same over restarts. */
  readonly id: string;
  /** The model's folder: one server each. */
  readonly key: string;
  readonly uri: string;
  readonly name: string;
  readonly workingDirectory: string;
  readonly state: 'starting' | 'running' | 'stopping' | 'failed';
  readonly phase?: ServePhase;
  /** Set while `running`. */
  readonly served?: ServedModel;
  /** Why it failed, a sentence. */
  readonly reason?: string;
}

/** A model to serve, resolved already. */
export type ServerTarget = Pick<ServerEntry, 'key' | 'uri' | 'name' | 'workingDirectory'>;

/** What {@link RunningServers} asks of whoever starts a model. */
export interface StartOptions {
  readonly target: ServerTarget;
  /** The port to listen on, so that a restart keeps its URL; undefined for the configured one. */
  readonly port: number | undefined;
  readonly signal: AbortSignal;
  readonly onPhase: (phase: ServePhase) => void;
  readonly onExit: (reason: string) => void;
}

/** Where {@link RunningServers} gets its servers and tells what happens to them. */
export interface RunningServersOptions {
  readonly start: (options: StartOptions) => Promise<ServedModel>;
  /** Told when a server that was running ended by itself. */
  readonly onCrash: (entry: ServerEntry) => void;
}

interface Slot {
  entry: ServerEntry;
  abort: AbortController;
  starting?: Promise<ServerEntry>;
  /** Where it listened last: a restart keeps its URL. */
  port?: number;
}

/**
 * The servers of this window: at most one per model, any number of models. Owns what it starts;
 * `close` ends everything.
 */
export class RunningServers {
  readonly #options: RunningServersOptions;
  readonly #slots = new Map<string, Slot>();
  readonly #listeners = new Set<() => void>();
  #count = 0;
  #isClosed = false;

  constructor(options: RunningServersOptions) {
    this.#options = options;
  }

  /** All servers, in the order in which they were first started. */
  get entries(): readonly ServerEntry[] {
    return [...this.#slots.values()].map(({ entry }) => entry);
  }

  find(id: string): ServerEntry | undefined {
    return this.#slots.get(id)?.entry;
  }

  findByKey(key: string): ServerEntry | undefined {
    return this.entries.find((entry) => entry.key === key);
  }

  /** Calls `listener` after every change; returns what ends that. */
  onDidChange(listener: () => void): { dispose: () => void } {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /**
   * Serves a model, or joins the server that already does. Throws what starting it threw; the entry
   * then stays as `failed`, unless the start was aborted.
   */
  start(target: ServerTarget, signal?: AbortSignal): Promise<ServerEntry> {
    const slot = this.#slotOf(target);
    if (slot.entry.state === 'running') return Promise.resolve(slot.entry);
    // Giving up must not end a start that somebody else asked for.
    if (slot.starting && !slot.abort.signal.aborted) return untilAborted(slot.starting, signal);
    return this.#begin(slot, { signal });
  }

  /** Ends a server and starts it again on the same port. */
  async restart(id: string, signal?: AbortSignal): Promise<ServerEntry | undefined> {
    const slot = this.#slots.get(id);
    if (!slot) return undefined;
    const { port } = slot;
    await this.#end(slot);
    this.#slots.set(id, slot);
    return this.#begin(slot, { port, signal });
  }

  /** Ends a server, or its start, and takes it off the list. */
  async stop(id: string): Promise<void> {
    const slot = this.#slots.get(id);
    if (!slot) return;
    this.#update(slot, { state: 'stopping' });
    await this.#end(slot);
    if (this.#slots.get(id) === slot) this.#slots.delete(id);
    this.#notify();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#slots.keys()].map((id) => this.stop(id)));
  }

  /** Ends all servers; nothing starts afterwards. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.stopAll();
    this.#listeners.clear();
  }

  #slotOf(target: ServerTarget): Slot {
    for (const slot of this.#slots.values()) {
      if (slot.entry.key === target.key && slot.entry.state !== 'stopping') return slot;
    }
    this.#count += 1;
    const entry: ServerEntry = { ...target, id: `server-${this.#count}`, state: 'starting' };
    const slot: Slot = { entry, abort: new AbortController() };
    this.#slots.set(entry.id, slot);
    return slot;
  }

  #begin(slot: Slot, how: { port?: number | undefined; signal: AbortSignal | undefined }) {
    const starting = this.#launch(slot, how.port);
    slot.starting = starting;
    const { abort } = slot;
    const { signal } = how;
    if (signal?.aborted) abort.abort(signal.reason);
    signal?.addEventListener('abort', () => abort.abort(signal.reason), { once: true });
    return starting;
  }

  async #launch(slot: Slot, port: number | undefined): Promise<ServerEntry> {
    const abort = new AbortController();
    slot.abort = abort;
    slot.entry = this.#base(slot);
    this.#notify();
    try {
      if (this.#isClosed) throw new DOMException('mlinvoke is shutting down.', 'AbortError');
      const served = await this.#options.start({
        target: slot.entry,
        port,
        signal: abort.signal,
        onPhase: (phase) => this.#update(slot, { phase }),
        onExit: (reason) => void this.#crash(slot, abort, reason),
      });
      return this.#settle(slot, abort, served);
    } catch (error) {
      this.#fail(slot, abort, error);
      throw error;
    } finally {
      if (slot.abort === abort) delete slot.starting;
    }
  }

  async #settle(slot: Slot, abort: AbortController, served: ServedModel): Promise<ServerEntry> {
    if (abort.signal.aborted) {
      await served.close();
      abort.signal.throwIfAborted();
    }
    const { name } = served.resolution;
    slot.port = served.port;
    slot.entry = { ...this.#base(slot), name, state: 'running', served };
    this.#notify();
    return slot.entry;
  }

  #fail(slot: Slot, abort: AbortController, error: unknown): void {
    if (slot.abort !== abort) return;
    if (abort.signal.aborted) this.#slots.delete(slot.entry.id);
    else {
      const reason = error instanceof Error ? error.message : String(error);
      slot.entry = { ...this.#base(slot), state: 'failed', reason };
    }
    this.#notify();
  }

  async #crash(slot: Slot, abort: AbortController, reason: string): Promise<void> {
    const { served } = slot.entry;
    if (slot.abort !== abort || abort.signal.aborted || slot.entry.state !== 'running') return;
    slot.entry = { ...this.#base(slot), state: 'failed', reason };
    this.#notify();
    this.#options.onCrash(slot.entry);
    await served?.close();
  }

  /** Aborts a start, closes what runs, and waits for both. */
  async #end(slot: Slot): Promise<void> {
    const { served } = slot.entry;
    const { starting } = slot;
    slot.abort.abort(new DOMException('The server was stopped.', 'AbortError'));
    await served?.close();
    // The start's error belongs to whoever asked for the start.
    await starting?.catch(() => undefined);
  }

  #base(slot: Slot): ServerEntry {
    const { id, key, uri, name, workingDirectory } = slot.entry;
    return { id, key, uri, name, workingDirectory, state: 'starting' };
  }

  #update(slot: Slot, change: Partial<ServerEntry>): void {
    slot.entry = { ...slot.entry, ...change };
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
