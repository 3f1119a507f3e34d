import * as z from 'zod';
import { ArtifactNotFoundError, MlflowError } from '../../errors.ts';
import type { RestApi } from './rest-api.ts';

const serverInfo = z.looseObject({ workspaces_enabled: z.boolean().default(false) });

/**
 * The API of a server whose answers are those of one workspace. Before the first question the server
 * is asked whether it has that workspace: one before MLflow 3.10 would pass the header over and
 * answer from all it has. Follows WorkspaceRestStoreMixin (mlflow.store.workspace_rest_store_mixin,
 * 3.17). Throws MlflowError FEATURE_DISABLED for a server without workspaces, and
 * ArtifactNotFoundError for an unknown one.
 */
export function workspaceApi(api: RestApi, workspace: string): RestApi {
  let isChecked = false;
  const check = async (signal: AbortSignal | undefined): Promise<void> => {
    if (isChecked) return;
    await checkWorkspace(api, workspace, signal);
    isChecked = true;
  };
  return {
    access: api.access,
    get: async (call) => {
      await check(call.signal);
      return api.get(call);
    },
    post: async (call) => {
      await check(call.signal);
      return api.post(call);
    },
  };
}

async function checkWorkspace(
  api: RestApi,
  workspace: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { baseUrl } = api.access;
  const about = { answer: serverInfo, isNew: true, signal };
  const info =
    (await api.get({ ...about, path: '3.0/mlflow/server-info' })) ??
    (await api.get({ ...about, path: '3.0/mlflow/server-features' }));
  if (!info?.workspaces_enabled) {
    throw new MlflowError(
      'FEATURE_DISABLED',
      `The tracking server ${baseUrl} has no workspaces, and MLFLOW_WORKSPACE names "${workspace}". ` +
        'Unset MLFLOW_WORKSPACE, or have the server started with --enable-workspaces (MLflow 3.10 and later).',
    );
  }
  const path = `3.0/mlflow/workspaces/${encodeURIComponent(workspace)}`;
  if (await api.get({ path, answer: z.looseObject({}), signal })) return;
  throw new ArtifactNotFoundError(
    `The tracking server ${baseUrl} has no workspace "${workspace}". Check MLFLOW_WORKSPACE.`,
  );
}
