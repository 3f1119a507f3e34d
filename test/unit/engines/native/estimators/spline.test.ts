import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../../../src/core/data/tensor.ts';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, list } from '../../../../helpers/python-values.ts';

const spline = (attributes: Record<string, PythonValue> = {}): PythonValue =>
  estimator('scipy.interpolate._bsplines.BSpline', {
    _t: floats([-1, 0, 1, 2]),
    _c: floats([1, 0, 0, 1], [2, 2]),
    k: 1,
    extrapolate: false,
    ...attributes,
  });
const steps = spline({ _t: floats([0, 1]), _c: floats([1], [1, 1]), k: 0 });
const transformer = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.preprocessing._polynomial.SplineTransformer', {
    degree: 1,
    extrapolation: 'error',
    include_bias: true,
    bsplines_: list(spline()),
    n_features_in_: 1,
    ...attributes,
  });
const numbers = (...cells: number[]): Tensor => {
  const values = Float64Array.from(cells);
  return { kind: 'tensor', dtype: 'float64', shape: [cells.length, 1], values };
};

describe('SplineTransformer', () => {
  it('puts a value between two knots into the splines of both', () => {
    const plan = translateModel(transformer({}), { method: 'transform' });
    const { values } = evaluatePlan(plan, numbers(0.25, 1), { firstRow: 0 });
    expect([...values]).toEqual([0.75, 0.25, 0, 1]);
  });

  it('says which value lies beyond its knots where it does not go on', () => {
    const plan = translateModel(transformer({}), { method: 'transform' });
    expect(() => evaluatePlan(plan, numbers(0.5, 3), { firstRow: 0 })).toThrow(
      /column 0 holds 3 in row 1, beyond the knots/,
    );
  });

  it.each<[string, Record<string, PythonValue>, RegExp]>([
    ['sparse answers', { sparse_output: true }, /sparse_output is True/],
    ['another extrapolation', { extrapolation: 'cubic' }, /extrapolation is "cubic"/],
    ['another way with gaps', { handle_missing: 'mean' }, /handle_missing is "mean"/],
    ['a degree below 0', { degree: -1 }, /degree/],
    ['no splines', { bsplines_: list() }, /too few knots/],
    ['splines of another degree', { bsplines_: list(spline({ k: 2 })) }, /other parameters/],
    ['splines that go on', { bsplines_: list(spline({ extrapolate: true })) }, /other parameters/],
    ['knots in disorder', { bsplines_: list(spline({ _t: floats([0, 2, 1, 3]) })) }, /ascending/],
    ['too few knots', { bsplines_: list(spline({ _t: floats([0, 1, 2]) })) }, /ascending/],
    [
      'other coefficients',
      { bsplines_: list(spline({ _c: floats([1, 0, 0, 2], [2, 2]) })) },
      /unit vectors/,
    ],
    [
      'steps that should go on in lines',
      {
        degree: 0,
        extrapolation: 'linear',
        bsplines_: list(steps, steps),
        n_features_in_: 2,
      },
      /degree 0 is too low/,
    ],
  ])('with %s is refused by name', (_, attributes, reason) => {
    const translate = () => translateModel(transformer(attributes), { method: 'transform' });
    expect(translate).toThrow(UnsupportedFlavorError);
    expect(translate).toThrow(reason);
  });
});
