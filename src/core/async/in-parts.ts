/**
 * What `work` makes of each item, in their order. So many are under way at once, 64 when nothing is
 * said: more open files or connections than that some systems do not allow.
 */
export async function inParts<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  size = 64,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (let start = 0; start < items.length; start += size) {
    results.push(...(await Promise.all(items.slice(start, start + size).map(work))));
  }
  return results;
}
