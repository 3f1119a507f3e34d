import { MlflowError } from '../core/errors.ts';
import type { TextRange } from './text-range.ts';

/** A `.invoke` file says something that cannot be sent or checked; `range` is where. */
export class InvokeSyntaxError extends MlflowError {
  override readonly name = 'InvokeSyntaxError';
  readonly range: TextRange;

  constructor(message: string, range: TextRange) {
    super('INVALID_PARAMETER_VALUE', message);
    this.range = range;
  }
}
