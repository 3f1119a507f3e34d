/** A text with its percent escapes decoded; as it stands where a `%` is no escape. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
