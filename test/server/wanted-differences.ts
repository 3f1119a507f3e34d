/** A case in which mlinvoke answers otherwise than MLflow on purpose. */
export interface WantedDifference {
  /** Matches `<fixture>/<case>`. */
  readonly cases: RegExp;
  /** mlinvoke's status. */
  readonly status: number;
  readonly reason: string;
}

/** The table "Where mlinvoke differs" of the README has the same rows. */
export const wantedDifferences: readonly WantedDifference[] = [];
