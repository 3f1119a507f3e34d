import { readErrorBody } from '../../error-body.ts';
import { type ErrorCode, MlflowError } from '../../errors.ts';
import { showValue } from '../../shown-value.ts';
import type { InvocationReply } from '../engine.ts';
import type { WorkerReply } from './worker-process.ts';

/** Codes that MLflow's scoring server gives for a request; any other is the model's own failure. */
const codes: ReadonlySet<string> = new Set<ErrorCode>([
  'BAD_REQUEST',
  'INVALID_PARAMETER_VALUE',
  'MALFORMED_REQUEST',
  'RESOURCE_DOES_NOT_EXIST',
  'RESOURCE_EXHAUSTED',
  'TEMPORARILY_UNAVAILABLE',
  'PERMISSION_DENIED',
  'NOT_IMPLEMENTED',
  'INTERNAL_ERROR',
]);

/** MLflow quotes the request in its messages. */
const withoutMessage =
  'The model or MLflow refused the request; their message may show its data and is left out.';

/** The error that MLflow answered with, by its own code; its traceback stays with the cause. */
export function toMlflowError({ status, body }: InvocationReply | WorkerReply): MlflowError {
  const wire = readErrorBody(body);
  if (wire?.message === undefined) {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    const code = status < 500 ? 'BAD_REQUEST' : 'INTERNAL_ERROR';
    const message = `MLflow answered with status ${status}: ${text}`;
    return new MlflowError(code, showValue(message, withoutMessage));
  }
  const { error_code: code, message, stack_trace: cause } = wire;
  // The set holds members of ErrorCode only.
  const known = codes.has(code) ? (code as ErrorCode) : 'INTERNAL_ERROR';
  return new MlflowError(known, showValue(withTraceback(message, cause), withoutMessage), {
    cause,
  });
}

/** MLflow's message for a failing model says nothing; the last line of the traceback does. */
function withTraceback(message: string, trace: unknown): string {
  if (typeof trace !== 'string') return message;
  const last = trace.trimEnd().split('\n').at(-1);
  return last && !message.includes(last) ? `${message} Python says: ${last}` : message;
}
