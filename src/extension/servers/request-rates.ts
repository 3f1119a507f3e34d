import type { RunningServers, ServerEntry } from './running-servers.ts';

/** How often the servers are asked while somebody looks. */
const intervalMilliseconds = 2000;

interface Count {
  readonly total: number;
  readonly at: number;
}

/**
 * Requests per second of each server, from its own counters at `/metrics`. Asks only between `start`
 * and `stop`, which is while the view can be seen.
 */
export class RequestRates {
  readonly #servers: Pick<RunningServers, 'entries'>;
  readonly #onDidChange: (changed: readonly ServerEntry[]) => void;
  readonly #counts = new Map<string, Count>();
  readonly #rates = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    servers: Pick<RunningServers, 'entries'>,
    onDidChange: (changed: readonly ServerEntry[]) => void,
  ) {
    this.#servers = servers;
    this.#onDidChange = onDidChange;
  }

  /** Undefined until two counts are known. */
  rateOf({ id }: ServerEntry): number | undefined {
    return this.#rates.get(id);
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.#ask(), intervalMilliseconds);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#counts.clear();
    this.#rates.clear();
  }

  async #ask(): Promise<void> {
    const running = this.#servers.entries.filter(({ served }) => served);
    const changes = await Promise.all(running.map((entry) => this.#askOne(entry)));
    const changed = running.filter((_, index) => changes[index]);
    if (changed.length > 0) this.#onDidChange(changed);
  }

  /** True when what is shown has changed. */
  async #askOne({ id, served }: ServerEntry): Promise<boolean> {
    const total = await fetch(`${served?.url ?? ''}/metrics`, { signal: AbortSignal.timeout(1500) })
      .then(async (answer) => countRequests(await answer.text()))
      .catch(() => undefined);
    // A server that is busy or ending says nothing; the next answer tells again.
    if (total === undefined || !this.#timer) return false;
    const before = this.#counts.get(id);
    const now = { total, at: Date.now() };
    this.#counts.set(id, now);
    if (!before) return false;
    const seconds = Math.max(0.001, (now.at - before.at) / 1000);
    const rate = Math.max(0, now.total - before.total) / seconds;
    const hasChanged = rate.toFixed(1) !== this.#rates.get(id)?.toFixed(1);
    this.#rates.set(id, rate);
    return hasChanged;
  }
}

/** All requests for predictions in the text format of Prometheus: those that post something. */
export function countRequests(metrics: string): number {
  const lines = metrics.matchAll(/^mlinvoke_requests_total\{[^}]*method="POST"[^}]*\} (\S+)$/gm);
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}
