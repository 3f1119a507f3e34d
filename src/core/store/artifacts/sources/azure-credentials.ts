import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { Environment } from '../../../environment.ts';
import { MlflowError } from '../../../errors.ts';
import { askText } from '../../../http/ask-text.ts';
import { networkReason } from '../../../http/network-reason.ts';
import type { OpenOptions } from '../artifact-source.ts';
import type { AzurePlace } from './azure-place.ts';

type Headers = Readonly<Record<string, string>>;

/** Where the Blob service is, and what proves to it who asks. */
export interface AzureAccess {
  /** The address of the service, without a slash at its end. */
  readonly endpoint: string;
  /** A GET request of this address, from a byte on, with all that it needs but the range. */
  sign(url: URL, options: OpenOptions): Promise<{ readonly url: URL; readonly headers: Headers }>;
  /** What to do when that is not enough; names where the credentials are from. */
  readonly advice: string;
}

const apiVersion = '2021-12-02';

/**
 * The credentials for a place: AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_ACCESS_KEY (both as
 * mlflow.store.artifact.azure_blob_artifact_repo, 3.17), AZURE_STORAGE_SAS_TOKEN, or a service
 * principal of AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET; without any, public
 * containers are read. Throws MlflowError for a connection string of another account.
 */
export function findAzureAccess(place: AzurePlace, environment: Environment): AzureAccess {
  const connection = environment['AZURE_STORAGE_CONNECTION_STRING'];
  const endpoint = `https://${place.host}`;
  if (connection) return fromConnection(connection, place);
  const key = environment['AZURE_STORAGE_ACCESS_KEY'];
  if (key)
    return byKey({ endpoint, account: place.account, key, source: 'AZURE_STORAGE_ACCESS_KEY' });
  const signature = environment['AZURE_STORAGE_SAS_TOKEN'];
  if (signature) return bySignature(endpoint, signature, 'AZURE_STORAGE_SAS_TOKEN');
  const [tenant, client, secret] = ['TENANT_ID', 'CLIENT_ID', 'CLIENT_SECRET'].map(
    (name) => environment[`AZURE_${name}`],
  );
  if (tenant && client && secret) return byPrincipal(endpoint, { tenant, client, secret });
  return {
    endpoint,
    sign: async (url) => ({ url, headers: { 'x-ms-version': apiVersion } }),
    advice:
      'No Azure credentials were found: set AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCESS_KEY, or AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.',
  };
}

function fromConnection(text: string, place: AzurePlace): AzureAccess {
  const source = 'AZURE_STORAGE_CONNECTION_STRING';
  const parts = new Map(
    text
      .split(';')
      .map((part) => /^\s*([^=]+)=(.*)$/s.exec(part))
      .filter((match) => match !== null)
      .map(([, name = '', value = '']) => [name.toLowerCase(), value.trim()]),
  );
  const account = parts.get('accountname') ?? place.account;
  if (account.toLowerCase() !== place.account) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${source} is for the account "${account}", and the model's files are in the account "${place.account}" (${place.name}). Set the one of that account.`,
    );
  }
  const protocol = parts.get('defaultendpointsprotocol') ?? 'https';
  const suffix = parts.get('endpointsuffix');
  const endpoint =
    parts.get('blobendpoint') ??
    (suffix ? `${protocol}://${account}.blob.${suffix}` : `https://${place.host}`);
  if (!/^https?:\/\/[^@]+$/i.test(endpoint) || !URL.canParse(endpoint)) {
    throw new MlflowError('INVALID_PARAMETER_VALUE', `${source} holds an endpoint that is no URL.`);
  }
  const base = endpoint.replace(/(?<!\/)\/+$/, '');
  const [key, signature] = [parts.get('accountkey'), parts.get('sharedaccesssignature')];
  if (key) return byKey({ endpoint: base, account, key, source });
  if (signature) return bySignature(base, signature, source);
  throw new MlflowError(
    'UNAUTHENTICATED',
    `${source} holds neither an AccountKey nor a SharedAccessSignature. Copy it whole from the account's access keys.`,
  );
}

