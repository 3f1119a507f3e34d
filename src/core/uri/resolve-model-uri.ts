import { basename, isAbsolute, resolve } from 'node:path';
import { ArtifactNotFoundError, MlflowError } from '../errors.ts';
import { type ArtifactLocation, localPathOf } from '../store/artifacts/artifact-location.ts';
import type { DownloadProgress } from '../store/artifacts/download/download-artifacts.ts';
import { fetchArtifacts, type RecordedPlace } from '../store/artifacts/fetch-artifacts.ts';
import { withoutSecrets } from '../store/without-secrets.ts';
import { openTrackingStore } from '../store/open-tracking-store.ts';
import type { StoreHost } from '../store/store-host.ts';
import type {
  ArtifactOwner,
  LoggedModel,
  ModelVersion,
  RegisteredModel,
  TrackingStore,
} from '../store/tracking-store.ts';
import { upperFirst } from '../upper-first.ts';
import { type ModelUri, parseModelUri } from './model-uri.ts';
import { NotDownloadedError } from '../store/artifacts/not-downloaded-error.ts';

/** One step on the way from a URI to files, for `inspect` and the tree's tooltip. */
export interface Hop {
  /** What was looked up, such as `alias champion`. */
  readonly label: string;
  /** What it led to, such as `version 3`. */
  readonly value: string;
}

/** Where a model URI leads. */
export interface Resolution {
  /** The URI as given. */
  readonly uri: string;
  /** Absolute path of the model's folder on this machine. */
  readonly folder: string;
  /** The registered or logged name, else the folder's name. */
  readonly name: string;
  readonly hops: readonly Hop[];
}

/** What {@link resolveModelUri} may look at. */
export interface ResolveOptions {
  /** Absolute; relative paths and the default `mlruns` store are looked for here. */
  readonly workingDirectory: string;
  readonly trackingUri?: string;
  readonly storeHost: StoreHost;
  readonly signal?: AbortSignal;
  /** A store that is open already, and stays open; without one it is opened for this URI. */
  readonly store?: TrackingStore;
  /** Fetches nothing: NotDownloadedError is thrown for files that are not on this machine. */
  readonly isLocalOnly?: boolean;
  /** Told while files are fetched that are not on this machine. */
  readonly onDownload?: (progress: DownloadProgress) => void;
}

/** What is asked along the way: the store, and how to fetch what lies elsewhere. */
interface Way {
  readonly store: TrackingStore;
  readonly options: ResolveOptions;
  /** What was followed so far, for a failure as for a success. */
  readonly hops: Hop[];
}

type Found = Omit<Resolution, 'uri' | 'hops'>;

/**
 * Follows a model URI to the folder that holds the model. Throws ArtifactNotFoundError that names
 * the hop that failed and what is there instead, and MlflowError for a malformed URI.
 */
export async function resolveModelUri(uri: string, options: ResolveOptions): Promise<Resolution> {
  const parsed = parseModelUri(uri);
  options.signal?.throwIfAborted();
  if (parsed.kind === 'path') return { uri, ...resolvePath(parsed.path, options.workingDirectory) };
  if (parsed.kind === 'remote' && !parsed.needsStore) return resolveRemote(parsed.uri, options);
  const store = options.store ?? (await openTrackingStore(options));
  const hops: Hop[] = [];
  try {
    const storeHop: Hop = { label: 'tracking store', value: store.description };
    const found = await resolveInStore(parsed, { store, options, hops });
    options.signal?.throwIfAborted();
    return { uri, ...found, hops: [storeHop, ...hops] };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw afterHops(error, hops);
  } finally {
    if (!options.store) await store.close();
  }
}

/** Says which way led to the hop that failed, unless it was the first. */
function afterHops(error: unknown, hops: readonly Hop[]): unknown {
  const isSentence = error instanceof MlflowError && !(error instanceof NotDownloadedError);
  if (!isSentence || hops.length === 0) return error;
  const way = hops.map(({ label, value }) => `${label} → ${value}`).join('; ');
  const message = `${error.markedMessage} The way there was: ${way}.`;
  return error instanceof ArtifactNotFoundError
    ? new ArtifactNotFoundError(message, { cause: error })
    : new MlflowError(error.code, message, { cause: error });
}

function resolvePath(text: string, workingDirectory: string): Omit<Resolution, 'uri'> {
  const path = localPathOf(text);
  if (/^[A-Za-z]:/.test(path) && !isAbsolute(path)) {
    throw new ArtifactNotFoundError(
      `"${text}" is a path on a Windows drive, and this machine has none. Give the path that the folder has here.`,
    );
  }
  const folder = resolve(workingDirectory, path);
  return { folder, name: basename(folder), hops: [{ label: 'folder', value: folder }] };
}

