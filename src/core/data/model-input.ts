import type { Table } from './table.ts';
import type { NamedTensors, Tensor } from './tensor.ts';

/**
 * A value that is neither a frame nor a tensor: what a type-hinted or LLM model takes, and what a
 * Python model returns. It holds what JSON can hold; integers beyond 2^53 are bigints.
 */
export interface JsonValue {
  readonly kind: 'json';
  readonly value: unknown;
}

/** What a model is asked: always columnar or a tensor on the way to a native engine. */
export type ModelInput = Table | Tensor | NamedTensors | JsonValue;

/** What a model answers: a frame, an array with a NumPy dtype, or a value from Python. */
export type Prediction = Table | Tensor | NamedTensors | JsonValue;

/** Inference parameters by name, already checked against the signature. */
export type Params = Readonly<Record<string, unknown>>;
