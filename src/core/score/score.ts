import { encodePrediction } from '../data/encode-prediction.ts';
import { enforceParams } from '../data/enforce/enforce-params.ts';
import { enforceSignature } from '../data/enforce/enforce-signature.ts';
import { type ParsedRequest, parseRequest } from '../data/parse/parse-request.ts';
import type { Engine, InvocationReply, InvocationRequest } from '../engines/engine.ts';
import type { MlModel } from '../model/mlmodel.ts';
import { countRows } from './count-rows.ts';
import type { ModelSignature } from '../model/signature.ts';
import { type MediaType, parseMediaType } from './media-type.ts';

/** What a request is scored with. */
export interface ScoringModel {
  readonly mlmodel: MlModel;
  readonly engine: Engine;
}

/**
 * Answers one scoring request: parse, enforce the signature, predict, encode. Throws MlflowError
 * for the caller's mistakes, UnsupportedMediaTypeError for a Content-Type that is not accepted.
 * An engine with a parser of its own gets the bytes untouched.
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
  const start = performance.now();
  const parsed = await parseBody(request.body, mediaType, signature);
  const parsedAt = performance.now();
  const input = enforceSignature(parsed.input, signature?.inputs);
  const params = enforceParams(parsed.params, signature?.params);
  const enforcedAt = performance.now();
  const prediction = await engine.predict(input, params, signal);
  const predictedAt = performance.now();
  const value = encodePrediction(prediction, request);
  const body = parsed.isUnwrapped ? value : `{"predictions": ${value}}`;
  const rowCount = countRows(input);
  return {
    status: 200,
    contentType: 'application/json',
    body,
    ...(rowCount !== undefined && { rowCount }),
    timings: {
      parse: parsedAt - start,
      enforce: enforcedAt - parsedAt,
      predict: predictedAt - enforcedAt,
      encode: performance.now() - predictedAt,
    },
  };
}

/** Reads the body; the reader of Parquet is loaded by the first request that needs it. */
async function parseBody(
  body: Uint8Array,
  mediaType: MediaType,
  signature: ModelSignature | undefined,
): Promise<ParsedRequest> {
  if (mediaType !== 'application/vnd.apache.parquet')
    return parseRequest(body, mediaType, signature);
  const { parseParquet } = await import('../data/parse/parse-parquet.ts');
  return {
    input: parseParquet(body, signature?.inputs),
    params: undefined,
    isUnwrapped: false,
  };
}
