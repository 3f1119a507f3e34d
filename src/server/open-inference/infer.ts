import { enforceParams } from '../../core/data/enforce/enforce-params.ts';
import { enforceSignature } from '../../core/data/enforce/enforce-signature.ts';
import type { Engine, InvocationReply } from '../../core/engines/engine.ts';
import { countRows } from '../../core/score/count-rows.ts';
import type { MlModel } from '../../core/model/mlmodel.ts';
import { decodeRequest } from './decode-request.ts';
import { encodeOutputs } from './encode-outputs.ts';
import { parseInferRequest } from './parse-infer-request.ts';

/** What an infer request is answered with. */
export interface InferModel {
  /** What clients call it. */
  readonly name: string;
  readonly version: string | undefined;
  readonly mlmodel: MlModel;
  readonly engine: Engine;
  /** A name for a request that has none. */
  readonly createId: () => string;
}

/**
 * Answers one request of the Open Inference Protocol as MLServer's MLflow runtime does: decode,
 * enforce the signature, predict, encode. Throws MlflowError for the caller's mistakes.
 * Follows mlserver_mlflow.runtime.MLflowRuntime.predict (1.7).
 */
export async function infer(
  body: Uint8Array,
  model: InferModel,
  signal: AbortSignal,
): Promise<InvocationReply> {
  const { signature } = model.mlmodel;
  const start = performance.now();
  const request = parseInferRequest(body, signature?.params !== undefined);
  const decoded = decodeRequest(request, signature?.inputs);
  const parsedAt = performance.now();
  const input = enforceSignature(decoded, signature?.inputs);
  const params = enforceParams(request.params, signature?.params);
  const enforcedAt = performance.now();
  const prediction = await model.engine.predict(input, params, signal);
  const predictedAt = performance.now();
  const { contentType, outputs } = encodeOutputs(prediction);
  const head = JSON.stringify({
    model_name: model.name,
    ...(model.version !== undefined && { model_version: model.version }),
    id: request.id ?? model.createId(),
    parameters: { content_type: contentType },
  });
  const rowCount = countRows(input);
  return {
    status: 200,
    contentType: 'application/json',
    body: `${head.slice(0, -1)}, "outputs": ${outputs}}`,
    ...(rowCount !== undefined && { rowCount }),
    timings: {
      parse: parsedAt - start,
      enforce: enforcedAt - parsedAt,
      predict: predictedAt - enforcedAt,
      encode: performance.now() - predictedAt,
    },
  };
}
