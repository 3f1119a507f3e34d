import type { Prediction } from '../data/model-input.ts';
import type { Engine, InvocationReply, InvocationRequest } from '../engines/engine.ts';
import type { MlModel } from '../model/mlmodel.ts';
import { countRows } from './count-rows.ts';
import { parseMediaType } from './media-type.ts';
import { type ReadRequest, readRequest, readRequestNow, writePrediction } from './read-request.ts';

/** Bodies from this size on take longer to read than the way to another thread. */
const largeBodyBytes = 256 * 1024;
const parquetType = 'application/vnd.apache.parquet';

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
  // A thread can be ended where a hostile file asks for endless work; this one cannot.
  const isRisky = mediaType === parquetType;
  if (engine.invokeElsewhere && (isRisky || body.length >= largeBodyBytes)) {
    return engine.invokeElsewhere({ ...request, mediaType, signature }, signal);
  }
  const read = await readRequest({ body, mediaType, signature });
  const start = performance.now();
  const prediction = await engine.predict(read.input, read.params, signal);
  return toReply(request, read, { prediction, start, end: performance.now() });
}

/**
 * Answers a request as {@link score} does, but at once: undefined where that takes an engine that
 * has to be waited for. Throws the same errors.
 */
export function scoreNow(
  request: InvocationRequest,
  { mlmodel, engine }: ScoringModel,
): InvocationReply | undefined {
  const { body, contentType } = request;
  if (!engine.predictNow || engine.invoke) return undefined;
  const mediaType = parseMediaType(contentType);
  if (mediaType === parquetType) return undefined;
  const read = readRequestNow({ body, mediaType, signature: mlmodel.signature });
  const start = performance.now();
  const prediction = engine.predictNow(read.input);
  return prediction && toReply(request, read, { prediction, start, end: performance.now() });
}

function toReply(
  { nanLiterals }: InvocationRequest,
  { input, isUnwrapped, timings }: ReadRequest,
  predicted: { readonly prediction: Prediction; readonly start: number; readonly end: number },
): InvocationReply {
  const { prediction, start, end } = predicted;
  const body = writePrediction(prediction, { isUnwrapped, nanLiterals: nanLiterals === true });
  const { parse, enforce } = timings;
  const reply = {
    status: 200,
    contentType: 'application/json',
    body,
    timings: { parse, enforce, predict: end - start, encode: performance.now() - end },
  };
  const rowCount = countRows(input);
  return rowCount === undefined ? reply : { ...reply, rowCount };
}
