/**
 * How an error's text carries a value of the request: between marks, with what stands for it where
 * values must not be shown. The marks are private-use code points, which are taken out of values.
 */
const marks = { standIn: '\u{F0000}', value: '\u{F0001}', end: '\u{F0002}' } as const;

/** A text in its two readings. */
export interface Readings {
  /** With the values of the request. */
  readonly detailed: string;
  /** With what stands for them, such as "a text". */
  readonly brief: string;
}

/** Marks a value of the request in an error's text. */
export function showValue(value: string, standIn: string): string {
  return `${marks.standIn}${standIn}${marks.value}${withoutMarks(value)}${marks.end}`;
}

/** Both readings of a text with values that {@link showValue} marked. */
export function readValues(text: string): Readings {
  if (!text.includes(marks.standIn)) return { detailed: text, brief: text };
  const [start = '', ...parts] = text.split(marks.standIn);
  return parts.map(readPart).reduce(
    (whole, part) => ({
      detailed: whole.detailed + part.detailed,
      brief: whole.brief + part.brief,
    }),
    { detailed: start, brief: start },
  );
}

function readPart(part: string): Readings {
  const [standIn = '', rest = ''] = part.split(marks.value);
  const [value = '', after = ''] = rest.split(marks.end);
  return { detailed: value + after, brief: standIn + after };
}

function withoutMarks(text: string): string {
  return Object.values(marks).reduce((kept, mark) => kept.replaceAll(mark, ''), text);
}
