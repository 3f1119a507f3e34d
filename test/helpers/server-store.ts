import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/** What test/helpers/write_server_store.py wrote. */
export interface ServerStore {
  readonly mlflow: string;
  readonly experiment: string;
  /** first, second and third. */
  readonly runs: readonly string[];
  /** Their logged models; none before MLflow 3. */
  readonly models: readonly string[];
  readonly deletedRun: string;
}

/** Fills a tracking store with real MLflow. */
export function writeServerStore(
  python: string,
  trackingUri: string,
  options: { artifacts?: string; environment?: Record<string, string>; folder: string },
): ServerStore {
  const { artifacts, environment, folder } = options;
  const script = resolve('test/helpers/write_server_store.py');
  const text = execFileSync(python, [script, trackingUri, ...(artifacts ? [artifacts] : [])], {
    cwd: folder,
    env: { ...process.env, ...mlflowQuiet, ...environment },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return JSON.parse(text.trim().split('\n').at(-1) ?? '');
}

/** Variables that keep MLflow from asking other machines. */
export const mlflowQuiet = {
  GIT_PYTHON_REFRESH: 'quiet',
  MLFLOW_DISABLE_TELEMETRY: 'true',
  DO_NOT_TRACK: 'true',
  PYTHONIOENCODING: 'utf-8',
  // Seven processes that no test needs.
  MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
};

/** Whether a Python has all of these modules. */
export function hasModules(python: string | undefined, modules: readonly string[]): boolean {
  if (python === undefined) return false;
  try {
    const text = `import importlib.util as u, sys; sys.exit(not all(u.find_spec(m) for m in sys.argv[1:]))`;
    execFileSync(python, ['-c', text, ...modules], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
