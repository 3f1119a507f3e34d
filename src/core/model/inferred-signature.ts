import type { ModelSignature } from './signature.ts';

/**
 * What a model without a saved signature says of itself: the names of its features, the categories
 * it knows, the classes it answers with. It serves people and tools as a hint; requests are never
 * checked against it.
 */
export interface InferredSignature {
  readonly signature: ModelSignature;
  /** A JSON request body of one row that the model accepts. */
  readonly example: object;
}
