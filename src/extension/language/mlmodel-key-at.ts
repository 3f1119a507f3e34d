/** A key of an MLmodel file and the columns that it takes on its line. */
interface MlModelKey {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

/** The key that stands at a column of a line of YAML, if one does; values and comments are none. */
export function mlModelKeyAt(line: string, column: number): MlModelKey | undefined {
  const found = /^( *)([a-z_]+):(?:\s|$)/.exec(line);
  if (!found) return undefined;
  const [, indent = '', key = ''] = found;
  const [start, end] = [indent.length, indent.length + key.length];
  return column >= start && column <= end ? { key, start, end } : undefined;
}
