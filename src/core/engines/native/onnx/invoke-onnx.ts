import type { Engine } from '../../engine.ts';
import { answerRequest } from '../../../score/answer-request.ts';
import type { RequestBody } from '../../../score/request-body.ts';
import { fromOutputs } from './from-outputs.ts';
import type { OnnxInterface, OnnxReply, OnnxTensors } from './onnx-protocol.ts';
import { toFeeds } from './to-feeds.ts';

/** A model in the thread that answers with it. */
export interface OnnxRunner {
  readonly face: OnnxInterface;
  readonly run: (feeds: OnnxTensors) => Promise<OnnxTensors>;
}

/**
 * Answers a whole request in the thread of the model, by the same steps as the calling thread does
 * with a small one. Throws MlflowError for the caller's mistakes.
 */
export async function invokeOnnx(
  request: RequestBody,
  { face, run }: OnnxRunner,
): Promise<OnnxReply> {
  const engine: Engine = {
    kind: 'native',
    predict: async (input) => fromOutputs(await run(toFeeds(input, face.inputs)), face, input),
    close: async () => {},
  };
  // Who gives up waiting ends the thread: nothing here listens to a signal.
  const reply = await answerRequest(request, engine, new AbortController().signal);
  const { body } = reply;
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
  return { ...reply, body: bytes };
}
