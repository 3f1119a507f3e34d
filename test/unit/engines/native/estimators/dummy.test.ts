import { describe, expect, it } from 'vitest';
import { NumpyRandom } from '../../../../../src/core/engines/native/estimators/dummy/numpy-random.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, list, objects } from '../../../../helpers/python-values.ts';

const classifier = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.dummy.DummyClassifier', {
    strategy: 'prior',
    _strategy: 'prior',
    random_state: null,
    constant: null,
    n_outputs_: 1,
    classes_: objects('a', 'b'),
    class_prior_: floats([0.25, 0.75]),
    sparse_output_: false,
    ...attributes,
  });

describe('NumpyRandom', () => {
  it('draws what numpy.random.RandomState draws', () => {
    // np.random.RandomState(42).randint(0, 2**32, 3, dtype="uint32")
    const random = new NumpyRandom(42);
    expect([random.bits(), random.bits(), random.bits()]).toEqual([
      1608637542, 3421126067, 4083286876,
    ]);
    // np.random.RandomState(42).random_sample()
    expect(new NumpyRandom(42).double()).toBe(0.3745401188473625);
  });
});

describe('dummy estimators', () => {
  it.each<[string, PythonValue, RegExp]>([
    ['an unknown strategy', classifier({ _strategy: 'best' }), /strategy is "best"/],
    [
      'answers that differ with every call',
      classifier({ _strategy: 'uniform' }),
      /draws answers at random and whose random_state is not an integer/,
    ],
    [
      'a seed beyond 32 bits',
      classifier({ _strategy: 'stratified', random_state: 2 ** 32 }),
      /random_state is not an integer/,
    ],
    ['sparse labels', classifier({ sparse_output_: true }), /fitted on sparse labels/],
    [
      'a prior for other classes',
      classifier({ class_prior_: floats([1]) }),
      /class_prior_ is a float64 array/,
    ],
    [
      'several outputs at random',
      classifier({
        _strategy: 'uniform',
        random_state: 1,
        n_outputs_: 2,
        classes_: list(objects('a', 'b'), objects('c')),
        class_prior_: list(floats([0.5, 0.5]), floats([1])),
      }),
      /draws 2 outputs at random/,
    ],
    [
      'a constant that is no class',
      classifier({ _strategy: 'constant', constant: 'c' }),
      /constant is "c" where one of the classes is expected/,
    ],
    [
      'a regressor without its constant',
      estimator('sklearn.dummy.DummyRegressor', { n_outputs_: 1 }),
      /no attribute constant_/,
    ],
    [
      'a regressor with too many constants',
      estimator('sklearn.dummy.DummyRegressor', { n_outputs_: 1, constant_: floats([1, 2]) }),
      /an array of 1 numbers/,
    ],
  ])('refuses %s by name', (_, model, message) => {
    expect(() => translateModel(model, { method: 'predict' })).toThrow(message);
    expect(() => translateModel(model, { method: 'predict' })).toThrow(UnsupportedFlavorError);
  });

  it('has no predict_proba for several outputs', () => {
    const model = classifier({
      n_outputs_: 2,
      classes_: list(objects('a', 'b'), objects('c')),
      class_prior_: list(floats([0.5, 0.5]), floats([1])),
    });
    expect(() => translateModel(model, { method: 'predict_proba' })).toThrow(/it has predict\./);
  });
});
