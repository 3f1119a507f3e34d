import type { ModelInput, Params, Prediction } from '../data/model-input.ts';
import { type EncodeOptions, encodePrediction } from '../data/encode-prediction.ts';
import { enforceParams } from '../data/enforce/enforce-params.ts';
import { enforceSignature } from '../data/enforce/enforce-signature.ts';
import { type BodyType, type ParsedRequest, parseRequest } from '../data/parse/parse-request.ts';
import type { ModelSignature } from '../model/signature.ts';
import type { MediaType } from './media-type.ts';

/** A request's body, and what it has to fit. */
export interface RequestBody {
  readonly body: Uint8Array;
  readonly mediaType: MediaType;
  readonly signature: ModelSignature | undefined;
}

/** A body that was read and fits the signature. */
export interface ReadRequest {
  readonly input: ModelInput;
  readonly params: Params | undefined;
  /** An LLM body: the reply then has no "predictions" around it. */
  readonly isUnwrapped: boolean;
  /** In milliseconds. */
  readonly timings: { readonly parse: number; readonly enforce: number };
}

/** Parses a body and enforces the signature. Throws MlflowError for the caller's mistakes. */
export async function readRequest(request: RequestBody): Promise<ReadRequest> {
  const { mediaType } = request;
  if (mediaType !== 'application/vnd.apache.parquet') {
    return readRequestNow({ ...request, mediaType });
  }
  // The reader of Parquet is loaded by the first request that needs it.
  const { parseParquet } = await import('../data/parse/parse-parquet.ts');
  return read(request, ({ body, signature }) => ({
    input: parseParquet(body, signature?.inputs),
    params: undefined,
    isUnwrapped: false,
  }));
}

/** As {@link readRequest}, at once, for the types whose parsers are always there. */
export function readRequestNow(request: RequestBody & { readonly mediaType: BodyType }) {
  return read(request, ({ body, signature }) => parseRequest(body, request.mediaType, signature));
}

function read(request: RequestBody, parse: (request: RequestBody) => ParsedRequest): ReadRequest {
  const { signature } = request;
  const start = performance.now();
  const parsed = parse(request);
  const parsedAt = performance.now();
  const input = enforceSignature(parsed.input, signature?.inputs);
  const params = enforceParams(parsed.params, signature?.params);
  const timings = { parse: parsedAt - start, enforce: performance.now() - parsedAt };
  return { input, params, isUnwrapped: parsed.isUnwrapped, timings };
}

/** The body of a reply, as MLflow's scoring server has it. */
export function writePrediction(
  prediction: Prediction,
  options: EncodeOptions & { readonly isUnwrapped: boolean },
): string {
  const value = encodePrediction(prediction, options);
  return options.isUnwrapped ? value : `{"predictions": ${value}}`;
}
