import type { InvocationTimings } from '../../core/engines/engine.ts';

/** Seconds; a native model answers one row in well under a millisecond. */
const bounds = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  30, 60,
];

const name = 'mlinvoke_inference_seconds';

/** One line of a metric in prom-client's form. */
interface Sample {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/**
 * The histogram of the seconds of each step, as a metric for a registry of prom-client, whose own
 * histogram spells out and looks up its labels at each of the five observations of a request.
 */
export class StepSeconds {
  readonly name = name;
  readonly #steps = {
    parse: new Histogram(),
    enforce: new Histogram(),
    predict: new Histogram(),
    encode: new Histogram(),
    whole: new Histogram(),
  };

  /** Counts one request: its steps and the whole of it, in milliseconds. */
  add({ parse, enforce, predict, encode }: InvocationTimings, whole: number): void {
    const steps = this.#steps;
    steps.parse.observe(parse / 1000);
    steps.enforce.observe(enforce / 1000);
    steps.predict.observe(predict / 1000);
    steps.encode.observe(encode / 1000);
    steps.whole.observe(whole / 1000);
  }

  /** What the registry prints. */
  async get() {
    return {
      name,
      help: 'Time of a request for predictions: its steps and the whole of it.',
      type: 'histogram',
      aggregator: 'sum',
      values: Object.entries(this.#steps).flatMap(([step, histogram]) => histogram.samples(step)),
    };
  }
}

class Histogram {
  /** How many values were at most each bound, and above the one before; at the end all others. */
  readonly #counts = new Float64Array(bounds.length + 1);
  #sum = 0;

  observe(seconds: number): void {
    let at = 0;
    while (at < bounds.length && !(seconds <= Number(bounds[at]))) at += 1;
    this.#counts[at] = Number(this.#counts[at]) + 1;
    this.#sum += seconds;
  }

  samples(step: string): Sample[] {
    let count = 0;
    const buckets = [...bounds, '+Inf'].map((le, at) => {
      count += Number(this.#counts[at]);
      return { metricName: `${name}_bucket`, labels: { le, step }, value: count };
    });
    if (count === 0) return [];
    const labels = { step };
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: this.#sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}
