import { type ErrorCode, MlflowError } from '../../core/errors.ts';

/** An error whose HTTP status is not the one that its MLflow code stands for, such as 413. */
export class HttpError extends MlflowError {
  override readonly name = 'HttpError';
  readonly status: number;

  constructor(status: number, code: ErrorCode, message: string) {
    super(code, message);
    this.status = status;
  }
}
