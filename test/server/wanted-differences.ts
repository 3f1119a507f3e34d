/** A way in which mlinvoke answers otherwise than MLflow on purpose. */
export interface WantedDifference {
  /** Matches `<fixture>/<case>` of the cases that show it. */
  readonly cases: RegExp;
  /** mlinvoke's status. */
  readonly status: number;
  /** What mlinvoke does, what MLflow does instead, and why; as the README has it. */
  readonly reason: string;
}

/** The table "Where mlinvoke differs" of the README has the same rows. */
export const wantedDifferences: readonly WantedDifference[] = [
  {
    cases: /\/(?:csv-application|content-type-trailing-semicolon)$/u,
    status: 200,
    reason:
      'Content-Type application/csv and a trailing semicolon are accepted; MLflow answers 415 to what widely copied tutorials send.',
  },
  {
    cases: /\/no-content-type$/u,
    status: 415,
    reason: 'A request without Content-Type is answered with 415 and a sentence; MLflow fails with 500.',
  },
  {
    cases:
      /\/split-(?:(?:a_integer|rooms)-(?:beyond-int32|beyond-2-53)|(?:a_integer|rooms|a_long|id)-(?:beyond-int64|huge-float))$|\/inputs-a_datetime-too-early$/u,
    status: 400,
    reason:
      'Integers and dates that do not fit the type of the signature are refused; pandas wraps them around to other numbers.',
  },
  {
    cases: /\/csv-a_datetime-date$/u,
    status: 200,
    reason: 'CSV is read for models that take dates; MLflow refuses every such CSV.',
  },
  {
    cases: /^echo-nested\/inputs-\w+-null-texts$/u,
    status: 200,
    reason:
      'null is accepted for an optional array under "inputs", as it is under "dataframe_records"; MLflow refuses it there.',
  },
  {
    cases: /^echo-nested\/.*-null-in-texts$/u,
    status: 200,
    reason: 'null inside an array of strings stays null; NumPy turns it into the text "n".',
  },
  {
    cases: /\/(?:inputs|instances)-a_string-object$/u,
    status: 400,
    reason:
      'An object where the signature asks for a string is refused; MLflow passes the text that Python prints for it.',
  },
];
