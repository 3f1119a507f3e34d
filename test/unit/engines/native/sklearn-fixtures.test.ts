import { describe, expect, it } from 'vitest';
import { MlflowError, UnsupportedFlavorError } from '../../../../src/core/errors.ts';
import type { Tensor } from '../../../../src/core/data/tensor.ts';
import { evaluatePlan } from '../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { loadPlan } from '../../../../src/core/engines/native/load-plan.ts';
import {
  type PredictMethod,
  predictMethods,
} from '../../../../src/core/engines/native/plan.ts';
import {
  type SklearnAnswer,
  plainValue,
  sklearnFixtures,
} from '../../../helpers/sklearn-fixtures.ts';

const fixtures = sklearnFixtures();

it('finds fixtures of the oldest and the newest scikit-learn', () => {
  expect(fixtures.length).toBeGreaterThan(40);
  for (const version of ['0.23', '1.0', '1.3', '1.9']) {
    expect(fixtures.some(({ name }) => name.includes(`-${version}.`))).toBe(true);
  }
});

describe.each(fixtures)('$name', ({ file, format, cases }) => {
  const methods = predictMethods.filter((method) => cases.some(({ answers }) => answers[method]));

  it.each(methods)('%s answers as scikit-learn did', async (method) => {
    const plan = await loadPlan({ path: file, format, method });
    for (const { name, input, answers } of cases) {
      const answer = answers[method];
      if (!answer) continue;
      compare(name, () => evaluatePlan(plan, input, { firstRow: 0 }), answer);
    }
  });

  const others = predictMethods.filter((method): method is PredictMethod => !methods.includes(method));
  it.runIf(others.length > 0).each(others)('refuses %s at load', async (method) => {
    await expect(loadPlan({ path: file, format, method })).rejects.toThrow(UnsupportedFlavorError);
  });
});

function compare(name: string, predict: () => Tensor, answer: SklearnAnswer): void {
  if ('error' in answer) {
    expect(predict, `${name}: ${answer.error}`).toThrow(MlflowError);
    return;
  }
  const tensor = predict();
  expect({ name, dtype: tensor.dtype, shape: [...tensor.shape] }).toEqual({
    name,
    dtype: answer.dtype,
    shape: answer.shape,
  });
  const expected = answer.values.map(plainValue);
  expect(tensor.values.length).toBe(expected.length);
  Array.from<unknown>(tensor.values).forEach((value, at) => {
    compareValue(`${name}, value ${at}`, value, { expected: expected[at], dtype: tensor.dtype });
  });
}

/**
 * Labels must be equal and float64 within 1e-12 of the library. Matrix products of BLAS add up in
 * another order, so that a sum of large terms that cancel out is compared with the terms' size:
 * `logit` values near zero get an absolute 1e-12. float32 results differ in their last bits.
 */
function compareValue(
  label: string,
  value: unknown,
  { expected, dtype }: { expected: unknown; dtype: string },
): void {
  if (typeof value === 'bigint' || dtype === 'object' || dtype === 'bool') {
    const plain = dtype === 'bool' ? Boolean(value) : value;
    expect(plain, label).toEqual(typeof value === 'bigint' ? BigInt(Number(expected)) : expected);
    return;
  }
  if (value === expected || (Number.isNaN(value) && Number.isNaN(expected))) return;
  const tolerance = dtype === 'float32' ? 2e-6 : 1e-12;
  const difference = Math.abs(Number(value) - Number(expected));
  expect(difference, label).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(Number(expected))));
}
