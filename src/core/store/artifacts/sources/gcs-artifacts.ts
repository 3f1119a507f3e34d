import * as z from 'zod';
import type { Environment } from '../../../environment.ts';
import { MlflowError } from '../../../errors.ts';
import { askText } from '../../../http/ask-text.ts';
import type { ArtifactFile, ArtifactSource } from '../artifact-source.ts';
import { artifactRefusal, unreachablePlace } from '../artifact-refusal.ts';
import type { Checksum } from '../download/checksum.ts';
import { collectFiles } from './collect-files.ts';
import { type GoogleCredentials, findGoogleCredentials } from './google-credentials.ts';
import { belowPrefix, parseBucketUri } from './object-key.ts';
import { openFile } from './open-file.ts';
import { parseAnswer } from './parse-answer.ts';
import { withoutSecrets } from '../../without-secrets.ts';

const objects = z.looseObject({
  items: z
    .array(
      z.looseObject({
        name: z.string(),
        size: z.string().regex(/^\d+$/).transform(Number),
        generation: z.string(),
        md5Hash: z.string().optional(),
        crc32c: z.string().optional(),
        contentEncoding: z.string().optional(),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
});

type StoredObject = z.infer<typeof objects>['items'][number];

const fields = 'nextPageToken,items(name,size,generation,md5Hash,crc32c,contentEncoding)';

/**
 * A folder of a bucket of Google Cloud Storage, by its JSON API (storage/v1). Credentials are those
 * of GOOGLE_APPLICATION_CREDENTIALS or of `gcloud auth application-default login`; without any,
 * public buckets are read. STORAGE_EMULATOR_HOST names another server.
 */
export async function gcsArtifacts(uri: string, environment: Environment): Promise<ArtifactSource> {
  const place = parseBucketUri(uri);
  if (!place) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `"${withoutSecrets(uri)}" is no place in Google Cloud Storage; expected gs://<bucket>/<path>.`,
    );
  }
  const base = environment['STORAGE_EMULATOR_HOST'] || 'https://storage.googleapis.com';
  const credentials = await findGoogleCredentials(environment);
  const { bucket, prefix } = place;
  const name = `gs://${bucket}/${prefix.replace(/\/$/, '')}`;
  const root = `${base.replace(/(?<!\/)\/+$/, '')}/storage/v1/b/${encodeURIComponent(bucket)}/o`;
  const refusal = refusalOf(name, credentials);
  return {
    uri: name,
    list: (signal) =>
      collectFiles(name, async (token) => {
        const url = new URL(root);
        const query = { prefix, fields, ...(token !== undefined && { pageToken: token }) };
        url.search = new URLSearchParams(query).toString();
        const headers = await credentials.headers(signal);
        const request = { url, method: 'GET' as const, headers, signal };
        const answer = await askText(request).catch((error: unknown) => {
          signal.throwIfAborted();
          throw unreachablePlace(name, error);
        });
        if (answer.status !== 200) throw refusal(answer);
        const { items, nextPageToken: next } = parseAnswer(answer.text, objects, name);
        return { files: items.map((item) => toFile(item, prefix)), next };
      }),
    open: async (file, options) => {
      const url = new URL(`${root}/${encodeURIComponent(`${prefix}${file.path}`)}`);
      // The generation that was listed, also when another was put in its place meanwhile.
      url.search = new URLSearchParams({
        alt: 'media',
        ...(file.version !== undefined && { generation: file.version }),
      }).toString();
      const headers = await credentials.headers(options.signal);
      return openFile({ url, headers, place: name, refusal }, options);
    },
  };
}

function refusalOf(place: string, { advice }: GoogleCredentials) {
  return (answer: { status: number; headers: { 'retry-after'?: string | undefined } }) =>
    artifactRefusal({
      place,
      status: answer.status,
      advice,
      retryAfter: answer.headers['retry-after'],
    });
}

/** Objects stored in gzip come unpacked: neither size nor checksums are those of what comes. */
function toFile(stored: StoredObject, prefix: string): ArtifactFile {
  const path = belowPrefix(stored.name, prefix);
  const version = stored.generation;
  if (stored.contentEncoding) return { path, version };
  const checksum = checksumOf(stored);
  return { path, version, size: stored.size, ...(checksum && { checksum }) };
}

/** Objects that were composed of others have no MD5. */
function checksumOf({ md5Hash, crc32c }: StoredObject): Checksum | undefined {
  if (md5Hash !== undefined) return { algorithm: 'md5', value: md5Hash };
  return crc32c === undefined ? undefined : { algorithm: 'crc32c', value: crc32c };
}
