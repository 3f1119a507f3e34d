import type { InferredSignature } from '../model/inferred-signature.ts';
import type { ModelInput, Params, Prediction } from '../data/model-input.ts';
import type { RequestBody } from '../score/request-body.ts';

/** Which of the three engines runs a model. */
export type EngineKind = 'native' | 'python' | 'mlserver';

/** One scoring request as it arrived: untouched bytes and the Content-Type beside them. */
export interface InvocationRequest {
  readonly body: Uint8Array;
  /** The header as sent; empty when the client sent none. */
  readonly contentType: string;
  /** Writes NaN and infinities as MLflow does, by literals that are not JSON; else as null. */
  readonly nanLiterals?: boolean;
}

/** Milliseconds that each step of one invocation took. */
export interface InvocationTimings {
  readonly parse: number;
  readonly enforce: number;
  readonly predict: number;
  readonly encode: number;
}

/** The answer to an {@link InvocationRequest}. */
export interface InvocationReply {
  /** The HTTP status, 200 unless an engine that answers for itself says otherwise. */
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  readonly timings: InvocationTimings;
  /** Rows that were predicted, where the engine tells. */
  readonly rowCount?: number;
}

/**
 * A loaded model, ready to predict. The whole contract between what reads models and what serves
 * them: keep it this small.
 */
export interface Engine {
  readonly kind: EngineKind;
  /** How many requests it works on at once, where that is few; more of them wait their turn. */
  readonly concurrency?: number;
  /** True where the answer for a row depends on the rows beside it: rows are not cut up. */
  readonly keepsRowsTogether?: true;
  /** What the model says of its input and output, where no signature was saved with it. */
  readonly inferred?: InferredSignature;
  /**
   * Predicts for all rows of `input`. Throws MlflowError for the caller's mistakes, and the
   * signal's reason when it was aborted.
   */
  predict(input: ModelInput, params: Params | undefined, signal: AbortSignal): Promise<Prediction>;
  /**
   * Predicts at once in the calling thread; undefined where that would hold it too long. Throws as
   * {@link predict} does. Engines that always have to be waited for do not have it.
   */
  predictNow?(input: ModelInput): Prediction | undefined;
  /**
   * Answers a whole request by itself, where the engine has a parser of its own (Python: MLflow's).
   * The bytes then pass untouched, 64-bit integers included.
   */
  invoke?(request: InvocationRequest, signal: AbortSignal): Promise<InvocationReply>;
  /**
   * Answers a large request in other threads, from its bytes to the reply's, so that the calling
   * one stays free. Throws as {@link predict} does.
   */
  invokeElsewhere?(request: RequestBody, signal: AbortSignal): Promise<InvocationReply>;
  /** Ends everything the engine started; safe to call twice. */
  close(): Promise<void>;
}
