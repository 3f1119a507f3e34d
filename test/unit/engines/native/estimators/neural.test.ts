import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../../../src/core/engines/native/estimators/neural/plans.ts';
import { runLayers } from '../../../../../src/core/engines/native/estimators/neural/run-layers.ts';
import { toDense } from '../../../../../src/core/engines/native/rows/dense.ts';
import type { SparseMatrix } from '../../../../../src/core/engines/native/rows/matrix.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, list } from '../../../../helpers/python-values.ts';

const predict = { method: 'predict' } as const;

function binarizer(attributes: Record<string, PythonValue> = {}): PythonValue {
  return estimator('sklearn.preprocessing._label.LabelBinarizer', {
    y_type_: 'binary',
    sparse_input_: false,
    neg_label: 0,
    pos_label: 1,
    classes_: floats([0, 1]),
    ...attributes,
  });
}

function classifier(attributes: Record<string, PythonValue> = {}): PythonValue {
  return estimator('sklearn.neural_network._multilayer_perceptron.MLPClassifier', {
    coefs_: list(floats([1, 2, 3, 4], [2, 2]), floats([1, 2], [2, 1])),
    intercepts_: list(floats([0, 0]), floats([0])),
    activation: 'relu',
    out_activation_: 'logistic',
    _label_binarizer: binarizer(),
    ...attributes,
  });
}

describe('perceptrons that are refused by name', () => {
  it.each<[string, Record<string, PythonValue>, RegExp]>([
    ['an unknown activation', { activation: 'swish' }, /activation is "swish"/],
    ['an unknown last activation', { out_activation_: 'max' }, /out_activation_ is "max"/],
    ['no layers', { coefs_: list(), intercepts_: list() }, /not as many as its layers/],
    [
      'offsets of another size',
      { intercepts_: list(floats([0]), floats([0])) },
      /layer 0 does not/,
    ],
    [
      'layers that do not fit',
      { coefs_: list(floats([1, 2], [2, 1]), floats([1, 2], [2, 1])) },
      /layer 0 does not fit/,
    ],
    [
      'more outputs than binary labels have',
      { coefs_: list(floats([1, 2, 3, 4], [2, 2])), intercepts_: list(floats([0, 0])) },
      /2 outputs for labels of the kind "binary"/,
    ],
    [
      'labels of an unknown kind',
      { _label_binarizer: binarizer({ y_type_: 'continuous' }) },
      /labels of the kind "continuous"/,
    ],
    [
      'labels that are not 0 and 1',
      { _label_binarizer: binarizer({ neg_label: -1 }) },
      /other numbers than 0 and 1/,
    ],
  ])('%s', (_, attributes, message) => {
    expect(() => translateModel(classifier(attributes), predict)).toThrow(UnsupportedFlavorError);
    expect(() => translateModel(classifier(attributes), predict)).toThrow(message);
  });

  it('but one that is sound is taken', () => {
    expect(translateModel(classifier(), predict).parts).toEqual(['MLPClassifier']);
  });
});

it('sparse rows run through the layers as dense ones do', () => {
  const rows: SparseMatrix = {
    kind: 'sparse',
    rowCount: 2,
    columnCount: 3,
    rowStarts: Int32Array.of(0, 2, 2),
    columns: Int32Array.of(0, 2),
    values: Float64Array.of(1, -2),
    isFloat32: false,
  };
  const layers: Layer[] = [
    {
      inputCount: 3,
      outputCount: 2,
      weights: Float64Array.of(1, 2, 3, 4, 5, 6),
      offsets: Float64Array.of(10, 1),
      activation: 'relu',
      isFloat32: false,
    },
  ];
  expect([...runLayers(layers, rows).values]).toEqual([1, 0, 10, 1]);
  expect(runLayers(layers, toDense(rows))).toEqual(runLayers(layers, rows));
});
