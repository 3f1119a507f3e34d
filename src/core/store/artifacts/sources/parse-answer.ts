import type * as z from 'zod';
import { MlflowError } from '../../../errors.ts';

/** Reads the JSON of a storage service; throws MlflowError for an answer of another kind. */
export function parseAnswer<T>(text: string, answer: z.ZodType<T>, place: string): T {
  try {
    return answer.parse(JSON.parse(text));
  } catch (cause) {
    throw unknownAnswer(place, text, cause);
  }
}

/** The error for a list of files that cannot be read. */
export function unknownAnswer(place: string, text: string, cause?: unknown): MlflowError {
  return new MlflowError(
    'INVALID_PARAMETER_VALUE',
    `${place} was answered with something that is no list of files` +
      `${/^\s*<(?:!doctype|html)/i.test(text) ? ' but a web page, perhaps to sign in' : ''}. Check the address.`,
    { cause },
  );
}
