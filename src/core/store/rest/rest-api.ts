import type * as z from 'zod';
import { readErrorBody } from '../../error-body.ts';
import { type ErrorCode, MlflowError } from '../../errors.ts';
import { askText } from '../../http/ask-text.ts';
import { isUntrustedCertificate, networkReason } from '../../http/network-reason.ts';
import type { ServerAccess } from './server-access.ts';

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
  const { status, text } = await askText(request).catch((error: unknown) => {
    signal?.throwIfAborted();
    throw unreachable(access, error);
  });
  if (status === 200) return parseAnswer(text, { access, call });
  if (isMissing(status, text) || (call.isNew && status === 404)) return undefined;
  throw refused(access, status, text);
}

function headersOf(access: ServerAccess, method: 'GET' | 'POST'): Record<string, string> {
  return {
    Accept: 'application/json',
    'User-Agent': 'mlinvoke',
    ...(method === 'POST' && { 'Content-Type': 'application/json' }),
    ...access.headers,
  };
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
  return status === 404 && readErrorBody(text)?.error_code === 'RESOURCE_DOES_NOT_EXIST';
}

/** The sentence for a server that cannot be talked to. */
function unreachable(access: ServerAccess, cause: unknown): unknown {
  if (cause instanceof MlflowError) return cause;
  const advice = isUntrustedCertificate(cause)
    ? '; name the certificate in MLFLOW_TRACKING_SERVER_CERT_PATH'
    : '';
  return new MlflowError(
    'TEMPORARILY_UNAVAILABLE',
    `The tracking server ${access.baseUrl} cannot be reached: ${networkReason(cause)}${advice}. ` +
      'Check the tracking URI and that the server runs.',
    { cause },
  );
}

/** The sentence for an answer that refuses. */
export function refused(access: ServerAccess, status: number, text: string): MlflowError {
  const own = readErrorBody(text)?.message;
  const said = own === undefined ? '' : ` It said: ${own.slice(0, 300)}`;
  const { code, advice } = adviceFor(status, access);
  return new MlflowError(
    code,
    `The tracking server ${access.baseUrl} answered with status ${status}${advice.trimEnd()}${said}`,
  );
}

function adviceFor(
  status: number,
  { credentialSource: source, wayIn = '' }: ServerAccess,
): { code: ErrorCode; advice: string } {
  switch (status) {
    case 401:
      return {
        code: 'UNAUTHENTICATED',
        advice: source
          ? `: it does not accept the credentials of ${source}. ${wayIn}`
          : `: it wants to know who asks. ${wayIn}`,
      };
    case 403:
      return {
        code: 'PERMISSION_DENIED',
        advice: source
          ? `: the account of ${source} may not read that. Take another account. ${wayIn}`
          : `: not everybody may read that. ${wayIn}`,
      };
    case 404:
      return {
        code: 'INVALID_PARAMETER_VALUE',
        advice:
          ': there is no MLflow API at this address; check the tracking URI and its path prefix.',
      };
    case 429:
      return {
        code: 'TEMPORARILY_UNAVAILABLE',
        advice: ': it is asked too often; try again later.',
      };
    default:
      return {
        code: status >= 500 ? 'TEMPORARILY_UNAVAILABLE' : 'INVALID_PARAMETER_VALUE',
        advice: '.',
      };
  }
}