function bySignature(endpoint: string, signature: string, source: string): AzureAccess {
  return {
    endpoint,
    sign: async (url) => {
      const signedUrl = new URL(url);
      for (const [name, value] of new URLSearchParams(signature.replace(/^\?/, ''))) {
        signedUrl.searchParams.set(name, value);
      }
      return { url: signedUrl, headers: { 'x-ms-version': apiVersion } };
    },
    advice: `Check the shared access signature of ${source}: whether it has ended, and what it allows (read and list).`,
  };
}

interface AccountKey {
  readonly endpoint: string;
  readonly account: string;
  readonly key: string;
  readonly source: string;
}

function byKey({ endpoint, account, key, source }: AccountKey): AzureAccess {
  return {
    endpoint,
    sign: async (url, { start }) => {
      const headers = { 'x-ms-date': new Date().toUTCString(), 'x-ms-version': apiVersion };
      const signature = createHmac('sha256', Buffer.from(key, 'base64'))
        .update(textToSign(url, { account, headers, start }), 'utf8')
        .digest('base64');
      return { url, headers: { ...headers, Authorization: `SharedKey ${account}:${signature}` } };
    },
    advice: `Check the key of ${source}.`,
  };
}

interface SignedParts {
  readonly account: string;
  readonly headers: Headers;
  readonly start: number;
}

/**
 * "Authorize with Shared Key" of Azure Storage's REST API, for a GET: eleven headers by their place,
 * of which only the last, Range, is ever sent; then those of Azure's own, and the query.
 */
function textToSign(url: URL, { account, headers, start }: SignedParts): string {
  const named = Object.entries(headers)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`)
    .join('');
  const query = [...url.searchParams]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `\n${name.toLowerCase()}:${value}`)
    .join('');
  const range = start > 0 ? `bytes=${start}-` : '';
  return `GET${'\n'.repeat(11)}${range}\n${named}/${account}${url.pathname}${query}`;
}

const tokenAnswer = z.looseObject({
  access_token: z.string(),
  expires_in: z.number().default(300),
});

function byPrincipal(
  endpoint: string,
  { tenant, client, secret }: { tenant: string; client: string; secret: string },
): AzureAccess {
  const advice =
    'Check the service principal of AZURE_CLIENT_ID and what it may read (Storage Blob Data Reader).';
  let token: { readonly text: string; readonly endsAt: number } | undefined;
  const renew = async (signal: AbortSignal): Promise<string> => {
    if (token && token.endsAt > Date.now() + 60_000) return token.text;
    const url = new URL(
      `https://login.microsoftonline.com/${encodeURIComponent(tenant)}/oauth2/v2.0/token`,
    );
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: client,
      client_secret: secret,
      scope: 'https://storage.azure.com/.default',
    }).toString();
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const answer = await askText({ url, method: 'POST', headers, body, signal }).catch(
      (cause: unknown) => {
        signal.throwIfAborted();
        throw noToken(`cannot be reached: ${networkReason(cause)}`, advice);
      },
    );
    const read =
      answer.status === 200 ? tokenAnswer.safeParse(toJson(answer.text)).data : undefined;
    if (!read) throw noToken(`answered with status ${answer.status}`, advice);
    token = { text: read.access_token, endsAt: Date.now() + read.expires_in * 1000 };
    return token.text;
  };
  return {
    endpoint,
    sign: async (url, { signal }) => ({
      url,
      headers: { 'x-ms-version': apiVersion, Authorization: `Bearer ${await renew(signal)}` },
    }),
    advice,
  };
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noToken(what: string, advice: string): MlflowError {
  return new MlflowError(
    'UNAUTHENTICATED',
    `login.microsoftonline.com, which gives tokens for Azure, ${what}. ${advice}`,
  );
}
