import { encodePrediction } from '../data/encode-prediction.ts';
import type { Prediction } from '../data/model-input.ts';
import { encodeOutputs } from './open-inference/encode-outputs.ts';
import type { NamedModel, ReplyForm } from './request-body.ts';

/** The body of a reply, as MLflow's scoring server or MLServer has it. */
export function writeReply(prediction: Prediction, form: ReplyForm): string {
  if (form.protocol === 'open-inference') return writeOutputs(prediction, form);
  const { isUnwrapped, nanLiterals } = form;
  const value = encodePrediction(prediction, { nanLiterals });
  return isUnwrapped ? value : `{"predictions": ${value}}`;
}

function writeOutputs(
  prediction: Prediction,
  { model, id }: { readonly model: NamedModel; readonly id: string },
): string {
  const { contentType, outputs } = encodeOutputs(prediction);
  const head = JSON.stringify({
    model_name: model.name,
    ...(model.version !== undefined && { model_version: model.version }),
    id,
    parameters: { content_type: contentType },
  });
  return `${head.slice(0, -1)}, "outputs": ${outputs}}`;
}
