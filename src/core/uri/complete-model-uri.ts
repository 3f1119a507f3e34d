import { messageOf } from '../errors.ts';
import { loggedPaths } from '../store/logged-paths.ts';
import type {
  LoggedModel,
  ModelVersion,
  RegisteredModel,
  Run,
  TrackingStore,
} from '../store/tracking-store.ts';

/** What has to be asked of a store to go on with a URI; the same question has the same answer. */
export type UriQuestion =
  | { readonly kind: 'names' }
  | { readonly kind: 'versions'; readonly name: string }
  | { readonly kind: 'runs' }
  | { readonly kind: 'runModels'; readonly runId: string };

/** A way to go on with a URI, and what is known of it. */
export type UriOffer =
  | { readonly kind: 'name'; readonly uri: string; readonly model: RegisteredModel }
  | { readonly kind: 'loggedModel'; readonly uri: string; readonly model: LoggedModel }
  | { readonly kind: 'version'; readonly uri: string; readonly version: ModelVersion }
  | {
      readonly kind: 'alias';
      readonly uri: string;
      readonly alias: string;
      readonly version: number;
    }
  | {
      readonly kind: 'stage';
      readonly uri: string;
      readonly stage: string;
      readonly version: number;
    }
  | { readonly kind: 'latest'; readonly uri: string; readonly version: number }
  | { readonly kind: 'run'; readonly uri: string; readonly run: Run }
  | {
      readonly kind: 'runModel';
      readonly uri: string;
      readonly name: string;
      /** Known of models that are artifacts of their run (MLflow 2). */
      readonly flavors: readonly string[];
    };

/** The offers, and whole sentences about parts of the store that could not be asked. */
export interface UriOffers {
  readonly offers: readonly UriOffer[];
  readonly problems: readonly string[];
}

const mostNames = 1000;
const mostRuns = 50;
const mostExperiments = 10;
/** Each costs a request to a server. */
const mostRunsWithModels = 20;

/** The question that helps on from the part of a URI before the cursor; undefined when none does. */
export function questionOf(before: string): UriQuestion | undefined {
  const registered = /^models:\/([^/@]*)(?:[/@][^/]*)?$/i.exec(before);
  if (registered) {
    const name = registered[1] ?? '';
    return before.length === 'models:/'.length + name.length
      ? { kind: 'names' }
      : { kind: 'versions', name };
  }
  const run = /^runs:\/([^/]*)(\/[^/]*)?$/i.exec(before);
  if (!run) return undefined;
  return run[2] === undefined ? { kind: 'runs' } : { kind: 'runModels', runId: run[1] ?? '' };
}

/**
 * Asks a store for the ways to go on with a URI: names and logged models by name, versions and
 * runs newest first. At most 1000 names, the newest 50 runs of the 10 experiments that changed
 * last, and the logged models of the newest 20 of these. Throws what the store throws.
 */
export async function offerModelUris(
  question: UriQuestion,
  store: TrackingStore,
  signal: AbortSignal,
): Promise<UriOffers> {
  switch (question.kind) {
    case 'names':
      return offerNames(store, signal);
    case 'versions': {
      const model = await store.findRegisteredModel(question.name, signal);
      return { offers: model ? versionOffers(model) : [], problems: [] };
    }
    case 'runs': {
      const runs = await newestRuns(store, signal);
      return { offers: runs.map(toRunOffer), problems: [] };
    }
    case 'runModels':
      return { offers: await runModelOffers(question.runId, store, signal), problems: [] };
  }
}

/** What a typed text is compared with: aliases are also found behind a slash. */
export function filterTextOf(offer: UriOffer, before: string): string {
  if (offer.kind === 'run') return `${offer.uri} ${offer.run.name ?? ''}`;
  if (offer.kind === 'loggedModel') return `${offer.uri} ${offer.model.name}`;
  if (offer.kind !== 'alias' || !before.includes('/', 'models:/'.length)) return offer.uri;
  return offer.uri.replace(/@(?=[^@]*$)/, '/@');
}

async function offerNames(store: TrackingStore, signal: AbortSignal): Promise<UriOffers> {
  const [names, logged] = await Promise.allSettled([
    store.listRegisteredModels({ size: mostNames }, signal),
    newestLoggedModels(store, signal),
  ]);
  signal.throwIfAborted();
  if (names.status === 'rejected' && logged.status === 'rejected') throw names.reason;
  const registered = names.status === 'fulfilled' ? names.value.items : [];
  const models = logged.status === 'fulfilled' ? logged.value : [];
  return {
    offers: [
      ...registered.map((model) => ({
        kind: 'name' as const,
        uri: `models:/${model.name}`,
        model,
      })),
      ...models.map((model) => ({
        kind: 'loggedModel' as const,
        uri: `models:/${model.modelId}`,
        model,
      })),
    ],
    problems: [names, logged].flatMap((each) =>
      each.status === 'rejected' ? [messageOf(each.reason)] : [],
    ),
  };
}

async function newestLoggedModels(
  store: TrackingStore,
  signal: AbortSignal,
): Promise<readonly LoggedModel[]> {
  const runs = (await newestRuns(store, signal)).slice(0, mostRunsWithModels);
  const models = await Promise.all(runs.map((run) => store.findLoggedModelsOfRun(run, signal)));
  return models.flat();
}

async function newestRuns(store: TrackingStore, signal: AbortSignal): Promise<readonly Run[]> {
  const experiments = await store.listExperiments({ size: mostExperiments }, signal);
  const pages = await Promise.all(
    experiments.items.map(({ experimentId }) =>
      store.listRuns(experimentId, { size: mostRuns, order: 'newest' }, signal),
    ),
  );
  const runs = pages.flatMap(({ items }) => items);
  return runs.toSorted((a, b) => (b.startedAt ?? 0) - (a.startedAt ?? 0)).slice(0, mostRuns);
}

function toRunOffer(run: Run): UriOffer {
  return { kind: 'run', uri: `runs:/${run.runId}/`, run };
}

function versionOffers({ name, versions, aliases }: RegisteredModel): readonly UriOffer[] {
  const newestFirst = versions.toReversed();
  const latest = newestFirst[0];
  const stages = new Map<string, number>();
  for (const { stage, version } of newestFirst) {
    if (stage !== undefined && !stages.has(stage)) stages.set(stage, version);
  }
  return [
    ...[...aliases].map(([alias, version]) => ({
      kind: 'alias' as const,
      uri: `models:/${name}@${alias}`,
      alias,
      version,
    })),
    ...newestFirst.map((version) => ({
      kind: 'version' as const,
      uri: `models:/${name}/${version.version}`,
      version,
    })),
    ...[...stages].map(([stage, version]) => ({
      kind: 'stage' as const,
      uri: `models:/${name}/${stage}`,
      stage,
      version,
    })),
    ...(latest
      ? [{ kind: 'latest' as const, uri: `models:/${name}/latest`, version: latest.version }]
      : []),
  ];
}

async function runModelOffers(
  runId: string,
  store: TrackingStore,
  signal: AbortSignal,
): Promise<readonly UriOffer[]> {
  const run = await store.findRun(runId, signal);
  if (!run) return [];
  const [logged, data] = await Promise.all([
    store.findLoggedModelsOfRun(run, signal),
    store.readRunData(run, signal),
  ]);
  const flavors = new Map<string, readonly string[]>(logged.map(({ name }) => [name, []]));
  for (const [path, names] of loggedPaths(data)) flavors.set(path, names);
  return [...flavors].map(([name, names]) => ({
    kind: 'runModel',
    uri: `runs:/${runId}/${name}`,
    name,
    flavors: names,
  }));
}
