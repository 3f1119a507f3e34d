import { describe, expect, it } from 'vitest';
import { invert } from '../../../../../src/core/engines/native/estimators/decomposition/invert.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats } from '../../../../helpers/python-values.ts';

const pca = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.decomposition._pca.PCA', {
    components_: floats([1, 0, 0, 1], [2, 2]),
    mean_: floats([1, 2]),
    whiten: false,
    ...attributes,
  });
const factors = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.decomposition._factor_analysis.FactorAnalysis', {
    components_: floats([1, 2], [1, 2]),
    mean_: floats([0, 0]),
    noise_variance_: floats([1, 1]),
    ...attributes,
  });
const centerer = estimator('sklearn.preprocessing._data.KernelCenterer', {
  K_fit_rows_: floats([1, 2]),
  K_fit_all_: 1.5,
});
const kernel = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator('sklearn.decomposition._kernel_pca.KernelPCA', {
    kernel: 'rbf',
    gamma: null,
    degree: 3,
    coef0: 1,
    X_fit_: floats([1, 2, 3, 4], [2, 2]),
    eigenvectors_: floats([1, 2], [2, 1]),
    eigenvalues_: floats([1]),
    _centerer: centerer,
    ...attributes,
  });
const float32: PythonValue = {
  kind: 'array',
  dtype: 'float32',
  shape: [2, 2],
  values: Float32Array.of(1, 2, 3, 4),
};

describe('a decomposition is refused by name', () => {
  it.each<[string, PythonValue, RegExp]>([
    ['without components', pca({ components_: floats([], [0, 2]) }), /components_ is a float64/],
    ['with components in a row', pca({ components_: floats([1, 2]) }), /any by any numbers/],
    ['with a mean of another length', pca({ mean_: floats([1]) }), /2 numbers/],
    [
      'that whitens by too few',
      pca({ whiten: true, explained_variance_: floats([1]) }),
      /2 numbers/,
    ],
    [
      'with another number of features',
      pca({ n_features_in_: 3 }),
      /3 features while its arrays have 2/,
    ],
    [
      'with components that are NaN',
      factors({ components_: floats([Number.NaN, 1], [1, 2]) }),
      /no inverse/,
    ],
    ['with too little noise', factors({ noise_variance_: floats([1]) }), /2 numbers/],
    ['with a kernel of its own', kernel({ kernel: 'precomputed' }), /kernel is "precomputed"/],
    [
      'with rows and vectors that disagree',
      kernel({ eigenvectors_: floats([1], [1, 1]) }),
      /2 by any/,
    ],
    ['with too few eigenvalues', kernel({ eigenvalues_: floats([]) }), /1 numbers/],
    ['fitted to float32', kernel({ X_fit_: float32 }), /fitted to float32/],
    ['without what centers', kernel({ _centerer: null }), /_centerer of the model is None/],
    [
      'that is not known',
      estimator('sklearn.decomposition._dict_learning.DictionaryLearning', {}),
      /DictionaryLearning, which transforms/,
    ],
  ])('%s', (_, model, message) => {
    const translate = (): unknown => translateModel(model, { method: 'transform' });
    expect(translate).toThrow(message);
    expect(translate).toThrow(UnsupportedFlavorError);
  });

  it.each([pca({}), factors({}), kernel({})])('but taken when it is sound (%#)', (model) => {
    expect(() => translateModel(model, { method: 'transform' })).not.toThrow();
  });
});

describe('invert', () => {
  it('finds the inverse, also where a pivot is zero', () => {
    const inverse = invert(Float64Array.of(0, 2, 0, 1, 0, 0, 0, 0, 4), 3);
    expect(inverse && Array.from(inverse)).toEqual([0, 1, 0, 0.5, 0, 0, 0, 0, 0.25]);
  });

  it('finds none where there is none', () => {
    expect(invert(Float64Array.of(1, 2, 2, 4), 2)).toBeUndefined();
  });
});
