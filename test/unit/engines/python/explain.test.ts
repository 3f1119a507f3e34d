import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { UnsupportedFlavorError } from '../../../../src/core/errors.ts';
import { explainLoadFailure } from '../../../../src/core/engines/python/explain-load-failure.ts';
import { toMlflowError } from '../../../../src/core/engines/python/to-mlflow-error.ts';
import { parseMlModel } from '../../../../src/core/model/mlmodel.ts';

const interpreter = { path: '/env/bin/python', pythonVersion: '3.11.7', mlflowVersion: '3.17.2' };
const model = {
  folder: '/no/such/folder',
  uri: 'models:/iris/1',
  name: 'iris',
  mlmodel: parseMlModel('flavors: {}'),
};

it('a missing module is named by the package that brings it', () => {
  const failure = {
    error: "ModuleNotFoundError: No module named 'sklearn'",
    missingModule: 'sklearn.base',
    traceback: '',
  };
  const error = explainLoadFailure(failure, model, interpreter);
  expect(error).toBeInstanceOf(UnsupportedFlavorError);
  expect(error.message).toBe(
    '/env/bin/python (Python 3.11.7, MLflow 3.17.2) could not load models:/iris/1: ' +
      'ModuleNotFoundError: No module named \'sklearn\'. The module "sklearn" is missing: install it ' +
      '(/env/bin/python -m pip install scikit-learn), or choose another interpreter.',
  );
});

it('the model’s own requirements are offered where it has them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlinvoke-explain-'));
  writeFileSync(join(folder, 'requirements.txt'), 'torch\n');
  const failure = { error: 'ModuleNotFoundError: x', missingModule: 'torch', traceback: '' };
  const { message } = explainLoadFailure(failure, { ...model, folder }, interpreter);
  rmSync(folder, { recursive: true });
  expect(message).toContain(`pip install -r ${join(folder, 'requirements.txt')}`);
});

const reply = (status: number, body: string) =>
  toMlflowError({
    status,
    contentType: 'application/json',
    body: Buffer.from(body),
    milliseconds: 1,
    rows: null,
  });

it('MLflow’s error keeps its code, and tells what Python said last', () => {
  const body = {
    error_code: 'BAD_REQUEST',
    message: 'Unexpected.',
    stack_trace: 'Trace\nValueError: no\n',
  };
  expect(reply(400, JSON.stringify(body))).toMatchObject({
    code: 'BAD_REQUEST',
    message: 'Unexpected. Python says: ValueError: no',
  });
  expect(reply(400, '{"error_code":"INVALID_PARAMETER_VALUE","message":"m"}')).toMatchObject({
    code: 'INVALID_PARAMETER_VALUE',
    message: 'm',
  });
});

it('an unknown code or answer is not guessed at', () => {
  expect(reply(500, '{"error_code":"NEW_CODE","message":"m"}').code).toBe('INTERNAL_ERROR');
  expect(reply(415, 'plain')).toMatchObject({
    code: 'BAD_REQUEST',
    message: 'MLflow answered with status 415: plain',
  });
});
