import { Counter, type Registry } from 'prom-client';
import type { Observation } from './observation.ts';

type Labels = Pick<Observation, 'method' | 'route' | 'status'>;

/** Requests by method, route and status: handed to prom-client when the figures are asked for. */
export class RequestCounts {
  readonly #fresh = new Map<string, { readonly labels: Labels; count: number }>();

  constructor(registry: Registry) {
    const counter: Counter = new Counter({
      name: 'mlinvoke_requests_total',
      help: 'Requests that were answered.',
      labelNames: ['method', 'route', 'status'],
      registers: [registry],
      collect: () => {
        for (const { labels, count } of this.#fresh.values()) counter.inc({ ...labels }, count);
        this.#fresh.clear();
      },
    });
  }

  add({ method, route, status }: Labels): void {
    const key = `${method} ${route} ${status}`;
    const known = this.#fresh.get(key);
    if (known) known.count += 1;
    else this.#fresh.set(key, { labels: { method, route, status }, count: 1 });
  }
}
