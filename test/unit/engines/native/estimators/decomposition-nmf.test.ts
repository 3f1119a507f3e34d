import { describe, expect, it } from 'vitest';
import type { Tensor } from '../../../../../src/core/data/tensor.ts';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { nativeEngine } from '../../../../../src/core/engines/native/native-engine.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { buildNativeWorker } from '../../../../helpers/native-worker-file.ts';
import { estimator, floats, list, tuple } from '../../../../helpers/python-values.ts';

type Attributes = Record<string, PythonValue>;

const common: Attributes = {
  components_: floats([1, 0.5, 0.2, 1], [2, 2]),
  n_components: 2,
  tol: 1e-4,
  max_iter: 200,
  alpha_W: 0,
  alpha_H: 'same',
  l1_ratio: 0,
  beta_loss: 'frobenius',
};
const nmf = (attributes: Attributes = {}, version?: string): PythonValue =>
  estimator(
    'sklearn.decomposition._nmf.NMF',
    { ...common, solver: 'cd', shuffle: false, ...attributes },
    version,
  );
const miniBatch = (attributes: Attributes = {}): PythonValue =>
  estimator('sklearn.decomposition._nmf.MiniBatchNMF', {
    ...common,
    _n_components: 2,
    _beta_loss: 2,
    _transform_max_iter: 200,
    ...attributes,
  });
const old = (attributes: Attributes, version: string): PythonValue =>
  nmf({ alpha: 0, regularization: 'both', ...attributes }, version);
const float32: PythonValue = {
  kind: 'array',
  dtype: 'float32',
  shape: [2, 2],
  values: Float32Array.of(1, 2, 3, 4),
};
const translate = (model: PythonValue) => translateModel(model, { method: 'transform' });
const pipeline = (...steps: PythonValue[]): PythonValue =>
  estimator('sklearn.pipeline.Pipeline', {
    steps: list(...steps.map((step, at) => tuple(`step ${at}`, step))),
    memory: null,
  });

describe('a factorisation is refused by name', () => {
  it.each<[string, PythonValue, RegExp]>([
    ['that shuffles', nmf({ shuffle: true }), /shuffle=True draws the order/],
    ['of an unknown solver', nmf({ solver: 'pg' }), /solver is "pg" where "cd" or "mu"/],
    ['of an unknown loss', nmf({ solver: 'mu', beta_loss: 'l1' }), /beta_loss is "l1" where/],
    ['whose solver has no such loss', nmf({ beta_loss: 1 }), /cannot have the beta_loss 1/],
    ['fitted to float32', nmf({ components_: float32 }), /fitted to float32/],
    ['with negative components', nmf({ components_: floats([1, -1], [1, 2]) }), /hold negative/],
    ['with empty components', nmf({ components_: floats([0, 0], [1, 2]) }), /or only zeros/],
    ['with infinite components', nmf({ components_: floats([1, 1 / 0], [1, 2]) }), /all finite/],
    ['with another count', nmf({ n_components: 3 }), /n_components is 3 where 2/],
    ['with as many as features', nmf({ components_: floats([1, 1], [1, 2]) }), /where 1, as/],
    ['without steps', nmf({ max_iter: 0 }), /max_iter is 0 where an integer from 1/],
    ['with endless steps', nmf({ max_iter: 1e9 }), /max_iter is 1000000000 where/],
    ['with a negative tolerance', nmf({ tol: -1 }), /tol is -1 where/],
    ['with a negative penalty', nmf({ alpha_W: -1 }), /penalty of -2 .* is out of range/],
    ['with an odd ratio', nmf({ alpha_W: 1, l1_ratio: 2 }), /l1_ratio 2 is out of range/],
    [
      'with an unknown regularization',
      old({ alpha: 1, regularization: 'all' }, '0.24.2'),
      /regularization is "all"/,
    ],
    ['with other features', nmf({ n_features_in_: 3 }), /3 features while its arrays have 2/],
    ['in small batches of another count', miniBatch({ _n_components: 4 }), /_n_components is 4/],
    ['in small batches of no loss', miniBatch({ _beta_loss: null }), /_beta_loss is None/],
    [
      'in small batches, endless',
      miniBatch({ _transform_max_iter: 0 }),
      /_transform_max_iter is 0/,
    ],
  ])('%s', (_, model, message) => {
    expect(() => translate(model)).toThrow(message);
    expect(() => translate(model)).toThrow(UnsupportedFlavorError);
  });
});

