import { Counter, Gauge, type Histogram, Registry } from 'prom-client';
import type { MetricsSubject, Observation } from './observation.ts';
import { RequestCounts } from './request-counts.ts';
import { StepSeconds } from './step-seconds.ts';

/** The figures of one server in a registry of its own. */
export interface Figures {
  readonly registry: Registry;
  add(observation: Observation): void;
}

/**
 * The figures behind `/metrics`. Not the process's own: in the editor that process is the extension
 * host, which does much else. Names follow https://prometheus.io/docs/practices/naming/.
 */
export function createFigures(subject: MetricsSubject): Figures {
  const registry = new Registry();
  addGauges(registry, subject);
  const registers = [registry];
  const requests = new RequestCounts(registry);
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
  const seconds = new StepSeconds();
  // A registry asks its metrics for no more than a name and get().
  registry.registerMetric(seconds as unknown as Histogram);
  return {
    registry,
    add(observation) {
      const { milliseconds, timings, rowCount, errorCode } = observation;
      requests.add(observation);
      if (errorCode !== undefined) errors.inc({ error_code: errorCode });
      if (rowCount !== undefined) rows.inc(rowCount);
      if (timings) seconds.add(timings, milliseconds);
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
