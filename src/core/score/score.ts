import type { Engine, InvocationReply, InvocationRequest } from '../engines/engine.ts';
import type { MlModel } from '../model/mlmodel.ts';
import { countRows } from './count-rows.ts';
import { parseMediaType } from './media-type.ts';
import { readRequest, writePrediction } from './read-request.ts';

/** Bodies from this size on take longer to read than the way to another thread. */
const largeBodyBytes = 256 * 1024;

/** What a request is scored with. */
export interface ScoringModel {
  readonly mlmodel: MlModel;
  readonly engine: Engine;
}

/**
 * Answers one scoring request: parse, enforce the signature, predict, encode. Throws MlflowError
 * for the caller's mistakes, UnsupportedMediaTypeError for a Content-Type that is not accepted.
 * An engine with a parser of its own gets the bytes untouched; one with threads reads large bodies there.
 * Follows mlflow.pyfunc.scoring_server.invocations (3.17).
 */
export async function score(
  request: InvocationRequest,
  model: ScoringModel,
  signal: AbortSignal,
): Promise<InvocationReply> {
  const mediaType = parseMediaType(request.contentType);
  const { engine, mlmodel } = model;
  // The normalized type, so that MLflow's parser takes what only mlinvoke accepts.
  if (engine.invoke) return engine.invoke({ ...request, contentType: mediaType }, signal);
  const { signature } = mlmodel;
  const { body } = request;
  if (engine.invokeElsewhere && body.length >= largeBodyBytes) {
    return engine.invokeElsewhere({ ...request, mediaType, signature }, signal);
  }
  const { input, params, isUnwrapped, timings } = await readRequest({ body, mediaType, signature });
  const start = performance.now();
  const prediction = await engine.predict(input, params, signal);
  const predictedAt = performance.now();
  const { nanLiterals } = request;
  const text = writePrediction(prediction, {
    isUnwrapped,
    ...(nanLiterals !== undefined && { nanLiterals }),
  });
  const rowCount = countRows(input);
  return {
    status: 200,
    contentType: 'application/json',
    body: text,
    ...(rowCount !== undefined && { rowCount }),
    timings: {
      ...timings,
      predict: predictedAt - start,
      encode: performance.now() - predictedAt,
    },
  };
}
