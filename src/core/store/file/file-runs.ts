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
import { listFolders, parseMeta, readFiles, readMeta, readText } from './read-meta.ts';
import { UnchangedFiles } from './unchanged-files.ts';

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

/** Enough for some experiments of so many runs, whose files have 500 to 700 bytes. */
const mostBytes = 2 ** 24;

/** A store's runs, and what was read of them. */
export interface FileRuns {
  /** The `mlruns` folder. */
  readonly root: string;
  /** The `meta.yaml` files of runs. */
  readonly metas: UnchangedFiles<RunFile>;
}

/** A `meta.yaml`: what it is sorted by is found without parsing it. */
interface RunFile {
  readonly isDeleted: boolean;
  readonly start: number;
  /** All of it, parsed when it is asked for first; throws MlflowError for what is no such file. */
  readonly meta: () => RunMeta;
}

type RunMeta = z.infer<typeof runMeta>;

/** The runs of an `mlruns` folder; nothing is read yet. */
export function openFileRuns(root: string): FileRuns {
  return { root, metas: new UnchangedFiles({ parse: toRunFile, mostBytes, now: Date.now }) };
}

function toRunFile(text: string, path: string): RunFile {
  let meta: RunMeta | undefined;
  return {
    isDeleted: /^lifecycle_stage: '?deleted/m.test(text),
    start: Number(/^start_time: (\d+)/m.exec(text)?.[1] ?? 0),
    meta: () => (meta ??= parseMeta(path, text, runMeta)),
  };
}

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
export async function findRun(runs: FileRuns, runId: string): Promise<Run | undefined> {
  for (const experimentId of await listExperimentIds(runs.root)) {
    const run = await readRun(runs, experimentId, runId);
    if (run) return run;
  }
  return undefined;
}

async function readRun(
  { root, metas }: FileRuns,
  experimentId: string,
  runId: string,
): Promise<Run | undefined> {
  const folder = join(root, experimentId, runId);
  const file = await metas.read(join(folder, 'meta.yaml'));
  const meta = file?.meta();
  if (!meta || meta.lifecycle_stage === 'deleted') return undefined;
  const status = statusOf(meta.status);
  // MLflow 1 had no run_name, and kept it in a tag.
  const tag = join(folder, 'tags', 'mlflow.runName');
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
  runs: FileRuns,
  experimentId: string,
  query: RunQuery = {},
): Promise<Page<Run>> {
  const entries = await listFolders(join(runs.root, experimentId));
  const ids = entries.filter((name) => !reservedInExperiment.has(name)).toSorted();
  const many = { runs, experimentId, ids };
  if (ids.length > mostSorted) return listUnsorted(many, query);
  if (query.order === 'name' || query.filter) {
    const all = await readRuns(many);
    return pageOf(all.filter((run) => matches(run, query.filter)).toSorted(byOrder(query)), query);
  }
  const page = pageOf(await sortByStart(many, query), query);
  return { ...page, items: await readRuns({ ...many, ids: page.items }) };
}

/** The ids of active runs by their start, found without parsing every file. */
async function sortByStart(
  { runs: { root, metas }, experimentId, ids }: ManyRuns,
  { order }: RunQuery,
): Promise<readonly string[]> {
  const starts = await inParts(ids, async (id) => {
    const file = await metas.read(join(root, experimentId, id, 'meta.yaml'));
    return file && !file.isDeleted ? { id, start: file.start } : undefined;
  });
  const sign = order === 'oldest' ? -1 : 1;
  const active = starts.filter((start) => start !== undefined);
  return active.toSorted((a, b) => sign * (b.start - a.start)).map(({ id }) => id);
}

interface ManyRuns {
  readonly runs: FileRuns;
  readonly experimentId: string;
  readonly ids: readonly string[];
}

async function listUnsorted(many: ManyRuns, query: RunQuery): Promise<Page<Run>> {
  const { ids } = many;
  const size = query.size ?? defaultPageSize;
  const items: Run[] = [];
  let at = Number(query.token ?? 0);
  while (items.length < size && at < ids.length) {
    const part = ids.slice(at, at + size - items.length);
    const runs = await readRuns({ ...many, ids: part });
    items.push(...runs.filter((run) => matches(run, query.filter)));
    at += part.length;
  }
  const note = `${ids.length} runs are too many to sort; they are listed by id.`;
  return { items, note, ...(at < ids.length && { next: String(at) }) };
}

async function readRuns({ runs, experimentId, ids }: ManyRuns): Promise<readonly Run[]> {
  const found = await inParts(ids, (id) => readRun(runs, experimentId, id));
  return found.filter((run) => run !== undefined);
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
