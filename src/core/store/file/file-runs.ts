import { join } from 'node:path';
import * as z from 'zod';
import { inParts } from '../../async/in-parts.ts';
import { type Page, type PageRequest, defaultPageSize, pageOf } from '../page.ts';
import {
  type Experiment,
  type Run,
  type RunData,
  type RunQuery,
  type RunStatus,
  runStatuses,
} from '../tracking-store.ts';
import { listFolders, readFiles, readMeta, readText } from './read-meta.ts';

/** Folders of the store that are not experiments. */
const reserved = new Set(['.trash', 'models', '.mlflow']);
/** Folders of an experiment that are not runs. */
const reservedInExperiment = new Set(['models', 'datasets', 'tags', 'traces']);

const experimentMeta = z.looseObject({
  name: z.coerce.string(),
  lifecycle_stage: z.string().nullish(),
  last_update_time: z.number().nullish(),
  creation_time: z.number().nullish(),
});

const runMeta = z.looseObject({
  artifact_uri: z.string(),
  lifecycle_stage: z.string().nullish(),
  run_name: z.coerce.string().nullish(),
  name: z.coerce.string().nullish(),
  status: z.union([z.number(), z.string()]).nullish(),
  start_time: z.number().nullish(),
  end_time: z.number().nullish(),
});

/** More runs than this are not sorted: every one of them would have to be read first. */
const mostSorted = 5000;

/** The ids of the experiments, those in the trash left out. */
export async function listExperimentIds(root: string): Promise<readonly string[]> {
  return (await listFolders(root)).filter((name) => !reserved.has(name));
}

/** Experiments, the last changed first. */
export async function listExperiments(
  root: string,
  request?: PageRequest,
): Promise<Page<Experiment>> {
  const experiments = await Promise.all(
    (await listExperimentIds(root)).map((id) => readExperiment(root, id)),
  );
  const found = experiments.filter((experiment) => experiment !== undefined);
  return pageOf(
    found.toSorted((a, b) => (b.updatedAt ?? 0) - (a.updatedAt ?? 0)),
    request,
  );
}

async function readExperiment(root: string, experimentId: string): Promise<Experiment | undefined> {
  const meta = await readMeta(join(root, experimentId), experimentMeta);
  if (!meta || meta.lifecycle_stage === 'deleted') return undefined;
  const updatedAt = meta.last_update_time ?? meta.creation_time;
  return { experimentId, name: meta.name, ...(typeof updatedAt === 'number' && { updatedAt }) };
}

/** A run by its id, in whichever experiment it is. */
export async function findRun(root: string, runId: string): Promise<Run | undefined> {
  for (const experimentId of await listExperimentIds(root)) {
    const run = await readRun(root, experimentId, runId);
    if (run) return run;
  }
  return undefined;
}

async function readRun(
  root: string,
  experimentId: string,
  runId: string,
): Promise<Run | undefined> {
  const meta = await readMeta(join(root, experimentId, runId), runMeta);
  if (!meta || meta.lifecycle_stage === 'deleted') return undefined;
  const status = statusOf(meta.status);
  // MLflow 1 had no run_name, and kept it in a tag.
  const tag = join(root, experimentId, runId, 'tags', 'mlflow.runName');
  const name = meta.run_name || meta.name || (await readText(tag));
  return {
    runId,
    experimentId,
    artifactUri: meta.artifact_uri,
    ...(name && { name }),
    ...(status && { status }),
    ...(typeof meta.start_time === 'number' && { startedAt: meta.start_time }),
    ...(typeof meta.end_time === 'number' && { endedAt: meta.end_time }),
  };
}

function statusOf(status: number | string | null | undefined): RunStatus | undefined {
  if (typeof status === 'number') return runStatuses[status - 1];
  return runStatuses.find((name) => name === status);
}

