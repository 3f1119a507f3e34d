/** A model inside a tracking store's own folder, told by its path. */
export interface StoreModel {
  /** The URI that names it: `models:/m-…` or `runs:/…`. */
  readonly uri: string;
  /** What to call it as long as the store is not asked: its id, or the path in the artifacts. */
  readonly name: string;
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
  if (logged) {
    const [, folders, id = ''] = logged;
    return { uri: `models:/${id}`, name: id, workingDirectory: folders || '/' };
  }
  const run = runModel.exec(folder);
  if (run) {
    const [, folders, id = '', path = ''] = run;
    return { uri: `runs:/${id}/${path}`, name: path, workingDirectory: folders || '/' };
  }
  return undefined;
}
