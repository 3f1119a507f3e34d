import { describe, expect, it } from 'vitest';
import type { Table } from '../../../../../src/core/data/table.ts';
import type { Tensor } from '../../../../../src/core/data/tensor.ts';
import { errorFunction } from '../../../../../src/core/engines/native/estimators/compose/normal-distribution.ts';
import { kernelDiagonal } from '../../../../../src/core/engines/native/estimators/gaussian-process/kernel-diagonal.ts';
import { sumOfProducts } from '../../../../../src/core/engines/native/estimators/gaussian-process/sum-of-products.ts';
import { toProcessMatrix } from '../../../../../src/core/engines/native/estimators/gaussian-process/to-process-matrix.ts';
import { predictRows } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { inferSignature } from '../../../../../src/core/engines/native/infer-signature.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import { type PythonValue, pythonObject } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, list, objects } from '../../../../helpers/python-values.ts';

const predict = { method: 'predict' } as const;
const probabilities = { method: 'predict_proba' } as const;

function kernel(
  name: string,
  attributes: Record<string, PythonValue>,
  module = 'sklearn.gaussian_process.kernels',
): PythonValue {
  const object = pythonObject({ module, name }, [], 0);
  object.state = { kind: 'dict', entries: Object.entries(attributes) };
  return object;
}

const rbf = kernel('RBF', { length_scale: 2 });
const constant = kernel('ConstantKernel', { constant_value: 3 });
const dotProduct = kernel('DotProduct', { sigma_0: 1 });

function regressor(attributes: Record<string, PythonValue> = {}, version = '1.9.1'): PythonValue {
  const state = {
    X_train_: floats([0, 0, 2, 0], [2, 2]),
    alpha_: floats([1, 2]),
    _y_train_mean: floats([10]),
    _y_train_std: floats([4]),
    kernel_: rbf,
    n_features_in_: 2,
    ...attributes,
  };
  return estimator('sklearn.gaussian_process._gpr.GaussianProcessRegressor', state, version);
}

function classifier(
  kernel_: PythonValue,
  attributes: Record<string, PythonValue> = {},
): PythonValue {
  const name = 'sklearn.gaussian_process._gpc._BinaryGaussianProcessClassifierLaplace';
  const base = estimator(name, {
    X_train_: floats([-1, 1], [2, 1]),
    y_train_: floats([0, 1]),
    pi_: floats([0.25, 0.75]),
    W_sr_: floats([0.5, 0.5]),
    L_: floats([1.2, 0, 0.1, 1.2], [2, 2]),
    classes_: objects('no', 'yes'),
    kernel_,
    ...attributes,
  });
  return estimator('sklearn.gaussian_process._gpc.GaussianProcessClassifier', {
    base_estimator_: base,
    n_features_in_: 1,
  });
}

function numbers(values: readonly number[], columns = 1): Tensor {
  const shape = [values.length / columns, columns];
  return { kind: 'tensor', dtype: 'float64', shape, values: Float64Array.from(values) };
}

const ask = (
  model: PythonValue,
  input: Table | Tensor,
  method = predict as typeof predict | typeof probabilities,
) => predictRows(translateModel(model, method), input, { firstRow: 0 });

