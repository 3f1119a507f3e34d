import type { ArtifactSource } from './artifacts/artifact-source.ts';
import type { Page, PageRequest } from './page.ts';

/** An experiment of a tracking store. */
export interface Experiment {
  readonly experimentId: string;
  readonly name: string;
  /** Milliseconds since the epoch; absent in stores of MLflow 1. */
  readonly updatedAt?: number;
}

/** A run as a tracking store records it. */
export interface Run {
  readonly runId: string;
  readonly experimentId: string;
  /** The recorded place of its artifacts, which may be on another machine. */
  readonly artifactUri: string;
  readonly name?: string;
  readonly status?: RunStatus;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly endedAt?: number;
}

/** mlflow.entities.RunStatus, whose numbers begin with 1. */
export const runStatuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;

/** How a run ended, or that it did not. */
export type RunStatus = (typeof runStatuses)[number];

/** What was logged with a run: the last value of each metric, params and tags, by name. */
export interface RunData {
  readonly metrics: ReadonlyMap<string, number>;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
}

/** A logged model of MLflow 3, which has its own artifacts beside its run. */
export interface LoggedModel {
  readonly modelId: string;
  readonly name: string;
  readonly sourceRunId?: string;
  readonly artifactUri: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** One version of a registered model. */
export interface ModelVersion {
  readonly name: string;
  readonly version: number;
  readonly stage?: string;
  readonly aliases: readonly string[];
  readonly tags?: ReadonlyMap<string, string>;
  readonly description?: string;
  readonly runId?: string;
  readonly modelId?: string;
  /** What was registered: a folder, or a models:/ or runs:/ URI. */
  readonly source: string;
  /** Where the files are, when the registry resolved the source. */
  readonly storageLocation?: string;
}

/** A name in the model registry, with its versions in ascending order. */
export interface RegisteredModel {
  readonly name: string;
  readonly aliases: ReadonlyMap<string, number>;
  readonly versions: readonly ModelVersion[];
  readonly tags?: ReadonlyMap<string, string>;
  readonly description?: string;
}

/** Which runs of an experiment, and in which order. */
export interface RunQuery extends PageRequest {
  /** Part of the name or of the id, whatever the case. */
  readonly filter?: string;
  /** Newest first when it is not there. */
  readonly order?: 'newest' | 'oldest' | 'name';
}

/** What artifacts were logged to. */
export type ArtifactOwner =
  | { readonly runId: string; readonly modelId?: undefined }
  | { readonly runId?: undefined; readonly modelId: string };

/**
 * Reads a tracking store and its model registry. `find…` answers undefined for what is not there,
 * and throws MlflowError for what is there and cannot be read. Deleted entities are not there.
 */
export interface TrackingStore {
  /** What to call the store in a sentence, such as `the file store /home/me/mlruns`. */
  readonly description: string;
  /** Folders below which moved artifacts are looked for; none for a server. */
  readonly roots: readonly string[];
  /** Where a browser shows the MLflow UI of this store; only servers have one. */
  readonly uiUrl?: string;
  findRun(runId: string, signal?: AbortSignal): Promise<Run | undefined>;
  readRunData(run: Run, signal?: AbortSignal): Promise<RunData>;
  findLoggedModel(modelId: string, signal?: AbortSignal): Promise<LoggedModel | undefined>;
  /** The logged models of a run, newest first. */
  findLoggedModelsOfRun(run: Run, signal?: AbortSignal): Promise<readonly LoggedModel[]>;
  findRegisteredModel(name: string, signal?: AbortSignal): Promise<RegisteredModel | undefined>;
  /** Registered models by name. */
  listRegisteredModels(request?: PageRequest, signal?: AbortSignal): Promise<Page<RegisteredModel>>;
  /** Experiments, the last changed first. */
  listExperiments(request?: PageRequest, signal?: AbortSignal): Promise<Page<Experiment>>;
  listRuns(experimentId: string, query?: RunQuery, signal?: AbortSignal): Promise<Page<Run>>;
  /** Artifacts that this store hands on itself; undefined for those that lie elsewhere. */
  openArtifacts?(uri: string): ArtifactSource | undefined;
  /** Artifacts that lie where only the store's server can read them; `path` is below the owner's. */
  openOwnedArtifacts?(owner: ArtifactOwner, path: string): ArtifactSource;
  /** Lets go of files and connections; safe to call twice. */
  close(): Promise<void>;
}
