import type { ArtifactFile } from '../artifact-source.ts';

/** A folder of a bucket. */
export interface BucketPlace {
  readonly bucket: string;
  /** What all keys of the place begin with: empty, or with a slash at its end. */
  readonly prefix: string;
}

/** The prefix of all keys below a path of a bucket. */
export function prefixOf(path: string): string {
  const root = path.replace(/^\/+|(?<!\/)\/+$/g, '');
  return root === '' ? '' : `${root}/`;
}

/** Reads `scheme://bucket/path`; keys are taken as they stand, as MLflow does. */
export function parseBucketUri(uri: string): BucketPlace | undefined {
  const [, bucket, path = ''] = /^[a-z0-9]+:\/\/([^/?#@]+)(?:\/(.*))?$/is.exec(uri) ?? [];
  return bucket === undefined ? undefined : { bucket, prefix: prefixOf(path) };
}

/** The path of an object below its place; a key that is not below it stays as it is. */
export function belowPrefix(key: string, prefix: string): ArtifactFile['path'] {
  return key.startsWith(prefix) ? key.slice(prefix.length) : `/${key}`;
}
