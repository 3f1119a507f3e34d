import { expect, it } from 'vitest';
import { mlModelKeyAt } from '../../../src/extension/language/mlmodel-key-at.ts';

it.each([
  ['flavors:', 0, 'flavors'],
  ['    predict_fn: predict', 6, 'predict_fn'],
  ['    predict_fn: predict', 14, 'predict_fn'],
  ['    predict_fn: predict', 3, undefined],
  ['    predict_fn: predict', 17, undefined],
  ['# signature: none', 4, undefined],
  ['  "double", "name": "sepal length (cm)"', 14, undefined],
  ['http://example', 2, undefined],
  ['', 0, undefined],
])('finds in "%s" at column %i the key %s', (line, column, key) => {
  expect(mlModelKeyAt(line, column)?.key).toBe(key);
});
