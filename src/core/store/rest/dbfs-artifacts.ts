import { Readable } from 'node:stream';
import * as z from 'zod';
import { MlflowError } from '../../errors.ts';
import type { ArtifactSource } from '../artifacts/artifact-source.ts';
import { collectFolders } from '../artifacts/sources/collect-files.ts';
import { belowRoot } from './below-root.ts';
import type { RestApi } from './rest-api.ts';
import { integer } from './rest-values.ts';

const listing = z.looseObject({
  files: z
    .array(
      z.looseObject({
        path: z.string(),
        is_dir: z.boolean().default(false),
        file_size: integer.default(0),
        modification_time: integer.optional(),
      }),
    )
    .default([]),
});

const block = z.looseObject({ bytes_read: integer.default(0), data: z.string().default('') });

/** The most that one call of `dbfs/read` gives, in bytes. */
const blockSize = 1024 * 1024;

/**
 * A folder of the Databricks File System, by its REST API (dbfs/list and dbfs/read, 2.0). Throws
 * MlflowError for folders that Databricks keeps for MLflow, which that API does not show.
 */
export function dbfsArtifacts(api: RestApi, uri: string): ArtifactSource {
  const root = `/${uri.replace(/^dbfs:(?:\/\/[^/]*)?/i, '').replace(/^\/+|(?<!\/)\/+$/g, '')}`;
  const name = `dbfs:${root} (${api.access.baseUrl})`;
  if (/^\/databricks\/(?:mlflow-tracking|mlflow-registry)\//.test(root)) {
    throw new MlflowError(
      'NOT_IMPLEMENTED',
      `The model's files are at ${name}, which Databricks shows to its own clients only. ` +
        'Download them (mlflow artifacts download) and give the folder.',
    );
  }
  return {
    uri: name,
    list: (signal) =>
      collectFolders(name, async (folder) => {
        const answer = await api.get({
          path: '2.0/dbfs/list',
          parameters: { path: folder === '' ? root : `${root}/${folder}` },
          answer: listing,
          signal,
        });
        const all = answer?.files ?? [];
        const toPath = (path: string): string => belowRoot(path, root, name);
        return {
          files: all
            .filter((each) => !each.is_dir)
            .map(({ path, file_size: size, modification_time: time }) => ({
              path: toPath(path),
              size,
              ...(time !== undefined && { version: String(time) }),
            })),
          folders: all.filter((each) => each.is_dir).map(({ path }) => toPath(path)),
        };
      }),
    open: async (file, { start, signal }) => ({
      stream: Readable.from(blocks(api, { path: `${root}/${file.path}`, start, signal })),
      isPartial: true,
    }),
  };
}

async function* blocks(
  api: RestApi,
  file: { readonly path: string; readonly start: number; readonly signal: AbortSignal },
): AsyncGenerator<Buffer> {
  for (let offset = file.start; ;) {
    const answer = await api.get({
      path: '2.0/dbfs/read',
      parameters: { path: file.path, offset, length: blockSize },
      answer: block,
      signal: file.signal,
    });
    const bytes = Buffer.from(answer?.data ?? '', 'base64');
    if (bytes.length !== (answer?.bytes_read ?? 0)) throw new Error('a block came in part');
    if (bytes.length === 0) return;
    yield bytes;
    offset += bytes.length;
  }
}
