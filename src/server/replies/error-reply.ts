import { type ErrorCode, MlflowError, SchemaMismatchError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { UnsupportedMediaTypeError } from '../../core/score/unsupported-media-type-error.ts';
import { QueueFullError } from '../requests/admission.ts';
import { acceptedEncodings, UnsupportedEncodingError } from '../requests/content-encoding.ts';
import { HttpError } from './http-error.ts';
import type { ErrorDetail } from './reply-options.ts';

/** An error as it goes over the wire. */
export interface ErrorReply {
  readonly status: number;
  readonly code: ErrorCode;
  readonly contentType: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What to write into the log: the same without data of the request. */
  readonly complaint: string;
}

/** How errors are told. */
export interface ErrorReplyOptions {
  readonly logger: Logger;
  readonly detail: ErrorDetail;
}

/** How MLflow 3.17 presents each code: mlflow.exceptions and mlflow.error_classification. */
interface CodeOnTheWire {
  readonly status: number;
  readonly sqlstate?: string;
  readonly errorClass?: string;
}

const badRequest: CodeOnTheWire = {
  status: 400,
  sqlstate: 'KAM00',
  errorClass: 'INVALID_PARAMETER_VALUE',
};

/** The one place where codes become HTTP statuses. */
const wireForms: Readonly<Record<ErrorCode, CodeOnTheWire>> = {
  BAD_REQUEST: badRequest,
  INVALID_PARAMETER_VALUE: badRequest,
  MALFORMED_REQUEST: { status: 400 },
  RESOURCE_ALREADY_EXISTS: {
    status: 400,
    sqlstate: 'KAM00',
    errorClass: 'RESOURCE_ALREADY_EXISTS',
  },
  UNAUTHENTICATED: { status: 401 },
  PERMISSION_DENIED: { status: 403, sqlstate: 'KAM00', errorClass: 'PERMISSION_DENIED' },
  FEATURE_DISABLED: { status: 403, sqlstate: 'KAM00', errorClass: 'FEATURE_DISABLED' },
  RESOURCE_DOES_NOT_EXIST: { status: 404, sqlstate: 'KAM00', errorClass: 'RESOURCE_NOT_FOUND' },
  ENDPOINT_NOT_FOUND: { status: 404, sqlstate: 'KAM00', errorClass: 'RESOURCE_NOT_FOUND' },
  RESOURCE_EXHAUSTED: { status: 429 },
  INTERNAL_ERROR: { status: 500, sqlstate: 'XXM00', errorClass: 'CLIENT_INTERNAL_ERROR' },
  NOT_IMPLEMENTED: { status: 501 },
  TEMPORARILY_UNAVAILABLE: { status: 503, sqlstate: 'XXM00', errorClass: 'CLIENT_INTERNAL_ERROR' },
  DEADLINE_EXCEEDED: { status: 504 },
};

/**
 * The reply for anything thrown while a request was answered: MLflow's JSON for an MlflowError,
 * plain text with 415 for an unsupported Content-Type. Anything else is a bug: the caller learns
 * only that, the logger gets the stack.
 */
export function toErrorReply(error: unknown, options: ErrorReplyOptions): ErrorReply {
  if (error instanceof UnsupportedMediaTypeError) {
    const isEncoding = error instanceof UnsupportedEncodingError;
    return {
      status: 415,
      code: error.code,
      contentType: 'text/plain; charset=utf-8',
      // RFC 9110, section 12.5.3, forbids the header where the encoding was not at fault.
      headers: isEncoding ? { 'Accept-Encoding': acceptedEncodings } : {},
      body: error.message,
      complaint: error.message,
    };
  }
  if (error instanceof MlflowError) return toMlflowReply(error, options.detail);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  options.logger.error(`An unexpected error while answering a request: ${detail}`);
  return toMlflowReply(
    new MlflowError(
      'INTERNAL_ERROR',
      'mlinvoke failed on this request in a way it should not; the log holds the details. ' +
        'Please report it together with the request.',
    ),
    options.detail,
  );
}

function toMlflowReply(error: MlflowError, detail: ErrorDetail): ErrorReply {
  const wire = wireForms[error.code];
  const isMismatch = error instanceof SchemaMismatchError;
  return {
    status: error instanceof HttpError ? error.status : wire.status,
    code: error.code,
    contentType: 'application/json',
    headers: headersFor(error),
    complaint: error.briefMessage,
    body: JSON.stringify({
      error_code: error.code,
      message: detail === 'brief' ? error.briefMessage : error.message,
      ...(wire.sqlstate && { sqlstate: isMismatch ? 'KAM01' : wire.sqlstate }),
      ...(wire.errorClass && {
        error_class: isMismatch ? 'SCHEMA_ENFORCEMENT_FAILED' : wire.errorClass,
      }),
    }),
  };
}

function headersFor(error: MlflowError): Record<string, string> {
  if (error instanceof QueueFullError) return { 'Retry-After': String(error.retryAfterSeconds) };
  if (error.code === 'UNAUTHENTICATED') return { 'WWW-Authenticate': 'Bearer realm="mlinvoke"' };
  return {};
}
