import type { ModelInput } from '../../data/model-input.ts';
import type { OpenInferenceBody, ReplyForm } from '../request-body.ts';
import { decodeRequest } from './decode-request.ts';
import { parseInferRequest } from './parse-infer-request.ts';

/**
 * Reads a request of the Open Inference Protocol, before the signature is enforced. Throws
 * MlflowError for the caller's mistakes. Follows mlserver_mlflow.runtime.MLflowRuntime.predict (1.7).
 */
export function readInferRequest({ body, signature, model, newId }: OpenInferenceBody): {
  readonly input: ModelInput;
  readonly params: Readonly<Record<string, unknown>>;
  readonly replyForm: ReplyForm;
} {
  const request = parseInferRequest(body, signature?.params !== undefined);
  return {
    input: decodeRequest(request, signature?.inputs),
    params: request.params,
    replyForm: { protocol: 'open-inference', model, id: request.id ?? newId },
  };
}