/** A place that needs no tracking store; one that is open is asked, for what it hands on itself. */
async function resolveRemote(recorded: string, options: ResolveOptions): Promise<Resolution> {
  const location = await fetchArtifacts({ recorded, path: '' }, options);
  const uri = withoutSecrets(recorded);
  return { uri, name: nameOf(uri), folder: location.folder, hops: [placeHop(location)] };
}

/** The last part of a place, as a model has no other name there. */
function nameOf(uri: string): string {
  return uri.split('/').findLast((part) => part !== '') ?? uri;
}

async function resolveInStore(uri: Exclude<ModelUri, { kind: 'path' }>, way: Way): Promise<Found> {
  switch (uri.kind) {
    case 'remote':
      return { name: nameOf(uri.uri), folder: await locate({ recorded: uri.uri, path: '' }, way) };
    case 'run':
      return resolveRun(uri.runId, uri.path, way);
    case 'loggedModel':
      return resolveLoggedModel(uri.modelId, way);
    case 'version':
    case 'alias':
    case 'stage':
    case 'latest':
      return resolveRegistered(uri, way);
  }
}

/**
 * A run's own artifacts come first, then its logged models of that name (MLflow 3).
 * Follows RunsArtifactRepository.download_artifacts (3.17).
 */
async function resolveRun(runId: string, path: string, way: Way): Promise<Found> {
  const { store, hops, options } = way;
  const run = await store.findRun(runId, options.signal);
  if (!run) {
    throw new ArtifactNotFoundError(
      `${upperFirst(store.description)} has no run "${runId}"; it was deleted, or is in another store. Check the id and the tracking URI.`,
    );
  }
  hops.push({ label: `run ${runId}`, value: `experiment ${run.experimentId}` });
  const [name = '', ...rest] = path.split('/');
  const owner: ArtifactOwner = { runId };
  try {
    return { name, folder: await locate({ recorded: run.artifactUri, path, owner }, way) };
  } catch (error) {
    if (!(error instanceof ArtifactNotFoundError)) throw error;
    const logged = await store.findLoggedModelsOfRun(run, options.signal);
    const model = logged.find((candidate) => candidate.name === name);
    if (!model) throw notInRun(path, { runId, names: logged.map((other) => other.name), error });
    hops.push({ label: `logged model ${name}`, value: model.modelId });
    return { name, folder: await locateModel(model, rest.join('/'), way) };
  }
}

function notInRun(
  path: string,
  run: { runId: string; names: readonly string[]; error: Error },
): ArtifactNotFoundError {
  const others = [...new Set(run.names)];
  const hint =
    others.length > 0
      ? `The run's models are ${others.join(', ')}.`
      : 'The run has no logged model.';
  return new ArtifactNotFoundError(
    `The run "${run.runId}" has no model at "${path}". ${hint} ${run.error.message}`,
    { cause: run.error },
  );
}

async function resolveLoggedModel(modelId: string, way: Way): Promise<Found> {
  const { store, hops, options } = way;
  const model = await store.findLoggedModel(modelId, options.signal);
  if (!model) {
    throw new ArtifactNotFoundError(
      `${upperFirst(store.description)} has no logged model "${modelId}". Check the id and the tracking URI; MLflow before 3 has none.`,
    );
  }
  hops.push(loggedModelHop(model));
  return { name: model.name, folder: await locateModel(model, '', way) };
}

function locateModel(model: LoggedModel, path: string, way: Way): Promise<string> {
  const owner: ArtifactOwner = { modelId: model.modelId };
  return locate({ recorded: model.artifactUri, path, owner }, way);
}

function loggedModelHop(model: LoggedModel): Hop {
  const run = model.sourceRunId ? ` of run ${model.sourceRunId}` : '';
  return { label: `logged model ${model.modelId}`, value: `${model.name}${run}` };
}

type RegistryUri = Extract<ModelUri, { kind: 'version' | 'alias' | 'stage' | 'latest' }>;

async function resolveRegistered(uri: RegistryUri, way: Way): Promise<Found> {
  const { store, hops, options } = way;
  const model = await store.findRegisteredModel(uri.name, options.signal);
  if (!model) throw await unknownName(uri.name, way);
  const { version, hop } = pickVersion(uri, model);
  if (hop) hops.push(hop);
  hops.push({ label: `version ${version.version}`, value: withoutSecrets(version.source) });
  return { name: model.name, folder: await locateVersion(version, way) };
}

