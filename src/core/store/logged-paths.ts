import type { RunData } from './tracking-store.ts';

/** The tag in which MLflow 1 and 2 keep what models a run logged. */
export const modelHistoryTag = 'mlflow.log-model.history';

/**
 * The flavors of the models in a run's artifacts, by their paths (mlflow.models.Model.log with
 * MlflowClient._record_logged_model, 1.x to 2.x). A tag that MLflow did not write names none.
 */
export function loggedPaths({ tags }: RunData): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const entry of listIn(tags.get(modelHistoryTag) ?? '')) {
    if (!isObject(entry)) continue;
    const { artifact_path: path, flavors } = entry;
    if (typeof path !== 'string' || path === '') continue;
    found.set(path, isObject(flavors) ? Object.keys(flavors) : []);
  }
  return found;
}

function listIn(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
