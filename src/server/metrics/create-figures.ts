import { Counter, Gauge, type Histogram, Registry } from 'prom-client';
import type { MetricsSubject, Observation } from './observation.ts';
import { StepSeconds } from './step-seconds.ts';

/** Methods are any word that a client likes; these are the ones to count apart. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

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
  const seconds = new StepSeconds();
  // A registry asks its metrics for no more than a name and get().
  registry.registerMetric(seconds as unknown as Histogram);
  return {
    registry,
    add(observation) {
      const { route, status, milliseconds, timings, rowCount, errorCode } = observation;
      const method = knownMethods.has(observation.method) ? observation.method : 'other';
      requests.inc({ method, route, status });
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
