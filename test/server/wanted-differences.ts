/** A way in which mlinvoke answers otherwise than MLflow on purpose. */
export interface WantedDifference {
  /** Matches `<fixture>/<case>` of the cases that show it. */
  readonly cases: RegExp;
  /** Whether it shows with Python too, where MLflow's own parser answers. */
  readonly isForEveryEngine?: true;
  /** mlinvoke's status. */
  readonly status: number;
  /** What mlinvoke does, what MLflow does instead, and why; as the README has it. */
  readonly reason: string;
}

/** The table "Where mlinvoke differs" of the README has the same rows. */
export const wantedDifferences: readonly WantedDifference[] = [
  {
    cases:
      /^(?!iris-tree-tensor|echo-tensor).*\/(?:csv-application|content-type-(?:trailing-semicolon|two-semicolons|semicolon-space))$/u,
    isForEveryEngine: true,
    status: 200,
    reason:
      'Content-Type application/csv and a trailing semicolon are accepted; MLflow answers 415 to what widely copied tutorials send.',
  },
  {
    cases: /\/no-content-type$/u,
    isForEveryEngine: true,
    status: 415,
    reason:
      'A request without Content-Type is answered with 415 and a sentence; MLflow fails with 500.',
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
    cases:
      /^echo-nested\/.*-null-in-texts$|^echo-(?:array-and-text|nested-arrays)\/(?:inputs-\w+|instances-object|records|split)-(?:null|texts-5|flags-2)$|^echo-nested-arrays\/instances-texts-4$/u,
    status: 200,
    reason:
      'null inside an array of strings or booleans stays null; NumPy turns it into the text "n" or "None", or into false.',
  },
  {
    cases:
      /\/(?:inputs|instances)-a_string-object$|^echo-two-texts\/(?:in\w+|inputs-list)-object$|^echo-objects\/in.*-string-object$/u,
    status: 400,
    reason:
      'An object where the signature asks for a string is refused; MLflow passes the text that Python prints for it.',
  },
  {
    cases: /^(?:iris-tree-tensor|echo-tensor)\/csv-application$/u,
    status: 400,
    isForEveryEngine: true,
    reason:
      'Content-Type application/csv is CSV, which a model that takes arrays refuses with 400; MLflow answers 415.',
  },
  {
    cases: /^echo-nested-arrays\/(?:inputs-\w+|instances-object|records|split)-floats-2$/u,
    status: 200,
    reason:
      'Zeros and ones are accepted in an array of float, as they are in a column of float; MLflow refuses every number there.',
  },
  {
    cases: /^echo-maps\/instances-(?:simple-1|in_list-3)$/u,
    status: 400,
    reason:
      'An empty object in rows under "instances" is refused for a column of objects, as one with keys is; MLflow hands the model a list of it.',
  },
  {
    cases: /^echo-no-signature\/split-duplicate-column$/u,
    status: 400,
    reason:
      'A table that names a column twice is refused for every model; MLflow leaves that to the flavor (scikit-learn 1.9 refuses, too).',
  },
];
