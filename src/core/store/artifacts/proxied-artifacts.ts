import * as z from 'zod';
import { MlflowError } from '../../errors.ts';
import { send } from '../http/send.ts';
import type { ServerAccess } from '../http/server-access.ts';
import { withRetries } from '../http/with-retries.ts';
import { refused, type RestApi, unreachable } from '../rest/rest-api.ts';
import type { ArtifactFile, ArtifactSource } from './artifact-source.ts';

const listing = z.looseObject({
  files: z
    .array(
      z.looseObject({
        path: z.string(),
        is_dir: z.boolean().default(false),
        file_size: z.union([z.number(), z.string().transform(Number)]).optional(),
      }),
    )
    .default([]),
});

/** More folders than any model has; a server that lists itself for ever is stopped here. */
const mostFolders = 10_000;

/**
 * Artifacts that a tracking server hands on: `mlflow-artifacts:/<path>`
 * (mlflow.store.artifact.mlflow_artifacts_repo, 3.17).
 */
export function proxiedArtifacts(api: RestApi, path: string): ArtifactSource {
  const root = path.replace(/^\/+|\/+$/g, '');
  return {
    uri: `${api.access.baseUrl} (mlflow-artifacts:/${root})`,
    list: (signal) => listAll(api, root, signal),
    open: async (file, { start, signal }) => {
      const url = artifactUrl(api.access, `${root}/${file.path}`);
      const answer = await withRetries(
        () =>
          send({
            url,
            method: 'GET',
            headers: {
              ...(api.access.authorization && { Authorization: api.access.authorization }),
              ...(start > 0 && { Range: `bytes=${start}-` }),
            },
            tls: api.access.tls,
            signal,
          }),
        signal,
      ).catch((error: unknown) => {
        signal.throwIfAborted();
        throw unreachable(api.access, error);
      });
      if (answer.status === 200 || answer.status === 206) {
        return { stream: answer.body, isPartial: answer.status === 206 };
      }
      answer.body.destroy();
      throw refused(api.access, answer, '');
    },
  };
}

async function listAll(
  api: RestApi,
  root: string,
  signal: AbortSignal,
): Promise<readonly ArtifactFile[]> {
  const files: ArtifactFile[] = [];
  const folders = [''];
  for (let count = 0; folders.length > 0; count += 1) {
    if (count > mostFolders) throw endless(api, root);
    const folder = folders.shift() ?? '';
    const answer = await api.get({
      path: '2.0/mlflow-artifacts/artifacts',
      parameters: { path: folder === '' ? root : `${root}/${folder}` },
      answer: listing,
      signal,
    });
    for (const { path, is_dir: isFolder, file_size: size } of answer?.files ?? []) {
      // Paths are relative to the folder that was asked for.
      const inner = folder === '' ? path : `${folder}/${path}`;
      if (isFolder) folders.push(inner);
      else files.push({ path: inner, ...(size !== undefined && { size }) });
    }
  }
  return files;
}

function endless(api: RestApi, root: string): MlflowError {
  return new MlflowError(
    'RESOURCE_EXHAUSTED',
    `${api.access.baseUrl} lists more than ${mostFolders} folders below ${root}; no model has so many.`,
  );
}

function artifactUrl(access: ServerAccess, path: string): URL {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return new URL(`${access.baseUrl}/api/2.0/mlflow-artifacts/artifacts/${encoded}`);
}
