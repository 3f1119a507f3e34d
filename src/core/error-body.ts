import * as z from 'zod';

const wireError = z.looseObject({ error_code: z.string(), message: z.string().optional() });

/** An error in MLflow's JSON, with all that stands beside its code and its message. */
export type ErrorBody = z.infer<typeof wireError>;

/**
 * Reads the body of an error as MLflow's servers write it. Undefined for anything else.
 * Follows mlflow.exceptions.MlflowException.serialize_as_json (3.17).
 */
export function readErrorBody(body: string | Uint8Array): ErrorBody | undefined {
  try {
    const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
    return wireError.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined; // no JSON
  }
}
