// A string that is never closed goes to the end of the text, so that none is looked at twice.
const token = /"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|[[{\]},]/g;

/** How much there is to a JSON text. */
export interface JsonMeasure {
  /** How deep lists and objects nest: most readers go as deep into the stack. */
  readonly depth: number;
  /** About how many values there are: brackets and commas. */
  readonly size: number;
}

/**
 * Measures a JSON text, or whatever else it is, without reading it. Beyond a size of `most` it looks
 * no further.
 */
export function measureJson(text: string, most = Infinity): JsonMeasure {
  let depth = 0;
  let greatest = 0;
  let size = 1;
  for (const [mark] of text.matchAll(token)) {
    if (mark.startsWith('"')) continue;
    size += 1;
    if (size > most) break;
    if (mark === '[' || mark === '{') greatest = Math.max(greatest, (depth += 1));
    else if (mark !== ',') depth = Math.max(0, depth - 1);
  }
  return { depth: greatest, size };
}
