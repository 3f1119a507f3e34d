/** A model inside a tracking store's own folder, told by its path. */
export interface StoreModel {
  /** The URI that names it: `models:/m-…` or `runs:/…`. */
  readonly uri: string;
  /** The folder that holds `mlruns`: where that URI resolves. */
  readonly workingDirectory: string;
}

const loggedModel = /^(.*)\/mlruns\/[^/]+\/models\/(m-[A-Za-z0-9_-]+)\/artifacts$/;
const runModel = /^(.*)\/mlruns\/[^/]+\/([0-9a-f]{32})\/artifacts\/(.+)$/;

/**
 * The URI of a model folder inside an `mlruns` store, or undefined for a folder that is in none.
 * Takes a path with forward slashes. MLflow 3 keeps models at `<experiment>/models/m-<id>/artifacts`,
 * MLflow 2 at `<experiment>/<run>/artifacts/<path>`.
 */
export function storeModelOf(folder: string): StoreModel | undefined {
  const logged = loggedModel.exec(folder);
  if (logged) return { uri: `models:/${logged[2]}`, workingDirectory: logged[1] || '/' };
  const run = runModel.exec(folder);
  if (run) return { uri: `runs:/${run[2]}/${run[3]}`, workingDirectory: run[1] || '/' };
  return undefined;
}
