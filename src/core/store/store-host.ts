import type { Environment } from '../environment.ts';
import type { DownloadByPython } from './artifacts/sources/python-artifacts.ts';
import type { HostProcess } from './temporary-folder.ts';

/** How one proves who asks a tracking server, in a program that keeps credentials itself. */
export interface SignIn {
  /** A whole sentence that says what to do, in the user's language. */
  readonly advice: string;
  /** Whether the credentials in the environment are those that the program keeps. */
  readonly hasCredentials: boolean;
}

/** What stores need of the program that they run in. */
export interface StoreHost {
  /** MLflow's own variables are read from it: MLFLOW_TRACKING_URI, MLFLOW_TRACKING_TOKEN, … */
  readonly environment: Environment;
  /** Not there in a terminal, whose user sets MLflow's variables. */
  readonly signIn?: SignIn;
  /** Owns the temporary folders. */
  readonly owner: HostProcess;
  /** Path of dist/sqlite-worker.js. */
  readonly sqliteWorkerFile: string;
  /** Where downloaded artifacts are kept from one start to the next. */
  readonly cacheFolder: string;
  /** The user's own MLflow, for artifacts of other kinds; not there where no Python may run. */
  readonly downloadByPython?: DownloadByPython;
}
