import type { Table } from '../../src/core/data/table.ts';
import type { Tensor } from '../../src/core/data/tensor.ts';
import { stackColumns } from '../../src/core/engines/native/rows/stack-columns.ts';
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
  predict: () => Table | Tensor,
  answer: SklearnAnswer,
  tolerance = 1e-12,
): Comparison {
  let given: Table | Tensor;
  try {
    given = predict();
  } catch (error) {
    const isRight = error instanceof MlflowError && error.code === 'BAD_REQUEST';
    const differences = isRight && 'error' in answer ? [] : [`threw ${String(error)}`];
    return { differences, largest: 0 };
  }
  if ('error' in answer) {
    return { differences: [`answered where the library raised ${answer.error}`], largest: 0 };
  }
  const frame = frameDifferences(given, answer);
  if (frame.length > 0) return { differences: frame, largest: 0 };
  const tensor = toTensor(given);
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

/** A frame must have the columns that were recorded; older recordings of frames have none. */
function frameDifferences(
  given: Table | Tensor,
  { columns, integers }: Exclude<SklearnAnswer, { readonly error: string }>,
): string[] {
  if (!columns) return [];
  if (given.kind !== 'table') return ['an array instead of a frame'];
  const found = given.columns.map(({ dtype }) => dtype === 'int64' || dtype === 'int32');
  const seen = JSON.stringify([given.names, found]);
  const expected = JSON.stringify([columns, integers]);
  return seen === expected ? [] : [`${seen} instead of ${expected}`];
}

/** np.asarray of a frame. */
function toTensor(given: Table | Tensor): Tensor {
  if (given.kind === 'tensor') return given;
  const rows = stackColumns([given]);
  if (rows.kind === 'tensor') return rows;
  const { values, rowCount, columnCount } = rows;
  const shape = [rowCount, columnCount];
  return values instanceof Float32Array
    ? { kind: 'tensor', dtype: 'float32', shape, values }
    : { kind: 'tensor', dtype: 'float64', shape, values };
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
