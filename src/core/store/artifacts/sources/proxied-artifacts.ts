import * as z from 'zod';
import { refused, type RestApi } from '../../rest/rest-api.ts';
import { integer } from '../../rest/rest-values.ts';
import type { ArtifactSource } from '../artifact-source.ts';
import { collectFolders } from './collect-files.ts';
import { openFile } from './open-file.ts';

/** What MLflow's servers say about the files of one folder (mlflow.entities.FileInfo, 3.17). */
export const serverListing = z.looseObject({
  files: z
    .array(
      z.looseObject({
        path: z.string(),
        is_dir: z.boolean().default(false),
        file_size: integer.optional(),
      }),
    )
    .default([]),
});

/**
 * Artifacts that a tracking server hands on: `mlflow-artifacts:/<path>`
 * (mlflow.store.artifact.mlflow_artifacts_repo, 3.17).
 */
export function proxiedArtifacts(api: RestApi, path: string): ArtifactSource {
  const root = path.replace(/^\/+|(?<!\/)\/+$/g, '');
  const below = (inner: string): string => [root, inner].filter((part) => part !== '').join('/');
  const uri = `${api.access.baseUrl} (mlflow-artifacts:/${root})`;
  return {
    uri,
    list: (signal) =>
      collectFolders(uri, async (folder) => {
        const answer = await api.get({
          path: '2.0/mlflow-artifacts/artifacts',
          parameters: { path: below(folder) },
          answer: serverListing,
          signal,
        });
        // Paths are relative to the folder that was asked for.
        return splitListing(answer, (name) => (folder === '' ? name : `${folder}/${name}`));
      }),
    open: (file, options) =>
      openFromServer(
        api,
        `api/2.0/mlflow-artifacts/artifacts/${encodePath(below(file.path))}`,
        options,
      ),
  };
}

/** Files and folders of a listing, with their paths below the place. */
export function splitListing(
  answer: z.infer<typeof serverListing> | undefined,
  toPath: (name: string) => string,
) {
  const all = answer?.files ?? [];
  return {
    files: all
      .filter((each) => !each.is_dir)
      .map(({ path, file_size: size }) => ({
        path: toPath(path),
        ...(size !== undefined && { size }),
      })),
    folders: all.filter((each) => each.is_dir).map(({ path }) => toPath(path)),
  };
}

/** Opens a file that a tracking server hands on; `path` is below its base URL. */
export function openFromServer(
  api: RestApi,
  path: string,
  options: Parameters<ArtifactSource['open']>[1],
): ReturnType<ArtifactSource['open']> {
  const { access } = api;
  return openFile(
    {
      url: new URL(`${access.baseUrl}/${path}`),
      headers: access.headers,
      tls: access.tls,
      place: `The tracking server ${access.baseUrl}`,
      refusal: ({ status }) => refused(access, status, ''),
    },
    options,
  );
}

/** A path in a URL; its slashes stay. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
