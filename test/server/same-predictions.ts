import { expect } from 'vitest';
import { PythonFloat } from '../../src/core/data/json-value.ts';

const relativeTolerance = 1e-12;

/** Labels must be equal, floats within 1e-12 of each other; NaN must be null. */
export function expectSamePredictions(actual: unknown, expected: unknown, path = '$'): void {
  const wanted = expected instanceof PythonFloat ? expected.value : expected;
  if (Array.isArray(wanted)) {
    expect(Array.isArray(actual) && actual.length, path).toBe(wanted.length);
    const items = actual as readonly unknown[]; // the line above has looked
    for (const [index, item] of wanted.entries()) {
      expectSamePredictions(items[index], item, `${path}[${index}]`);
    }
  } else if (typeof wanted === 'object' && wanted !== null) {
    const record = actual as Readonly<Record<string, unknown>>;
    expect(Object.keys(record), path).toEqual(Object.keys(wanted));
    for (const [key, part] of Object.entries(wanted)) {
      expectSamePredictions(record[key], part, `${path}.${key}`);
    }
  } else if (typeof wanted === 'number') {
    expectSameNumber(actual, wanted, path);
  } else {
    expect(actual, path).toBe(wanted);
  }
}

function expectSameNumber(actual: unknown, wanted: number, path: string): void {
  if (!Number.isFinite(wanted)) {
    expect(actual, path).toBeNull();
    return;
  }
  const difference = Math.abs(Number(actual) - wanted);
  expect(typeof actual, path).toBe('number');
  expect(difference, path).toBeLessThanOrEqual(Math.abs(wanted) * relativeTolerance);
}
