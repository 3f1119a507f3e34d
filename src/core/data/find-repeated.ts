/** The first item that stands there a second time; undefined where all differ. */
export function findRepeated<T>(items: readonly T[]): T | undefined {
  const seen = new Set<T>();
  return items.find((item) => {
    const isNew = !seen.has(item);
    seen.add(item);
    return !isNew;
  });
}
