import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:https';
import { join } from 'node:path';
import { type Environment, homeOf } from '../../../environment.ts';
import { MlflowError, messageOf } from '../../../errors.ts';
import { parseIni } from '../../rest/parse-ini.ts';

/** Milliseconds until a connection stands, and of silence after which it counts as broken. */
const connectPatience = 10_000;
const patience = 30_000;

/**
 * The settings of an S3 client as boto3 has them. Credentials that the environment does not hold
 * are looked for by the client itself: profiles, web identities, containers and machines.
 */
export async function s3Config(environment: Environment): Promise<S3ClientConfig> {
  const endpoint =
    environment['MLFLOW_S3_ENDPOINT_URL'] ||
    environment['AWS_ENDPOINT_URL_S3'] ||
    environment['AWS_ENDPOINT_URL'];
  const profile = environment['AWS_PROFILE'] || environment['AWS_DEFAULT_PROFILE'];
  const [accessKeyId, secretAccessKey] = [
    environment['AWS_ACCESS_KEY_ID'],
    environment['AWS_SECRET_ACCESS_KEY'],
  ];
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  const style = environment['MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE'];
  return {
    region: await regionOf(environment, profile ?? 'default'),
    followRegionRedirects: endpoint === undefined,
    forcePathStyle: style === 'path' || (endpoint !== undefined && style !== 'virtual'),
    maxAttempts: 4,
    // They are compared with the whole file here, which the client cannot do after a break.
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectPatience,
      socketTimeout: patience,
      httpsAgent: new Agent({ keepAlive: true, ...(await tlsOf(environment)) }),
    },
    ...(endpoint && { endpoint }),
    ...(profile && { profile }),
    // A profile that is asked for by name goes before keys, as it does in the AWS tools.
    ...(!environment['AWS_PROFILE'] &&
      accessKeyId &&
      secretAccessKey && {
        credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
      }),
  };
}

/** boto3's order; its S3 client takes us-east-1 where nothing is said, and buckets say theirs. */
async function regionOf(environment: Environment, profile: string): Promise<string> {
  const said = environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'];
  if (said) return said;
  const path = environment['AWS_CONFIG_FILE'] || join(homeOf(environment), '.aws/config');
  const text = await readFile(path, 'utf8').catch(() => '');
  const sections = parseIni(text);
  const section = sections.get(profile === 'default' ? profile : `profile ${profile}`);
  return section?.get('region') ?? 'us-east-1';
}

async function tlsOf(environment: Environment) {
  const isLax = /^(?:true|1)$/i.test(environment['MLFLOW_S3_IGNORE_TLS'] ?? '');
  const bundle = environment['AWS_CA_BUNDLE'];
  try {
    return {
      ...(isLax && { rejectUnauthorized: false }),
      ...(bundle && { ca: await readFile(bundle) }),
    };
  } catch (cause) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `AWS_CA_BUNDLE names ${bundle}, which cannot be read: ${messageOf(cause)}. Give a PEM file.`,
      { cause },
    );
  }
}
