/** A run as a tracking store records it. */
export interface Run {
  readonly runId: string;
  readonly experimentId: string;
  /** The recorded place of its artifacts, which may be on another machine. */
  readonly artifactUri: string;
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
}

/**
 * Reads a tracking store and its model registry. `find…` answers undefined for what is not there,
 * and throws MlflowError for what is there and cannot be read.
 */
export interface TrackingStore {
  /** What to call the store in a sentence, such as `the file store /home/me/mlruns`. */
  readonly description: string;
  /** The folder below which moved artifacts are looked for. */
  readonly root: string;
  findRun(runId: string): Promise<Run | undefined>;
  findLoggedModel(modelId: string): Promise<LoggedModel | undefined>;
  /** The logged models of a run, newest first. */
  findLoggedModelsOfRun(run: Run): Promise<readonly LoggedModel[]>;
  findRegisteredModel(name: string): Promise<RegisteredModel | undefined>;
  listRegisteredModels(): Promise<readonly RegisteredModel[]>;
}
