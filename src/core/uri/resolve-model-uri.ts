import { basename, isAbsolute, resolve } from 'node:path';
import { ArtifactNotFoundError, MlflowError } from '../errors.ts';
import {
  type ArtifactLocation,
  localPathOf,
  locateArtifacts,
} from '../store/artifacts/artifact-location.ts';
import { type DownloadProgress, downloadArtifacts } from '../store/artifacts/download-artifacts.ts';
import { openArtifacts } from '../store/artifacts/open-artifacts.ts';
import { openTrackingStore } from '../store/open-tracking-store.ts';
import type { StoreHost } from '../store/store-host.ts';
import type {
  LoggedModel,
  ModelVersion,
  RegisteredModel,
  TrackingStore,
} from '../store/tracking-store.ts';
import { type ModelUri, parseModelUri } from './model-uri.ts';
import { NotDownloadedError } from './not-downloaded-error.ts';

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
}

type Found = Omit<Resolution, 'uri'>;

/**
 * Follows a model URI to the folder that holds the model. Throws ArtifactNotFoundError that names
 * the hop that failed and what is there instead, and MlflowError for a malformed URI.
 */
export async function resolveModelUri(uri: string, options: ResolveOptions): Promise<Resolution> {
  const parsed = parseModelUri(uri);
  options.signal?.throwIfAborted();
  if (parsed.kind === 'path') return { uri, ...resolvePath(parsed.path, options.workingDirectory) };
  const store = options.store ?? (await openTrackingStore(options));
  try {
    const storeHop: Hop = { label: 'tracking store', value: store.description };
    const found = await resolveInStore(parsed, { store, options });
    options.signal?.throwIfAborted();
    return { uri, ...found, hops: [storeHop, ...found.hops] };
  } finally {
    if (!options.store) await store.close();
  }
}

function resolvePath(text: string, workingDirectory: string): Found {
  const path = localPathOf(text);
  if (/^[A-Za-z]:/.test(path) && !isAbsolute(path)) {
    throw new ArtifactNotFoundError(
      `"${text}" is a path on a Windows drive, and this machine has none. Give the path that the folder has here.`,
    );
  }
  const folder = resolve(workingDirectory, path);
  return { folder, name: basename(folder), hops: [{ label: 'folder', value: folder }] };
}

async function resolveInStore(uri: Exclude<ModelUri, { kind: 'path' }>, way: Way): Promise<Found> {
  switch (uri.kind) {
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
  const { store } = way;
  const run = await store.findRun(runId);
  if (!run) throw new ArtifactNotFoundError(`${store.description} has no run "${runId}".`);
  const hop: Hop = { label: `run ${runId}`, value: `experiment ${run.experimentId}` };
  const [name = '', ...rest] = path.split('/');
  try {
    return located(name, [hop], await locate(run.artifactUri, path, way));
  } catch (error) {
    if (!(error instanceof ArtifactNotFoundError)) throw error;
    const logged = await store.findLoggedModelsOfRun(run);
    const model = logged.find((candidate) => candidate.name === name);
    if (!model) throw notInRun(path, { runId, names: logged.map((other) => other.name), error });
    const modelHop: Hop = { label: `logged model ${name}`, value: model.modelId };
    return located(name, [hop, modelHop], await locate(model.artifactUri, rest.join('/'), way));
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
  const model = await findLoggedModel(modelId, way.store);
  return located(model.name, [loggedModelHop(model)], await locate(model.artifactUri, '', way));
}

async function findLoggedModel(modelId: string, store: TrackingStore): Promise<LoggedModel> {
  const model = await store.findLoggedModel(modelId);
  if (model) return model;
  throw new ArtifactNotFoundError(`${store.description} has no logged model "${modelId}".`);
}

function loggedModelHop(model: LoggedModel): Hop {
  const run = model.sourceRunId ? ` of run ${model.sourceRunId}` : '';
  return { label: `logged model ${model.modelId}`, value: `${model.name}${run}` };
}

type RegistryUri = Extract<ModelUri, { kind: 'version' | 'alias' | 'stage' | 'latest' }>;

async function resolveRegistered(uri: RegistryUri, way: Way): Promise<Found> {
  const { store } = way;
  const model = await store.findRegisteredModel(uri.name);
  if (!model) throw await unknownName(uri.name, store);
  const { version, hop } = pickVersion(uri, model);
  const versionHop: Hop = { label: `version ${version.version}`, value: version.source };
  const location = await locateVersion(version, way);
  return located(model.name, [...(hop ? [hop] : []), versionHop], location);
}

async function unknownName(name: string, store: TrackingStore): Promise<ArtifactNotFoundError> {
  const names = (await store.listRegisteredModels()).items.map((model) => model.name);
  const hint = names.length > 0 ? `It has ${names.join(', ')}.` : 'Its registry is empty.';
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

/** A version's source may itself be a models:/ or runs:/ URI (MLflow 3 writes models:/m-…). */
async function locateVersion(version: ModelVersion, way: Way): Promise<ArtifactLocation> {
  if (version.storageLocation !== undefined) return locate(version.storageLocation, '', way);
  if (/^models:/i.test(version.source) || /^runs:/i.test(version.source)) {
    return locateSource(version.source, way);
  }
  return locate(version.source, '', way);
}

async function locateSource(source: string, way: Way): Promise<ArtifactLocation> {
  const uri = parseModelUri(source);
  if (uri.kind === 'loggedModel') {
    return locate((await findLoggedModel(uri.modelId, way.store)).artifactUri, '', way);
  }
  if (uri.kind === 'run') {
    const { folder } = await resolveRun(uri.runId, uri.path, way);
    return { folder };
  }
  throw new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `The registry gives "${source}" as a version's source; expected a folder, a run or a logged model.`,
  );
}

/** Fetches what lies elsewhere, and finds what is on this machine. */
async function locate(recorded: string, path: string, way: Way): Promise<ArtifactLocation> {
  const { store, options } = way;
  const uri = path === '' ? recorded : `${recorded.replace(/\/+$/, '')}/${path}`;
  const source = await openArtifacts(uri, store, options.storeHost);
  if (!source) return locateArtifacts({ recorded, path, roots: store.roots });
  if (options.isLocalOnly) throw new NotDownloadedError(source.uri);
  const { storeHost, signal = new AbortController().signal, onDownload } = options;
  const folder = await downloadArtifacts(source, {
    cacheFolder: storeHost.cacheFolder,
    signal,
    ...(onDownload && { onProgress: onDownload }),
  });
  return { folder, downloadedFrom: source.uri };
}

function located(name: string, hops: readonly Hop[], location: ArtifactLocation): Found {
  return { folder: location.folder, name, hops: [...hops, placeHop(location)] };
}

function placeHop({ folder, relocatedFrom, downloadedFrom }: ArtifactLocation): Hop {
  if (downloadedFrom !== undefined) {
    return { label: 'downloaded', value: `from ${downloadedFrom} to ${folder}` };
  }
  return relocatedFrom === undefined
    ? { label: 'folder', value: folder }
    : { label: 'relocated', value: `from ${relocatedFrom} to ${folder}` };
}
