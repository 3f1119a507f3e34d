import type { _Object, GetObjectCommandOutput, S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import type { Environment } from '../../../environment.ts';
import { MlflowError } from '../../../errors.ts';
import type { ArtifactContent, ArtifactFile, ArtifactSource } from '../artifact-source.ts';
import { artifactRefusal, unreachablePlace } from '../artifact-refusal.ts';
import type { Checksum } from '../download/checksum.ts';
import { collectFiles } from './collect-files.ts';
import { belowPrefix, parseBucketUri } from './object-key.ts';
import { s3Config } from './s3-config.ts';
import { withoutSecrets } from '../../without-secrets.ts';

/**
 * A folder of a bucket of S3, or of a server that speaks the same, by AWS's own client. Credentials
 * and region are those of the AWS tools; MLFLOW_S3_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 or
 * AWS_ENDPOINT_URL name another server, MLFLOW_S3_IGNORE_TLS trusts any certificate
 * (mlflow.store.artifact.s3_artifact_repo, 3.17). Without any credentials public buckets are read.
 */
export async function s3Artifacts(uri: string, environment: Environment): Promise<ArtifactSource> {
  const place = parseBucketUri(uri);
  if (!place) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `"${withoutSecrets(uri)}" is no place in S3; expected s3://<bucket>/<path>.`,
    );
  }
  const { GetObjectCommand, ListObjectsV2Command } = await import('@aws-sdk/client-s3');
  const { bucket, prefix } = place;
  const name = `s3://${bucket}/${prefix.replace(/\/$/, '')}`;
  const config = await s3Config(environment);
  const connection = await connect(config, name);
  return {
    uri: name,
    list: (signal) =>
      collectFiles(name, async (token) => {
        const command = { Bucket: bucket, Prefix: prefix, ContinuationToken: token };
        const page = await connection.ask(signal, (s3) =>
          s3.send(new ListObjectsV2Command(command), { abortSignal: signal }),
        );
        const files = (page.Contents ?? []).map((stored) => toFile(stored, prefix));
        return { files, next: page.IsTruncated ? page.NextContinuationToken : undefined };
      }),
    open: async (file, { start, signal }) => {
      const command = {
        Bucket: bucket,
        Key: `${prefix}${file.path}`,
        ChecksumMode: 'ENABLED' as const,
        ...(start > 0 && { Range: `bytes=${start}-` }),
        ...(file.version !== undefined && { IfMatch: file.version }),
      };
      const answer = await connection.ask(signal, (s3) =>
        s3.send(new GetObjectCommand(command), { abortSignal: signal }),
      );
      return contentOf(answer, { start, isAws: config.endpoint === undefined, bucket });
    },
    close: () => connection.close(),
  };
}

function toFile({ Key: key = '', Size: size, ETag: tag }: _Object, prefix: string): ArtifactFile {
  return {
    path: belowPrefix(key, prefix),
    ...(size !== undefined && { size }),
    ...(tag !== undefined && { version: tag }),
  };
}

interface Connection {
  /** Throws MlflowError for what is refused. */
  ask<T>(signal: AbortSignal, work: (client: S3Client) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A client with the user's credentials; when there are none, one that shows none. */
async function connect(config: S3ClientConfig, place: string): Promise<Connection> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  const own = new S3Client(config);
  const anonymous = new S3Client({
    ...config,
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: async (request) => request },
  });
  let client = own;
  const told = { place, endpoint: config.endpoint, isAnonymous: () => client === anonymous };
  return {
    ask: async (signal, work) => {
      try {
        return await work(client).catch((error: unknown) => {
          if (client === anonymous || !hasNoCredentials(error)) throw error;
          client = anonymous;
          return work(client);
        });
      } catch (error) {
        signal.throwIfAborted();
        throw refusalOf(error, told);
      }
    },
    close: async () => {
      own.destroy();
      anonymous.destroy();
    },
  };
}

function contentOf(
  answer: GetObjectCommandOutput,
  asked: { readonly start: number; readonly isAws: boolean; readonly bucket: string },
): ArtifactContent {
  const { Body: body, ContentRange: range } = answer;
  if (!(body instanceof Readable)) throw new Error('the answer has no body');
  const isPartial = range !== undefined && range.startsWith(`bytes ${asked.start}-`);
  const checksum = checksumIn(answer, asked);
  return { stream: body, isPartial, ...(checksum && { checksum }) };
}

/**
 * The checksum of a whole object. The ETag of an object that was put in one part is its MD5 unless
 * a key of KMS or of the customer's encrypts it ("Checking object integrity", Amazon S3); express
 * buckets have other ETags, and of other servers none that encrypts is trusted.
 */
function checksumIn(
  answer: GetObjectCommandOutput,
  { isAws, bucket }: { readonly isAws: boolean; readonly bucket: string },
): Checksum | undefined {
  const given = (
    [
      ['sha256', answer.ChecksumSHA256],
      ['sha1', answer.ChecksumSHA1],
      ['crc32c', answer.ChecksumCRC32C],
      ['crc32', answer.ChecksumCRC32],
    ] as const
  ).find(([, value]) => value !== undefined);
  // That of an object of several parts may be one of its parts' checksums: `…-4`.
  const isWhole = answer.ContentRange === undefined && answer.ChecksumType !== 'COMPOSITE';
  if (given?.[1] !== undefined && isWhole && !given[1].includes('-')) {
    return { algorithm: given[0], value: given[1] };
  }
  const digest = /^"?([0-9a-f]{32})"?$/i.exec(answer.ETag ?? '')?.[1];
  const encryption = answer.ServerSideEncryption;
  const isPlain =
    !answer.SSECustomerAlgorithm && (!encryption || (isAws && encryption === 'AES256'));
  if (digest === undefined || !isPlain || bucket.endsWith('--x-s3')) return undefined;
  return { algorithm: 'md5', value: Buffer.from(digest, 'hex').toString('base64') };
}

function hasNoCredentials(error: unknown): boolean {
  return error instanceof Error && error.name === 'CredentialsProviderError';
}

const noCredentials =
  'No AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or write ~/.aws/credentials.';

/** The client's own messages may quote keys and signatures: only names and statuses are told. */
function refusalOf(
  error: unknown,
  told: {
    readonly place: string;
    readonly endpoint: S3ClientConfig['endpoint'];
    readonly isAnonymous: () => boolean;
  },
): MlflowError {
  const place =
    typeof told.endpoint === 'string' ? `${told.place} (${hostOf(told.endpoint)})` : told.place;
  const { $metadata: metadata, name } = error as {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly name?: string;
  }; // the client's errors have both
  const status = metadata?.httpStatusCode;
  if (status === undefined || (status >= 200 && status < 300)) {
    return unreachablePlace(place, error);
  }
  const unknown = ['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'ExpiredToken', 'InvalidToken'];
  const isUnknown = told.isAnonymous() || (name !== undefined && unknown.includes(name));
  const advice = told.isAnonymous()
    ? noCredentials
    : 'Check the AWS credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID, ~/.aws/credentials) and what they may read.';
  return artifactRefusal({
    place,
    status: status === 403 && isUnknown ? 401 : status,
    reason: name === 'Error' ? undefined : name,
    advice,
  });
}

function hostOf(endpoint: string): string {
  return URL.canParse(endpoint) ? new URL(endpoint).host : 'an endpoint that is no URL';
}
