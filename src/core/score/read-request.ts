import { enforceParams } from '../data/enforce/enforce-params.ts';
import { enforceSignature } from '../data/enforce/enforce-signature.ts';
import type { ModelInput, Params } from '../data/model-input.ts';
import { type BodyType, type ParsedRequest, parseRequest } from '../data/parse/parse-request.ts';
import type { MlflowBody, ReplyForm, RequestBody } from './request-body.ts';

/** A body that was read and fits the signature. */
export interface ReadRequest {
  readonly input: ModelInput;
  readonly params: Params | undefined;
  readonly replyForm: ReplyForm;
  /** In milliseconds. */
  readonly timings: { readonly parse: number; readonly enforce: number };
}

/** A body that was understood, before the signature is enforced. */
type Parsed = Pick<ParsedRequest, 'input' | 'params'> & Pick<ReadRequest, 'replyForm'>;

/** Parses a body and enforces the signature. Throws MlflowError for the caller's mistakes. */
export async function readRequest(request: RequestBody): Promise<ReadRequest> {
  // What only some servers are asked for is loaded by the first request that needs it.
  if (request.protocol === 'open-inference') {
    const { readInferRequest } = await import('./open-inference/read-infer-request.ts');
    return read(request, readInferRequest);
  }
  const { mediaType } = request;
  if (mediaType !== 'application/vnd.apache.parquet') {
    return readRequestNow({ ...request, mediaType });
  }
  const { parseParquet } = await import('../data/parse/parse-parquet.ts');
  return read(request, ({ body, signature, nanLiterals }) => ({
    input: parseParquet(body, signature?.inputs),
    params: undefined,
    replyForm: { protocol: 'mlflow', isUnwrapped: false, nanLiterals },
  }));
}

/** As {@link readRequest}, at once, for the types whose parsers are always there. */
export function readRequestNow(request: MlflowBody & { readonly mediaType: BodyType }) {
  return read(request, ({ body, mediaType, signature, nanLiterals }) => {
    const { input, params, isUnwrapped } = parseRequest(body, mediaType, signature);
    return { input, params, replyForm: { protocol: 'mlflow', isUnwrapped, nanLiterals } };
  });
}

function read<T extends RequestBody>(request: T, parse: (request: T) => Parsed): ReadRequest {
  const { signature } = request;
  const start = performance.now();
  const parsed = parse(request);
  const parsedAt = performance.now();
  const input = enforceSignature(parsed.input, signature?.inputs);
  const params = enforceParams(parsed.params, signature?.params);
  const timings = { parse: parsedAt - start, enforce: performance.now() - parsedAt };
  return { input, params, replyForm: parsed.replyForm, timings };
}
