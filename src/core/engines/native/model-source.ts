import type { PredictMethod } from './methods.ts';

/** How a saved object is written. */
export type ModelFormat = 'skops' | 'pickle' | 'xgboost' | 'lightgbm' | 'catboost';

/** What a thread needs to know to load a model; plain data. */
export interface ModelSource {
  /** Absolute path of the saved object. */
  readonly path: string;
  readonly format: ModelFormat;
  readonly method: PredictMethod;
  /** The version in the flavor's entry, for states that carry none. */
  readonly sklearnVersion?: string;
  /** The class that the flavor names, for files that do not say it: `xgboost.core.Booster`. */
  readonly modelClass?: string;
}
