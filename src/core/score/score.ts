import type { Engine, InvocationReply, InvocationRequest } from '../engines/engine.ts';
import type { MlModel } from '../model/mlmodel.ts';
import { answerRequest, toReply } from './answer-request.ts';
import { parseMediaType } from './media-type.ts';
import { readRequestNow } from './read-request.ts';

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
  { engine, mlmodel }: ScoringModel,
  signal: AbortSignal,
): Promise<InvocationReply> {
  const mediaType = parseMediaType(request.contentType);
  // The normalized type, so that MLflow's parser takes what only mlinvoke accepts.
  if (engine.invoke) return engine.invoke({ ...request, contentType: mediaType }, signal);
  const { body, nanLiterals = false } = request;
  const { signature } = mlmodel;
  return answerRequest(
    { protocol: 'mlflow', body, mediaType, signature, nanLiterals },
    engine,
    signal,
  );
}

/**
 * Answers a request as {@link score} does, but at once: undefined where that takes an engine that
 * has to be waited for. Throws the same errors.
 */
export function scoreNow(
  { body, contentType, nanLiterals = false }: InvocationRequest,
  { mlmodel, engine }: ScoringModel,
): InvocationReply | undefined {
  if (!engine.predictNow || engine.invoke) return undefined;
  const mediaType = parseMediaType(contentType);
  if (mediaType === 'application/vnd.apache.parquet') return undefined;
  const { signature } = mlmodel;
  const read = readRequestNow({ protocol: 'mlflow', body, mediaType, signature, nanLiterals });
  const start = performance.now();
  const prediction = engine.predictNow(read.input);
  return prediction && toReply(read, { prediction, start, end: performance.now() });
}