describe('Gaussian processes that are refused by name', () => {
  it.each<[string, PythonValue, RegExp]>([
    ['an unknown kernel', kernel('PairwiseKernel', { gamma: 1 }), /PairwiseKernel.*does not know/],
    ['kernels side by side', kernel('CompoundKernel', { kernels: list(rbf) }), /CompoundKernel/],
    ['a kernel of one’s own', kernel('RBF', { length_scale: 1 }, 'mine'), /mine\.RBF/],
    ['no kernel', null, /whose kernel is None/],
    ['a kernel of texts', constant, /does not look at the features/],
    [
      'Bessel functions',
      kernel('Matern', { length_scale: 1, nu: 1 }),
      /nu is 1, which needs Bessel/,
    ],
    ['too many lengths', kernel('RBF', { length_scale: floats([1, 2, 3]) }), /one number, or 2/],
    ['lengths that are none', kernel('RBF', { length_scale: list('a') }), /one number, or 2/],
    ['a chain without end', chainOf(70), /nested more than 64 deep/],
    ['a kernel that doubles', doubled(60), /consists of more than 256 kernels/],
  ])('%s', (_, kernel_, message) => {
    expect(() => translateModel(regressor({ kernel_ }), predict)).toThrow(UnsupportedFlavorError);
    expect(() => translateModel(regressor({ kernel_ }), predict)).toThrow(message);
  });

  it.each<[string, Record<string, PythonValue>, RegExp]>([
    ['a prior', { X_train_: null }, /X_train_.*a(n array|row) of numbers/],
    ['points in one dimension', { X_train_: floats([1, 2]) }, /a row of numbers for each/],
    ['too few weights', { alpha_: floats([1]) }, /a weight for each of 2 training points/],
    ['too many means', { _y_train_mean: floats([1, 2]) }, /a number for each of 1 outputs/],
    ['products in float32', narrowPoints(), /training points in float32/],
  ])('%s', (_, attributes, message) => {
    expect(() => translateModel(regressor(attributes), predict)).toThrow(message);
  });

  it('versions that normalised otherwise', () => {
    const model = regressor({}, '0.22.2');
    expect(() => translateModel(model, predict)).toThrow(/as it has been since 0\.23/);
  });

  it('classifiers with parts of another kind or shape', () => {
    const strange = estimator('sklearn.gaussian_process._gpc.GaussianProcessClassifier', {
      base_estimator_: regressor(),
      n_features_in_: 2,
    });
    expect(() => translateModel(strange, predict)).toThrow(/base_estimator_ is not its own/);
    expect(() => translateModel(classifier(rbf, { pi_: floats([1]) }), predict)).toThrow(
      /2 numbers/,
    );
    const flat = classifier(rbf, { L_: floats([1, 1]) });
    expect(() => translateModel(flat, predict)).toThrow(/2 by 2 numbers/);
  });
});

describe('a Gaussian process', () => {
  it('takes the normalisation back', () => {
    const near = 1 + 2 * Math.exp(-0.5);
    expect(ask(regressor(), numbers([0, 0], 2))).toEqual(numbersOf([4 * near + 10], [1]));
  });

  it('keeps a single output in a column until 1.0', () => {
    const column = { alpha_: floats([1, 2], [2, 1]) };
    expect(ask(regressor(column, '1.0.2'), numbers([0, 0], 2))).toMatchObject({ shape: [1, 1] });
    expect(ask(regressor(column, '1.1.0'), numbers([0, 0], 2))).toMatchObject({ shape: [1] });
  });

  it('shows its features in the inferred signature', () => {
    const names = { feature_names_in_: objects('a', 'b') };
    const inferred = inferSignature(translateModel(regressor(names), predict));
    expect(inferred?.signature.inputs).toMatchObject({ columns: [{ name: 'a' }, { name: 'b' }] });
  });

  it('refuses sparse rows, which scikit-learn does not take', () => {
    const { root } = translateModel(regressor(), predict);
    if (root.kind !== 'gaussian-process-regressor') throw new Error(`It became a ${root.kind}.`);
    const rest = { columns: new Int32Array(0), values: new Float64Array(0), isFloat32: false };
    const rows = { kind: 'sparse', rowCount: 1, columnCount: 2, ...rest } as const;
    expect(() =>
      toProcessMatrix(root.rules, { ...rows, rowStarts: Int32Array.of(0, 0) }, { firstRow: 0 }),
    ).toThrow(/does not accept sparse rows/);
  });
});

