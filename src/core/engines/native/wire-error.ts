import {
  type ErrorCode,
  MlflowError,
  SchemaMismatchError,
  UnsupportedFlavorError,
} from '../../errors.ts';

/** An MlflowError on its way between threads, which keep no classes. */
export interface WireError {
  readonly name: string;
  readonly code: ErrorCode;
  /** With its values still marked. */
  readonly message: string;
}

/** What a thread answers: a value, or an error to tell the user. */
export type WireResult<T> = { readonly value: T } | { readonly error: WireError };

/** Makes an error fit to be sent to another thread. */
export function toWireError(error: MlflowError): WireError {
  return { name: error.name, code: error.code, message: error.markedMessage };
}

/** The value of a thread's answer; throws the error that it sent. */
export function fromWire<T>(result: WireResult<T>): T {
  if ('value' in result) return result.value;
  const { name, code, message } = result.error;
  if (name === 'UnsupportedFlavorError') throw new UnsupportedFlavorError(message);
  if (name === 'SchemaMismatchError') throw new SchemaMismatchError(message);
  throw new MlflowError(code, message);
}
