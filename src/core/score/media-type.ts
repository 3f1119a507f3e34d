import { UnsupportedMediaTypeError } from './unsupported-media-type-error.ts';

/** A media type that `/invocations` understands, in the spelling that MLflow knows. */
export type MediaType = 'application/json' | 'text/csv' | 'application/vnd.apache.parquet';

const accepted: Readonly<Record<string, MediaType>> = {
  'application/json': 'application/json',
  'text/csv': 'text/csv',
  // Stands in widely copied tutorials; MLflow itself answers 415 to it.
  'application/csv': 'text/csv',
  'application/vnd.apache.parquet': 'application/vnd.apache.parquet',
};

/**
 * Reads a Content-Type header. Throws UnsupportedMediaTypeError for an unknown type, a charset
 * other than UTF-8 or any further parameter. Unlike MLflow it overlooks a trailing semicolon.
 * Follows mlflow.pyfunc.scoring_server.invocations (3.17).
 */
export function parseMediaType(contentType: string): MediaType {
  if (contentType === 'application/json') return contentType; // what nearly all send
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim());
  const values = new Map(parameters.filter((part) => part !== '').map(toPair));
  const charset = values.get('charset') ?? 'utf-8';
  if (charset.toLowerCase() !== 'utf-8') {
    throw new UnsupportedMediaTypeError(
      `The charset "${charset}" is not supported: send the body in UTF-8, with "charset=utf-8" or no charset.`,
    );
  }
  values.delete('charset');
  if (values.size > 0) {
    throw new UnsupportedMediaTypeError(
      `The Content-Type has unknown parameters: ${[...values.keys()].join(', ')}. ` +
        'Only "charset=utf-8" is accepted after the type.',
    );
  }
  const mediaType = Object.hasOwn(accepted, type) ? accepted[type] : undefined;
  if (mediaType) return mediaType;
  const seen = type === '' ? 'The request has no Content-Type' : `The Content-Type is "${type}"`;
  throw new UnsupportedMediaTypeError(
    `${seen}; accepted are ${Object.keys(accepted).join(', ')}. ` +
      'For JSON send the header "Content-Type: application/json".',
  );
}

function toPair(parameter: string): [string, string] {
  const equals = parameter.indexOf('=');
  return equals < 0 ? [parameter, ''] : [parameter.slice(0, equals), parameter.slice(equals + 1)];
}
