import type { Environment } from '../environment.ts';
import type { DownloadByPython } from './artifacts/sources/python-artifacts.ts';
import type { HostProcess } from './temporary-folder.ts';

/** What stores need of the program that they run in. */
export interface StoreHost {
  /** MLflow's own variables are read from it: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN, … */
  readonly environment: Environment;
  /** Owns the temporary folders. */
  readonly owner: HostProcess;
  /** Path of dist/sqlite-worker.js. */
  readonly sqliteWorkerFile: string;
  /** Where downloaded artifacts are kept from one start to the next. */
  readonly cacheFolder: string;
  /** The user's own MLflow, for artifacts of other kinds; not there where no Python may run. */
  readonly downloadByPython?: DownloadByPython;
}
