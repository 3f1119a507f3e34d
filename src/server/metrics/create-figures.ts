import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricsSubject, Observation } from './observation.ts';

/** The figures of one server in a registry of its own. */
export interface Figures {
  readonly registry: Registry;
  add(observation: Observation): void;
}

/** Seconds; a native model answers one row in well under a millisecond. */
const buckets = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  30, 60,
];

/**
 * The figures behind `/metrics`. Not the process's own: in the editor that process is the extension
 * host, which does much else. Names follow https://prometheus.io/docs/practices/naming/.
 */
export function createFigures(subject: MetricsSubject): Figures {
  const registry = new Registry();
  addGauges(registry, subject);
  const registers = [registry];
  const requests = new Counter({
    name: 'mlinvoke_requests_total',
    help: 'Requests that were answered.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const errors = new Counter({
    name: 'mlinvoke_errors_total',
    help: 'Requests that were answered with an error, by the error_code of MLflow.',
    labelNames: ['error_code'],
    registers,
  });
  const rows = new Counter({
    name: 'mlinvoke_rows_total',
    help: 'Rows that were predicted, where the engine tells how many.',
    registers,
  });
  const seconds = new Histogram({
    name: 'mlinvoke_inference_seconds',
    help: 'Time of a request for predictions: its steps and the whole of it.',
    labelNames: ['step'],
    buckets,
    registers,
  });
  return {
    registry,
    add({ method, route, status, milliseconds, timings, rowCount, errorCode }) {
      requests.inc({ method, route, status });
      if (errorCode !== undefined) errors.inc({ error_code: errorCode });
      if (rowCount !== undefined) rows.inc(rowCount);
      if (!timings) return;
      const steps = Object.entries({ ...timings, whole: milliseconds });
      for (const [step, duration] of steps) seconds.observe({ step }, duration / 1000);
    },
  };
}

function addGauges(registry: Registry, { load, ...labels }: MetricsSubject): void {
  const registers = [registry];
  const { model, engine, version } = labels;
  new Gauge({
    name: 'mlinvoke_model_info',
    help: 'Always 1; the labels say which model is served, by which engine and version.',
    labelNames: ['model', 'engine', 'version'],
    registers,
  }).set({ model, engine, version }, 1);
  addLoadGauge(registry, 'running', () => load.running);
  addLoadGauge(registry, 'waiting', () => load.waiting);
}

function addLoadGauge(registry: Registry, state: string, read: () => number): void {
  const gauge: Gauge = new Gauge({
    name: `mlinvoke_requests_${state}`,
    help: `Requests for predictions that are ${state} now.`,
    registers: [registry],
    collect: () => gauge.set(read()),
  });
}
