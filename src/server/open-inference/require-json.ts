import { parseMediaType } from '../../core/score/media-type.ts';
import { UnsupportedMediaTypeError } from '../../core/score/unsupported-media-type-error.ts';

/** Throws UnsupportedMediaTypeError for a Content-Type that is not JSON. */
export function requireJson(contentType: string): void {
  if (parseMediaType(contentType) === 'application/json') return;
  throw new UnsupportedMediaTypeError(
    `The Content-Type is "${contentType}"; this protocol takes application/json. ` +
      'CSV and Parquet go to /invocations.',
  );
}