describe('the penalties of a factorisation', () => {
  it.each<[string, PythonValue, { l1: number; l2: number }]>([
    ['are times the features', nmf({ alpha_W: 0.5, l1_ratio: 0.25 }), { l1: 0.25, l2: 0.75 }],
    ['were not in 0.23', old({ alpha: 0.5, l1_ratio: 0.5 }, '0.23.2'), { l1: 0.25, l2: 0.25 }],
    [
      'were on the components alone in 0.24',
      old({ alpha: 0.5, regularization: 'components' }, '0.24.2'),
      { l1: 0, l2: 0 },
    ],
    [
      'had both names in 1.0',
      old({ alpha: 0.5, regularization: 'deprecated' }, '1.0.2'),
      { l1: 0, l2: 0.5 },
    ],
    [
      'had the new name win in 1.1',
      old({ alpha: 0.5, alpha_H: 0.1, alpha_W: 0 }, '1.1.3'),
      { l1: 0, l2: 0 },
    ],
    ['had a default in 1.1', old({ alpha: 'deprecated' }, '1.1.3'), { l1: 0, l2: 0 }],
  ])('%s', (_, model, penalties) => {
    expect(translate(model).root).toMatchObject(penalties);
  });
});

/** Rows of two numbers that no formula of one row would answer alike. */
function rows(rowCount: number): Tensor {
  const values = Float64Array.from({ length: rowCount * 2 }, (_, at) => ((at * 37) % 101) / 7);
  return { kind: 'tensor', dtype: 'float64', shape: [rowCount, 2], values };
}

describe('the rows of a factorisation', () => {
  it('stay together wherever it stands in a model', () => {
    expect(translate(nmf()).keepsRowsTogether).toBe(true);
    expect(translate(miniBatch()).keepsRowsTogether).toBe(true);
    expect(translate(pipeline(pipeline(nmf(), nmf()), nmf())).keepsRowsTogether).toBe(true);
    const pca = estimator('sklearn.decomposition._pca.PCA', {
      components_: floats([1, 0, 0, 1], [2, 2]),
      mean_: floats([1, 2]),
      whiten: false,
    });
    expect(translate(pipeline(pca, pca)).keepsRowsTogether).toBeUndefined();
  });

  it('are not cut up between threads', async () => {
    const worker = await buildNativeWorker();
    // With a penalty and few steps the start values show, which come from the mean of all rows.
    const few = { solver: 'mu', max_iter: 3, alpha_W: 0.5, l1_ratio: 1 };
    const plan = translate(nmf(few));
    const costly = { ...plan, rowCost: 1e9 };
    const engine = nativeEngine(costly, worker.workerFile);
    try {
      expect(engine.keepsRowsTogether).toBe(true);
      const whole = evaluatePlan(plan, rows(2000), { firstRow: 0 });
      const part = evaluatePlan(plan, rows(256), { firstRow: 0 });
      expect(part.values).not.toEqual(whole.values.slice(0, part.values.length));
      const answer = await engine.predict(rows(2000), undefined, new AbortController().signal);
      expect(answer).toEqual(whole);
    } finally {
      await engine.close();
      await worker.remove();
    }
  });

  it('are named where they hold a negative number', () => {
    const input: Tensor = { ...rows(2), values: Float64Array.of(1, 2, 3, -4) } as Tensor;
    const ask = (): unknown => evaluatePlan(translate(nmf()), input, { firstRow: 10 });
    expect(ask).toThrow('The column 1 holds -4 in row 11, but NMF takes no negative numbers');
  });
});
