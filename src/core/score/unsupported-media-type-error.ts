import { MlflowError } from '../errors.ts';

/** The Content-Type is not one that a model can be asked with; answered as plain text with 415. */
export class UnsupportedMediaTypeError extends MlflowError {
  override readonly name = 'UnsupportedMediaTypeError';

  constructor(message: string) {
    super('INVALID_PARAMETER_VALUE', message);
  }
}
