import { describe, expect, it } from 'vitest';
import { MlflowError, UnsupportedFlavorError } from '../../../../src/core/errors.ts';
import type { Tensor } from '../../../../src/core/data/tensor.ts';
import { evaluatePlan } from '../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { loadPlan } from '../../../../src/core/engines/native/load-plan.ts';
import { predictMethods } from '../../../../src/core/engines/native/methods.ts';
import {
  type SklearnAnswer,
  plainValue,
  sklearnFixtures,
} from '../../../helpers/sklearn-fixtures.ts';

const fixtures = sklearnFixtures();

it('finds fixtures of the oldest and the newest scikit-learn', () => {
  expect(fixtures.length).toBeGreaterThan(40);
  for (const version of ['0.23', '1.0', '1.2', '1.3', '1.5', '1.8', '1.9']) {
    expect(fixtures.some(({ name }) => name.includes(`-${version}.`))).toBe(true);
  }
});

describe.each(fixtures)('$name', ({ file, format, cases }) => {
  const methods = predictMethods.filter((method) => cases.some(({ answers }) => answers[method]));

  it.each(methods)('%s answers as scikit-learn did', async (method) => {
    const plan = await loadPlan({ path: file, format, method });
    const differences = cases.flatMap(({ name, input, answers }) => {
      const answer = answers[method];
      const predict = (): Tensor => evaluatePlan(plan, input, { firstRow: 0 });
      return answer ? compare(predict, answer).map((difference) => `${name}: ${difference}`) : [];
    });
    expect(differences).toEqual([]);
  });

  const others = predictMethods.filter((method) => !methods.includes(method));
  it.runIf(others.length > 0).each(others)('refuses %s at load', async (method) => {
    await expect(loadPlan({ path: file, format, method })).rejects.toThrow(UnsupportedFlavorError);
  });
});

/** What differs between the engine's answer and the library's; nothing when all is well. */
function compare(predict: () => Tensor, answer: SklearnAnswer): string[] {
  let tensor: Tensor;
  try {
    tensor = predict();
  } catch (error) {
    const isRight = error instanceof MlflowError && error.code === 'BAD_REQUEST';
    return isRight && 'error' in answer ? [] : [`threw ${String(error)}`];
  }
  if ('error' in answer) return [`answered where scikit-learn raised ${answer.error}`];
  const form = `${tensor.dtype} (${tensor.shape.join(', ')})`;
  const expectedForm = `${answer.dtype} (${answer.shape.join(', ')})`;
  if (form !== expectedForm) return [`${form} instead of ${expectedForm}`];
  return Array.from<unknown>(tensor.values).flatMap((value, at) => {
    const expected = plainValue(answer.values[at]);
    const isEqual = isEqualValue(value, expected, tensor.dtype);
    return isEqual ? [] : [`value ${at} is ${String(value)} instead of ${String(expected)}`];
  });
}

/**
 * Labels must be equal and float64 within 1e-12 of the library, relative to at least 1: the matrix
 * products of BLAS add up in another order, so a sum of large terms that cancel out differs in
 * digits that it has lost. Where scikit-learn computes in float32, its last bits differ too.
 */
function isEqualValue(value: unknown, expected: unknown, dtype: Tensor['dtype']): boolean {
  if (dtype === 'bool') return (value === 1) === expected;
  if (typeof value === 'bigint') return value === BigInt(Number(expected));
  if (dtype === 'object' || Object.is(value, expected)) return Object.is(value, expected);
  const tolerance = dtype === 'float32' ? 2e-6 : 1e-12;
  const difference = Math.abs(Number(value) - Number(expected));
  return difference <= tolerance * Math.max(1, Math.abs(Number(expected)));
}
