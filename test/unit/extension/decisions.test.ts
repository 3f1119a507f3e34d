import { describe, expect, it } from 'vitest';
import { MlflowError, UnsupportedFlavorError } from '../../../src/core/errors.ts';
import { parseMlModel } from '../../../src/core/model/mlmodel.ts';
import { blockAt } from '../../../src/extension/requests/block-at.ts';
import { reportError } from '../../../src/extension/error-report.ts';
import { defaultImageName, isImageName } from '../../../src/image/image-name.ts';
import { flavorNames, signatureParts } from '../../../src/core/model/model-summary.ts';
import { predictionsPath } from '../../../src/extension/predict/predictions-path.ts';
import { storeModelOf } from '../../../src/extension/models/store-model.ts';
import { parseInvokeFile } from '../../../src/invoke/parse-invoke-file.ts';

describe('reportError', () => {
  it('keeps a cancellation silent', () => {
    const cancelled = new DOMException('Cancelled by the user.', 'AbortError');
    expect(reportError(cancelled, { isTrusted: true })).toBeUndefined();
  });

  it('tells a user error by its own sentence and offers the log', () => {
    const error = new MlflowError('BAD_REQUEST', 'The column "x" is missing.');
    expect(reportError(error, { isTrusted: true })).toMatchObject({
      isBug: false,
      message: 'The column "x" is missing.',
      action: 'showLog',
    });
  });

  it('takes any other error for a bug and logs its causes', () => {
    const error = new TypeError('x is undefined', { cause: new Error('deeper') });
    const report = reportError(error, { isTrusted: true });
    expect(report?.isBug).toBe(true);
    expect(report?.detail).toContain('Caused by: Error: deeper');
  });

  it('leads to the trust editor when only Restricted Mode is in the way', () => {
    const restricted = new MlflowError('PERMISSION_DENIED', 'Restricted Mode.');
    const none = new UnsupportedFlavorError('No engine can run it here.', {
      cause: new AggregateError([new UnsupportedFlavorError('no forest'), restricted]),
    });
    expect(reportError(none, { isTrusted: false })?.action).toBe('manageTrust');
    expect(reportError(none, { isTrusted: true })?.action).toBe('showLog');
  });
});

describe('the name of an image', () => {
  it.each(['iris', 'iris:1.0', 'team/iris', 'registry.example:5000/team/iris:v1', 'a__b-c.d'])(
    'may be %s',
    (name) => expect(isImageName(name)).toBe(true),
  );

  it.each([
    '',
    'Iris',
    'iris model',
    '-iris',
    'iris:',
    'iris:-1',
    '--privileged',
    'a//b',
    'iris;rm',
  ])('may not be "%s"', (name) => expect(isImageName(name)).toBe(false));

  it.each([
    ['Iris Model@2', 'iris-model-2'],
    ['iris', 'iris'],
    ['модель', 'mlflow-model'],
  ])('made from %s is %s', (name, image) => {
    expect(defaultImageName(name)).toBe(image);
    expect(isImageName(image)).toBe(true);
  });
});

describe('storeModelOf', () => {
  it('names a logged model of MLflow 3 by its id', () => {
    expect(storeModelOf('/w/mlruns/1/models/m-0a1b/artifacts')).toEqual({
      uri: 'models:/m-0a1b',
      name: 'm-0a1b',
      workingDirectory: '/w',
    });
  });

  it('names a model of MLflow 2 by its run and path', () => {
    const run = '0123456789abcdef0123456789abcdef';
    expect(storeModelOf(`/w/mlruns/0/${run}/artifacts/models/best`)).toEqual({
      uri: `runs:/${run}/models/best`,
      name: 'models/best',
      workingDirectory: '/w',
    });
  });

  it('leaves a folder outside a store alone', () => {
    expect(storeModelOf('/w/models/iris')).toBeUndefined();
  });
});

describe('predictionsPath', () => {
  it('puts the predictions beside the file', () => {
    expect(predictionsPath('/data/rows.v2.CSV')).toBe('/data/rows.v2.predictions.csv');
  });
});

describe('blockAt', () => {
  const { blocks } = parseInvokeFile(
    '# a comment\n\n### one\n{"inputs": [1]}\n\n### two\n{"inputs": [2]}\n',
  );

  it.each([
    [0, 'one'],
    [3, 'one'],
    [4, 'one'],
    [5, 'two'],
    [99, 'two'],
  ])('takes line %i for the request "%s"', (line, name) => {
    expect(blockAt(blocks, line)?.name).toBe(name);
  });

  it('finds nothing in a file without requests', () => {
    expect(blockAt([], 0)).toBeUndefined();
  });
});

describe('the summary of a model', () => {
  const mlmodel = parseMlModel(`
flavors:
  python_function: {loader_module: mlflow.sklearn}
  sklearn: {sklearn_version: 1.9.1}
signature:
  inputs: '[{"name": "width", "type": "double", "required": true}, {"name": "tags", "type": "array", "items": {"type": "string"}, "required": false}]'
  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "int64", "shape": [-1]}}]'
  params: '[{"name": "threshold", "type": "double", "default": 0.5, "shape": null}]'
`);

  it('leaves out the flavor that every model has', () => {
    expect(flavorNames(mlmodel)).toEqual(['sklearn']);
  });

  it('tells names and types of inputs, outputs and params', () => {
    expect(signatureParts(mlmodel.signature)).toEqual([
      {
        kind: 'inputs',
        rows: [
          { name: 'width', type: 'double' },
          { name: 'tags', type: 'list of string, optional' },
        ],
      },
      { kind: 'outputs', rows: [{ name: '0', type: 'tensor of int64, shape (-1)' }] },
      { kind: 'params', rows: [{ name: 'threshold', type: 'double = 0.5' }] },
    ]);
  });

  it('has no parts without a signature', () => {
    expect(signatureParts(undefined)).toEqual([]);
  });
});
