import { readValues } from './shown-value.ts';

/**
 * Error codes that MLflow's REST protocol defines (mlflow/protos/databricks.proto, 3.17) and that
 * mlinvoke uses. `server/` alone knows which HTTP status each one becomes.
 */
export type ErrorCode =
  | 'BAD_REQUEST'
  | 'INVALID_PARAMETER_VALUE'
  | 'MALFORMED_REQUEST'
  | 'RESOURCE_DOES_NOT_EXIST'
  | 'RESOURCE_ALREADY_EXISTS'
  | 'ENDPOINT_NOT_FOUND'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'TEMPORARILY_UNAVAILABLE'
  | 'DEADLINE_EXCEEDED'
  | 'FEATURE_DISABLED'
  | 'NOT_IMPLEMENTED'
  | 'INTERNAL_ERROR';

/** Options of {@link MlflowError}. */
export interface MlflowErrorOptions {
  /** What led to this error; logged in full, never shown to the user as it is. */
  readonly cause?: unknown;
}

/**
 * An error to tell the user: its message is a whole sentence that says what was wrong, the value
 * seen, what would be accepted and what to do. Any other kind of error is a bug of ours.
 */
export class MlflowError extends Error {
  override readonly name: string = 'MlflowError';
  readonly code: ErrorCode;
  /** The message without values of the request: column, row and expectation stay. */
  readonly briefMessage: string;
  /** The message with its values still marked: for the text of another error, never to be shown. */
  readonly markedMessage: string;

  /** Values of the request stand in `message` as showValue() gives them. */
  constructor(code: ErrorCode, message: string, options: MlflowErrorOptions = {}) {
    const { detailed, brief } = readValues(message);
    super(detailed, options);
    this.code = code;
    this.briefMessage = brief;
    this.markedMessage = message;
  }
}

/** No engine can run this model here; the message names the part that is not supported. */
export class UnsupportedFlavorError extends MlflowError {
  override readonly name = 'UnsupportedFlavorError';

  constructor(message: string, options: MlflowErrorOptions = {}) {
    super('NOT_IMPLEMENTED', message, options);
  }
}

/** The input does not fit the model's signature. */
export class SchemaMismatchError extends MlflowError {
  override readonly name = 'SchemaMismatchError';

  constructor(message: string, options: MlflowErrorOptions = {}) {
    super('INVALID_PARAMETER_VALUE', message, options);
  }
}

/** A model, run, alias or file that a URI names does not exist. */
export class ArtifactNotFoundError extends MlflowError {
  override readonly name = 'ArtifactNotFoundError';

  constructor(message: string, options: MlflowErrorOptions = {}) {
    super('RESOURCE_DOES_NOT_EXIST', message, options);
  }
}

/** The sentence to show for any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
