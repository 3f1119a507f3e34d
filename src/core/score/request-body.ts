import type { ModelSignature } from '../model/signature.ts';
import type { MediaType } from './media-type.ts';

/** A request's body, and what it has to fit. Plain data: it may go to another thread. */
export type RequestBody = MlflowBody | OpenInferenceBody;

/** A body of MLflow's scoring protocol. */
export interface MlflowBody {
  readonly protocol: 'mlflow';
  readonly body: Uint8Array;
  readonly mediaType: MediaType;
  readonly signature: ModelSignature | undefined;
  /** Whether the reply has NaN and infinities as MLflow writes them; else as null. */
  readonly nanLiterals: boolean;
}

/** A body of the Open Inference Protocol, in JSON. */
export interface OpenInferenceBody {
  readonly protocol: 'open-inference';
  readonly body: Uint8Array;
  readonly signature: ModelSignature | undefined;
  /** What the reply says of the model. */
  readonly model: NamedModel;
  /** The name of a request that has none of its own. */
  readonly newId: string;
}

/** What clients call a model. */
export interface NamedModel {
  readonly name: string;
  readonly version: string | undefined;
}

/** How the reply to a request is written. Plain data, as {@link RequestBody}. */
export type ReplyForm =
  | {
      readonly protocol: 'mlflow';
      /** An LLM body asked: there is no "predictions" around the answer. */
      readonly isUnwrapped: boolean;
      readonly nanLiterals: boolean;
    }
  | { readonly protocol: 'open-inference'; readonly model: NamedModel; readonly id: string };