describe('a Gaussian process of classes', () => {
  it('is sure near a point and in doubt far away', () => {
    const model = classifier(kernel('RBF', { length_scale: 1 }));
    expect(ask(model, numbers([-1, 1, 1e6]))).toMatchObject({ values: ['no', 'yes', 'no'] });
    const far = ask(model, numbers([1e6]), probabilities);
    expect(far).toEqual(numbersOf([1 - halfOfAll, halfOfAll], [1, 2]));
  });

  it('refuses a label that rounding alone decides', () => {
    const model = classifier(kernel('Sum', { k1: constant, k2: rbf }));
    const undecided = () => ask(model, numbers([1, 0]));
    expect(undecided).toThrow(MlflowError);
    expect(undecided).toThrow(/Row 1 is as near to one class as to the other/);
    expect(ask(model, numbers([0]), probabilities)).toMatchObject({ shape: [1, 2] });
  });

  it('refuses whole numbers whose squares run over in NumPy', () => {
    const model = classifier(dotProduct);
    const whole = (dtype: 'int8' | 'uint8', value: number): Tensor => ({
      kind: 'tensor',
      ...(dtype === 'int8'
        ? { dtype, values: Int8Array.of(value) }
        : { dtype, values: Uint8Array.of(value) }),
      shape: [1, 1],
    });
    expect(() => ask(model, whole('int8', 12))).toThrow(/add up to 144, more than the type int8/);
    expect(ask(model, whole('uint8', 12))).toMatchObject({ values: ['yes'] });
    const cells = { dtype: 'boolean', values: Uint8Array.of(1) } as const;
    const truths: Table = { kind: 'table', names: ['a'], columns: [cells], rowCount: 1 };
    expect(ask(model, truths)).toMatchObject({ values: ['yes'] });
    const large = { dtype: 'int32', values: Int32Array.of(50_000) } as const;
    expect(() => ask(model, { ...truths, columns: [large] })).toThrow(/the type int32 holds/);
  });
});

describe('the arithmetic of Gaussian processes', () => {
  it('adds up large terms that cancel one another', () => {
    const values = Float64Array.of(1e16, 1, -1e16, 1);
    expect(sumOfProducts(values, Float64Array.of(9, 1, 1, 1, 1), 1)).toBe(2);
    expect(sumOfProducts(Float64Array.of(1e308, 1e308), Float64Array.of(1, 1), 0)).toBe(Infinity);
  });

  it('squares a float32 row in float32, as einsum does', () => {
    const row = Float32Array.from({ length: 19 }, (_, at) => Math.sin(at) * 3);
    const offset = { name: 'dot-product', offset: 0.25, narrows: true } as const;
    const narrow = kernelDiagonal(offset, Float64Array.from(row), true);
    expect(narrow).toBe(Math.fround(narrow));
    expect(narrow).toBeCloseTo(kernelDiagonal(offset, Float64Array.from(row), false), 4);
  });

  it('has an error function from one end to the other', () => {
    expect(errorFunction(0)).toBe(0);
    expect(errorFunction(-0.5)).toBe(-errorFunction(0.5));
    expect(errorFunction(0.5)).toBeCloseTo(0.5204998778130465, 15);
    expect(errorFunction(2)).toBeCloseTo(0.9953222650189527, 15);
    expect([errorFunction(9), errorFunction(1e9), errorFunction(Infinity)]).toEqual([1, 1, 1]);
    expect(errorFunction(Number.NaN)).toBeNaN();
  });
});

/** Half the sum of COEFS, which scikit-learn answers where nothing is known. */
const halfOfAll =
  0.5 *
  [-1854.8214151, 3516.89893646, 221.29346712, 128.12323805, -2010.49422654].reduce(
    (sum, one) => sum + one,
    0,
  );

function numbersOf(values: readonly number[], shape: readonly number[]): Tensor {
  return { kind: 'tensor', dtype: 'float64', shape, values: Float64Array.from(values) };
}

function narrowPoints(): Record<string, PythonValue> {
  const values = Float32Array.of(0, 0, 2, 0);
  const X_train_ = { kind: 'array', dtype: 'float32', shape: [2, 2], values } as const;
  return { kernel_: dotProduct, X_train_ };
}

/** Few objects, of which each is named twice by the next. */
function doubled(times: number): PythonValue {
  let whole = rbf;
  for (let time = 0; time < times; time += 1) whole = kernel('Sum', { k1: whole, k2: whole });
  return whole;
}

function chainOf(length: number): PythonValue {
  return length === 0 ? rbf : kernel('Sum', { k1: chainOf(length - 1), k2: rbf });
}