async function unknownName(name: string, { store, options }: Way): Promise<ArtifactNotFoundError> {
  const { items, next } = await store.listRegisteredModels({ size: 20 }, options.signal);
  const names = items.map((model) => model.name).join(', ');
  const more = next === undefined ? '' : ' and others';
  const hint = items.length > 0 ? `It has ${names}${more}.` : 'Its registry is empty.';
  return new ArtifactNotFoundError(
    `The registry of ${store.description} has no model "${name}". ${hint}`,
  );
}

function pickVersion(
  uri: RegistryUri,
  model: RegisteredModel,
): { version: ModelVersion; hop?: Hop } {
  switch (uri.kind) {
    case 'version':
      return { version: versionOf(model, uri.version, `version ${uri.version}`) };
    case 'alias': {
      const number = model.aliases.get(uri.alias);
      const version = versionOf(model, number, `alias "${uri.alias}"`);
      return {
        version,
        hop: { label: `alias ${uri.alias}`, value: `version ${version.version}` },
      };
    }
    case 'stage': {
      const stage = uri.stage.toLowerCase();
      const version = model.versions.findLast((each) => each.stage?.toLowerCase() === stage);
      if (!version) throw noSuchVersion(model, `version in stage "${uri.stage}"`);
      return { version, hop: { label: `stage ${uri.stage}`, value: `version ${version.version}` } };
    }
    case 'latest': {
      const version = model.versions.at(-1);
      if (!version) throw noSuchVersion(model, 'version');
      return { version, hop: { label: 'latest', value: `version ${version.version}` } };
    }
  }
}

function versionOf(model: RegisteredModel, number: number | undefined, what: string): ModelVersion {
  const version = model.versions.find((each) => each.version === number);
  if (!version) throw noSuchVersion(model, what);
  return version;
}

function noSuchVersion(model: RegisteredModel, what: string): ArtifactNotFoundError {
  const versions = model.versions.map((each) => each.version).join(', ') || 'none';
  const aliases = [...model.aliases.keys()].join(', ') || 'none';
  return new ArtifactNotFoundError(
    `The registered model "${model.name}" has no ${what}. Its versions are: ${versions}; its aliases: ${aliases}.`,
  );
}

/**
 * A version's source may itself be a models:/ or runs:/ URI (MLflow 3 writes models:/m-…), and so
 * may its storage location.
 */
async function locateVersion(version: ModelVersion, way: Way): Promise<string> {
  const place = version.storageLocation ?? version.source;
  if (/^(?:models|runs):/i.test(place)) return locateSource(place, way);
  return locate({ recorded: place, path: '', ...(await ownerOf(version, place, way)) }, way);
}

/** What a version was registered from, where its files are below that run or are that model. */
async function ownerOf(
  { modelId, runId }: ModelVersion,
  place: string,
  { store, options }: Way,
): Promise<{ owner?: ArtifactOwner; path?: string; recorded?: string }> {
  if (!store.openOwnedArtifacts) return {};
  if (modelId !== undefined) return { owner: { modelId } };
  const run = runId === undefined ? undefined : await store.findRun(runId, options.signal);
  if (!run || !place.startsWith(`${run.artifactUri}/`)) return {};
  const path = place.slice(run.artifactUri.length + 1);
  return { recorded: run.artifactUri, path, owner: { runId: run.runId } };
}

async function locateSource(source: string, way: Way): Promise<string> {
  const uri = parseModelUri(source);
  if (uri.kind === 'loggedModel') return (await resolveLoggedModel(uri.modelId, way)).folder;
  if (uri.kind === 'run') return (await resolveRun(uri.runId, uri.path, way)).folder;
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The registry gives "${source}" as a version's source; expected a folder, a run or a logged model.`,
  );
}

/** Fetches what lies elsewhere, and finds what is on this machine; adds the hop. */
async function locate(place: RecordedPlace, { store, options, hops }: Way): Promise<string> {
  const location = await fetchArtifacts(place, { ...options, store });
  hops.push(placeHop(location));
  return location.folder;
}

function placeHop(location: ArtifactLocation): Hop {
  const { folder, relocatedFrom, downloadedFrom, recordedAt } = location;
  if (downloadedFrom !== undefined) {
    const recorded = recordedAt === undefined ? '' : `, recorded at ${recordedAt},`;
    return { label: 'downloaded', value: `from ${downloadedFrom}${recorded} to ${folder}` };
  }
  return relocatedFrom === undefined
    ? { label: 'folder', value: folder }
    : { label: 'relocated', value: `from ${relocatedFrom} to ${folder}` };
}
