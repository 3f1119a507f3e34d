import type { Figures } from './create-figures.ts';
import type { MetricsSubject, Observation } from './observation.ts';

/** The figures in the text format of Prometheus. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/**
 * Counts the requests of one server. Its library is loaded after the first answer, so that neither
 * the start nor that answer waits for it.
 */
export class ServerMetrics {
  readonly #subject: MetricsSubject;
  #figures: Promise<Figures> | undefined;

  constructor(subject: MetricsSubject) {
    this.#subject = subject;
  }

  /** Counts a request that was answered. */
  async add(observation: Observation): Promise<void> {
    (await this.#open()).add(observation);
  }

  /** Everything counted so far. */
  async print(): Promise<MetricsPage> {
    const { registry } = await this.#open();
    return { contentType: registry.contentType, text: await registry.metrics() };
  }

  #open(): Promise<Figures> {
    return (this.#figures ??= import('./create-figures.ts').then(({ createFigures }) =>
      createFigures(this.#subject),
    ));
  }
}
