import { entriesOf, isJsonObject, unwrapFloat } from '../../src/core/data/json/json-value.ts';

const relativeTolerance = 1e-12;

/**
 * Where two answers differ, as `path: seen instead of wanted`; undefined when they agree. Labels
 * must be equal, floats within 1e-12 of each other; what MLflow writes as NaN must be null.
 */
export function findDifference(actual: unknown, expected: unknown, path = '$'): string | undefined {
  const [seen, wanted] = [unwrapFloat(actual), unwrapFloat(expected)];
  if (typeof wanted !== 'object' || wanted === null) {
    return areSame(seen, wanted)
      ? undefined
      : `${path}: ${String(seen)} instead of ${String(wanted)}`;
  }
  if (typeof seen !== 'object' || seen === null) return `${path}: ${String(seen)}`;
  const [seenEntries, wantedEntries] = [partsOf(seen), partsOf(wanted)];
  const seenKeys = seenEntries.map(([key]) => key).join();
  const wantedKeys = wantedEntries.map(([key]) => key).join();
  if (seenKeys !== wantedKeys) return `${path}: keys ${seenKeys} instead of ${wantedKeys}`;
  return wantedEntries
    .map(([key, part], index) => findDifference(seenEntries[index]?.[1], part, `${path}.${key}`))
    .find((difference) => difference !== undefined);
}

function partsOf(value: object): [string, unknown][] {
  return isJsonObject(value) ? entriesOf(value) : Object.entries(value);
}

function areSame(actual: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'number') return actual === wanted;
  if (!Number.isFinite(wanted)) return actual === null;
  if (typeof actual !== 'number') return false;
  return Math.abs(actual - wanted) <= Math.abs(wanted) * relativeTolerance;
}
