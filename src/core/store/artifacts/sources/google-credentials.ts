import { createSign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { type Environment, homeOf } from '../../../environment.ts';
import { MlflowError, messageOf } from '../../../errors.ts';
import { askText } from '../../../http/ask-text.ts';
import { networkReason } from '../../../http/network-reason.ts';

/** What proves to Google who asks. */
export interface GoogleCredentials {
  /** Of a request; a token that is about to expire is made anew. */
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** What to do when they are not enough; names where they are from. */
  readonly advice: string;
}

const serviceAccount = z.looseObject({
  type: z.literal('service_account'),
  client_email: z.string(),
  private_key: z.string(),
  private_key_id: z.string().optional(),
  token_uri: z.url({ protocol: /^https?$/ }).default('https://oauth2.googleapis.com/token'),
});

const authorizedUser = z.looseObject({
  type: z.literal('authorized_user'),
  client_id: z.string(),
  client_secret: z.string(),
  refresh_token: z.string(),
  token_uri: z.url({ protocol: /^https?$/ }).default('https://oauth2.googleapis.com/token'),
});

const credentialFile = z.discriminatedUnion('type', [serviceAccount, authorizedUser]);
type CredentialFile = z.infer<typeof credentialFile>;

const tokenAnswer = z.looseObject({
  access_token: z.string(),
  expires_in: z.number().default(300),
});

const scope = 'https://www.googleapis.com/auth/devstorage.read_only';
/** A token is made anew this long before it expires, in milliseconds. */
const margin = 60_000;

/**
 * The credentials of GOOGLE_APPLICATION_CREDENTIALS, else those that
 * `gcloud auth application-default login` wrote, else none. Throws MlflowError for a file that
 * cannot be read or is of a kind that is not supported.
 */
export async function findGoogleCredentials(environment: Environment): Promise<GoogleCredentials> {
  const named = environment['GOOGLE_APPLICATION_CREDENTIALS'];
  const path = named || wellKnownFile(environment);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (named) throw unreadable(path, messageOf(cause), cause);
    return undefined;
  });
  if (text === undefined) {
    return {
      headers: async () => ({}),
      advice:
        'No Google credentials were found: set GOOGLE_APPLICATION_CREDENTIALS to the JSON file of a service account, or run "gcloud auth application-default login".',
    };
  }
  const file = parseFile(text, path);
  let token: { readonly text: string; readonly endsAt: number } | undefined;
  return {
    headers: async (signal) => {
      if (!token || token.endsAt - margin < Date.now()) token = await makeToken(file, path, signal);
      return { Authorization: `Bearer ${token.text}` };
    },
    advice: `Check the account of ${path} and what it may read.`,
  };
}

function wellKnownFile(environment: Environment): string {
  const folder =
    environment['CLOUDSDK_CONFIG'] ||
    (environment['APPDATA']
      ? join(environment['APPDATA'], 'gcloud')
      : join(homeOf(environment), '.config/gcloud'));
  return join(folder, 'application_default_credentials.json');
}

function parseFile(text: string, path: string): CredentialFile {
  try {
    return credentialFile.parse(JSON.parse(text));
  } catch {
    // The cause would quote keys.
    throw unreadable(path, 'it is not the JSON of a service account or of an authorized user');
  }
}

function unreadable(path: string, reason: string, cause?: unknown): MlflowError {
  return new MlflowError(
    'UNAUTHENTICATED',
    `The Google credentials in ${path} cannot be used: ${reason}. ` +
      'Accepted are the JSON file of a service account and the one that "gcloud auth application-default login" writes.',
    { cause },
  );
}

async function makeToken(file: CredentialFile, path: string, signal: AbortSignal) {
  const body = new URLSearchParams(
    file.type === 'service_account'
      ? { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: signed(file, path) }
      : {
          grant_type: 'refresh_token',
          client_id: file.client_id,
          client_secret: file.client_secret,
          refresh_token: file.refresh_token,
        },
  );
  const url = new URL(file.token_uri);
  const answer = await askText({
    url,
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: body.toString(),
    signal,
  }).catch((cause: unknown) => {
    signal.throwIfAborted();
    throw unreadable(
      path,
      `${url.origin}, which gives tokens, cannot be reached: ${networkReason(cause)}`,
    );
  });
  const token = answer.status === 200 ? readToken(answer.text) : undefined;
  if (token) return { text: token.access_token, endsAt: Date.now() + token.expires_in * 1000 };
  throw unreadable(
    path,
    `${url.origin}, which gives tokens, answered with status ${answer.status}`,
  );
}

function readToken(text: string) {
  try {
    return tokenAnswer.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A JSON Web Token (RFC 7523) that asks for an hour. */
function signed(file: z.infer<typeof serviceAccount>, path: string): string {
  const now = Math.floor(Date.now() / 1000);
  const header = {
    alg: 'RS256',
    typ: 'JWT',
    ...(file.private_key_id && { kid: file.private_key_id }),
  };
  const claims = { iss: file.client_email, scope, aud: file.token_uri, iat: now, exp: now + 3600 };
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  try {
    const signature = createSign('RSA-SHA256').update(text).sign(file.private_key, 'base64url');
    return `${text}.${signature}`;
  } catch {
    throw unreadable(path, 'its private key is none');
  }
}
