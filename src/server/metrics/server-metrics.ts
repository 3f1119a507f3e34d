import type { Figures } from './create-figures.ts';
import type { MetricsSubject, Observation } from './observation.ts';

/** The figures in the text format of Prometheus. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/** The library takes some 15 ms to load, which no request of a first burst should wait for. */
const loadDelayMilliseconds = 1000;

/**
 * Counts the requests of one server. Its library is loaded a second after the first answer, or when
 * the figures are asked for; what happened before is kept until then.
 */
export class ServerMetrics {
  readonly #subject: MetricsSubject;
  readonly #early: Observation[] = [];
  #loading: Promise<Figures> | undefined;
  #figures: Figures | undefined;

  constructor(subject: MetricsSubject) {
    this.#subject = subject;
  }

  /** Counts a request that was answered. */
  add(observation: Observation): void {
    if (this.#figures) {
      this.#figures.add(observation);
      return;
    }
    if (this.#early.push(observation) > 1) return;
    setTimeout(() => void this.#load(), loadDelayMilliseconds).unref();
  }

  /** Everything counted so far. */
  async print(): Promise<MetricsPage> {
    const { registry } = await this.#load();
    return { contentType: registry.contentType, text: await registry.metrics() };
  }

  #load(): Promise<Figures> {
    return (this.#loading ??= this.#createFigures());
  }

  async #createFigures(): Promise<Figures> {
    const { createFigures } = await import('./create-figures.ts');
    const figures = createFigures(this.#subject);
    for (const observation of this.#early.splice(0)) figures.add(observation);
    this.#figures = figures;
    return figures;
  }
}
