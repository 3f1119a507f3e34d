import * as z from 'zod';
import { type ErrorCode, MlflowError, messageOf } from '../../errors.ts';
import { type HttpAnswer, send } from '../http/send.ts';
import type { ServerAccess } from '../http/server-access.ts';
import { withRetries } from '../http/with-retries.ts';

/** Values of a query or a body; those that are undefined are left out. */
type Parameters_ = Readonly<Record<string, string | number | readonly string[] | undefined>>;

/** MLflow's REST API (mlflow/protos/service.proto and model_registry.proto, 3.17). */
export interface RestApi {
  readonly access: ServerAccess;
  /** Undefined when the server says that there is no such thing (404, RESOURCE_DOES_NOT_EXIST). */
  get<T>(call: RestCall<T>): Promise<T | undefined>;
  post<T>(call: RestCall<T>): Promise<T | undefined>;
}

/** One call: a path below `/api/`, its parameters, and what the answer must look like. */
export interface RestCall<T> {
  readonly path: string;
  readonly parameters?: Parameters_;
  readonly answer: z.ZodType<T>;
  /** True for what older servers do not have: then their 404 means that there is nothing. */
  readonly isNew?: boolean;
  readonly signal?: AbortSignal | undefined;
}

const errorBody = z.looseObject({ error_code: z.string(), message: z.string().optional() });
/** No answer about a page of runs is longer. */
const maximumBytes = 64 * 1024 * 1024;

/** Talks to a tracking server; failures are sentences that name the server and what to do. */
export function restApi(access: ServerAccess): RestApi {
  return {
    access,
    get: (call) => ask(access, 'GET', call),
    post: (call) => ask(access, 'POST', call),
  };
}

async function ask<T>(
  access: ServerAccess,
  method: 'GET' | 'POST',
  call: RestCall<T>,
): Promise<T | undefined> {
  const { path, parameters = {}, signal } = call;
  const url = new URL(`${access.baseUrl}/api/${path}`);
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  if (method === 'GET')
    for (const [name, value] of given) url.searchParams.set(name, String(value));
  const request = {
    url,
    method,
    headers: headersOf(access, method),
    tls: access.tls,
    ...(method === 'POST' && { body: JSON.stringify(Object.fromEntries(given)) }),
    ...(signal && { signal }),
  };
  const answer = await withRetries(() => send(request), signal).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw unreachable(access, error);
  });
  const text = await readText(answer, access);
  if (answer.status === 200) return parseAnswer(text, { access, call });
  if (isMissing(answer.status, text) || (call.isNew && answer.status === 404)) return undefined;
  throw refused(access, answer, text);
}

function headersOf(access: ServerAccess, method: 'GET' | 'POST'): Record<string, string> {
  return {
    Accept: 'application/json',
    'User-Agent': 'mlinvoke',
    ...(method === 'POST' && { 'Content-Type': 'application/json' }),
    ...(access.authorization !== undefined && { Authorization: access.authorization }),
  };
}

async function readText({ body }: HttpAnswer, access: ServerAccess): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += (chunk as Buffer).length; // no encoding is set on it
      if (length > maximumBytes) throw new Error('its answer has no end');
      chunks.push(chunk as Buffer);
    }
  } catch (error) {
    throw unreachable(access, error);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseAnswer<T>(
  text: string,
  { access, call }: { readonly access: ServerAccess; readonly call: RestCall<T> },
): T {
  try {
    return call.answer.parse(text.trim() === '' ? {} : JSON.parse(text));
  } catch (cause) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      `${access.baseUrl} answered ${call.path} with something that is no answer of an MLflow tracking server` +
        `${/^\s*</.test(text) ? ' but a web page, perhaps to sign in' : ''}. Check the tracking URI, and its path prefix if it has one.`,
      { cause },
    );
  }
}

function isMissing(status: number, text: string): boolean {
  return status === 404 && errorOf(text)?.error_code === 'RESOURCE_DOES_NOT_EXIST';
}

function errorOf(text: string): z.infer<typeof errorBody> | undefined {
  try {
    return errorBody.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The sentence for a server that cannot be talked to. */
function unreachable(access: ServerAccess, cause: unknown): MlflowError {
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `The tracking server ${access.baseUrl} cannot be reached: ${reasonOf(cause)}. ` +
      'Check the tracking URI and that the server runs.',
    { cause },
  );
}

function reasonOf(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException; // the system's errors carry a code
  return (code !== undefined && reasons[code]) || messageOf(cause);
}

const untrusted =
  'its certificate is not signed by anybody this machine trusts; name the certificate in MLFLOW_TRACKING_SERVER_CERT_PATH';

/** What the system's codes mean (node:errors, OpenSSL's X509_V_ERR_*). */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no machine of that name',
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
};

/** The sentence for an answer that refuses. */
export function refused(access: ServerAccess, { status }: HttpAnswer, text: string): MlflowError {
  const own = errorOf(text)?.message;
  const said = own === undefined ? '' : ` It said: ${own.slice(0, 300)}`;
  const { code, advice } = adviceFor(status, access);
  return new MlflowError(
    code,
    `The tracking server ${access.baseUrl} answered with status ${status}${advice}.${said}`,
  );
}

function adviceFor(status: number, access: ServerAccess): { code: ErrorCode; advice: string } {
  const source = access.credentialSource;
  switch (status) {
    case 401:
      return {
        code: 'UNAUTHENTICATED',
        advice: source
          ? `: it does not accept the credentials of ${source}`
          : ': it wants to know who asks; set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD',
      };
    case 403:
      return { code: 'PERMISSION_DENIED', advice: ': this account may not read that' };
    case 404:
      return {
        code: 'INVALID_PARAMETER_VALUE',
        advice:
          ': there is no MLflow API at this address; check the tracking URI and its path prefix',
      };
    case 429:
      return {
        code: 'TEMPORARILY_UNAVAILABLE',
        advice: ': it is asked too often; try again later',
      };
    default:
      return {
        code: status >= 500 ? 'TEMPORARILY_UNAVAILABLE' : 'INVALID_PARAMETER_VALUE',
        advice: '',
      };
  }
}
