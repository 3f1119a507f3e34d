import type { Tensor } from '../../src/core/data/tensor.ts';
import { MlflowError } from '../../src/core/errors.ts';
import { plainValue } from './recorded-inputs.ts';
import type { SklearnAnswer } from './sklearn-fixtures.ts';

/** How an engine's answer compares with what the library itself answered. */
export interface Comparison {
  /** What is wrong, in words; empty when all is well. */
  readonly differences: string[];
  /** The largest difference of two floats, relative to at least 1. */
  readonly largest: number;
}

/**
 * Labels must be equal and float64 within `tolerance` of the library, relative to at least 1: the
 * matrix products of BLAS add up in another order, so a sum of large terms that cancel out differs
 * in digits that it has lost. Where the library computes in float32, its last bits differ too.
 */
export function compareAnswers(
  predict: () => Tensor,
  answer: SklearnAnswer,
  tolerance = 1e-12,
): Comparison {
  let tensor: Tensor;
  try {
    tensor = predict();
  } catch (error) {
    const isRight = error instanceof MlflowError && error.code === 'BAD_REQUEST';
    const differences = isRight && 'error' in answer ? [] : [`threw ${String(error)}`];
    return { differences, largest: 0 };
  }
  if ('error' in answer) {
    return { differences: [`answered where the library raised ${answer.error}`], largest: 0 };
  }
  const form = `${tensor.dtype} (${tensor.shape.join(', ')})`;
  const expectedForm = `${answer.dtype} (${answer.shape.join(', ')})`;
  if (form !== expectedForm) {
    return { differences: [`${form} instead of ${expectedForm}`], largest: 0 };
  }
  let largest = 0;
  const differences = Array.from<unknown>(tensor.values).flatMap((value, at) => {
    const expected = plainValue(answer.values[at]);
    const distance = distanceOf(value, expected, tensor.dtype);
    const allowed = tensor.dtype === 'float32' ? Math.max(2e-6, tolerance) : tolerance;
    if (distance <= allowed) {
      largest = Math.max(largest, distance);
      return [];
    }
    return [`value ${at} is ${String(value)} instead of ${String(expected)}`];
  });
  return { differences, largest };
}

/** 0 for equal values, infinite for labels that differ, else relative to at least 1. */
function distanceOf(value: unknown, expected: unknown, dtype: Tensor['dtype']): number {
  if (dtype === 'bool') return (value === 1) === expected ? 0 : Infinity;
  if (typeof value === 'bigint') return value === integerOf(expected) ? 0 : Infinity;
  if (Object.is(value, expected)) return 0;
  if (dtype === 'object') return Infinity;
  const distance = Math.abs(Number(value) - Number(expected));
  const relative = distance / Math.max(1, Math.abs(Number(expected)));
  return Number.isNaN(relative) ? Infinity : relative;
}

function integerOf(value: unknown): bigint {
  return typeof value === 'bigint' ? value : BigInt(Number(value));
}