/** The runs of an experiment; very many of them in the order of their ids, which is said. */
export async function listRuns(
  root: string,
  experimentId: string,
  query: RunQuery = {},
): Promise<Page<Run>> {
  const entries = await listFolders(join(root, experimentId));
  const ids = entries.filter((name) => !reservedInExperiment.has(name)).toSorted();
  const many = { root, experimentId, ids };
  if (ids.length > mostSorted) return listUnsorted(many, query);
  if (query.order === 'name' || query.filter) {
    const runs = await readRuns(root, experimentId, ids);
    return pageOf(runs.filter((run) => matches(run, query.filter)).toSorted(byOrder(query)), query);
  }
  const page = pageOf(await sortByStart(many, query), query);
  return { ...page, items: await readRuns(root, experimentId, page.items) };
}

/** The ids of active runs by their start, found without parsing every file. */
async function sortByStart(
  { root, experimentId, ids }: ManyRuns,
  { order }: RunQuery,
): Promise<readonly string[]> {
  const starts = await inParts(ids, async (id) => {
    const text = await readText(join(root, experimentId, id, 'meta.yaml'));
    if (text === undefined || /^lifecycle_stage: '?deleted/m.test(text)) return undefined;
    return { id, start: Number(/^start_time: (\d+)/m.exec(text)?.[1] ?? 0) };
  });
  const sign = order === 'oldest' ? -1 : 1;
  const active = starts.filter((start) => start !== undefined);
  return active.toSorted((a, b) => sign * (b.start - a.start)).map(({ id }) => id);
}

interface ManyRuns {
  readonly root: string;
  readonly experimentId: string;
  readonly ids: readonly string[];
}

async function listUnsorted(
  { root, experimentId, ids }: ManyRuns,
  query: RunQuery,
): Promise<Page<Run>> {
  const size = query.size ?? defaultPageSize;
  const items: Run[] = [];
  let at = Number(query.token ?? 0);
  while (items.length < size && at < ids.length) {
    const part = ids.slice(at, at + size - items.length);
    const runs = await readRuns(root, experimentId, part);
    items.push(...runs.filter((run) => matches(run, query.filter)));
    at += part.length;
  }
  const note = `${ids.length} runs are too many to sort; they are listed by id.`;
  return { items, note, ...(at < ids.length && { next: String(at) }) };
}

async function readRuns(
  root: string,
  experimentId: string,
  ids: readonly string[],
): Promise<readonly Run[]> {
  const runs = await inParts(ids, (id) => readRun(root, experimentId, id));
  return runs.filter((run) => run !== undefined);
}

function matches(run: Run, filter: string | undefined): boolean {
  if (filter === undefined || filter === '') return true;
  return `${run.name ?? ''}\n${run.runId}`.toLowerCase().includes(filter.toLowerCase());
}

function byOrder({ order = 'newest' }: RunQuery): (a: Run, b: Run) => number {
  if (order === 'name') return (a, b) => (a.name ?? '').localeCompare(b.name ?? '');
  const sign = order === 'newest' ? 1 : -1;
  return (a, b) => sign * ((b.startedAt ?? 0) - (a.startedAt ?? 0));
}

/** Metrics (files of lines `time value step`, the last one counts), params and tags of a run. */
export async function readRunData(root: string, run: Run): Promise<RunData> {
  const folder = join(root, run.experimentId, run.runId);
  const metrics = await readFiles(join(folder, 'metrics'));
  return {
    metrics: new Map([...metrics].map(([name, text]) => [name, lastValue(text)])),
    params: await readFiles(join(folder, 'params')),
    tags: await readFiles(join(folder, 'tags')),
  };
}

/** FileStore._get_metric_from_file: the line with the largest step, then time, then value. */
function lastValue(text: string): number {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const points = lines.map((line) => {
    const [time = '', value = '', step = '0'] = line.trim().split(/\s+/);
    return { time: Number(time), value: toNumber(value), step: Number(step) };
  });
  points.sort((a, b) => a.step - b.step || a.time - b.time || a.value - b.value);
  return points.at(-1)?.value ?? Number.NaN;
}

function toNumber(text: string): number {
  if (/^[+-]?inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return Number(text);
}
