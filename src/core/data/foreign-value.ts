/**
 * A value that Parquet can hold and JSON cannot, such as a date or a decimal, in a column that the
 * signature does not convert. Engines refuse it as they refuse an object.
 */
export class ForeignValue {
  /** Python's type of it, such as `date`. */
  readonly kind: string;
  readonly text: string;

  constructor(kind: string, text: string) {
    this.kind = kind;
    this.text = text;
  }
}
