import type { Readable } from 'node:stream';
import type { Checksum } from './download/checksum.ts';

/** One file below a place of artifacts. */
export interface ArtifactFile {
  /** Relative to the place, with forward slashes; as the source says it, not yet checked. */
  readonly path: string;
  /** Bytes; absent where the source does not say. */
  readonly size?: number;
  /** Changes with the content: an ETag, a checksum, a generation. */
  readonly version?: string;
  readonly checksum?: Checksum;
}

/** Where a download begins and what ends it. */
export interface OpenOptions {
  /** Bytes to leave out at the start, to go on after a break. */
  readonly start: number;
  readonly signal: AbortSignal;
}

/** The bytes of a file, from `start` on. */
export interface ArtifactContent {
  readonly stream: Readable;
  /** False when the source ignored `start` and sends all of it. */
  readonly isPartial: boolean;
  /** Of the whole file, where the source says it only now. */
  readonly checksum?: Checksum;
}

/**
 * A place that holds the artifacts of one model: a server, a bucket, a web folder. Throws
 * MlflowError that names the place for what the user can put right.
 */
export interface ArtifactSource {
  /** The whole URI of the place, without any credentials. */
  readonly uri: string;
  /** All files below the place; none when it is empty or not there. */
  list(signal: AbortSignal): Promise<readonly ArtifactFile[]>;
  open(file: ArtifactFile, options: OpenOptions): Promise<ArtifactContent>;
  /** Lets go of connections and temporary files; not called before all streams have ended. */
  close?(): Promise<void>;
}
