import type { PredictMethod } from './methods.ts';

/** What a thread needs to know to load a model; plain data. */
export interface ModelSource {
  /** Absolute path of the saved object. */
  readonly path: string;
  readonly format: 'skops' | 'pickle';
  readonly method: PredictMethod;
  /** The version in the flavor's entry, for states that carry none. */
  readonly sklearnVersion?: string;
}
