import { describe, expect, it } from 'vitest';
import { parseMlModel } from '../../../src/core/model/mlmodel.ts';

const minimal = 'flavors:\n  python_function:\n    loader_module: mlflow.sklearn\n';

describe('an MLmodel file', () => {
  it('of MLflow 1 is read without version, signature or example', () => {
    const model = parseMlModel(`artifact_path: model\n${minimal}run_id: abc\n`);
    expect(model.flavors.get('python_function')).toEqual({ loader_module: 'mlflow.sklearn' });
    expect(model).toMatchObject({ runId: 'abc', isSignatureFromTypeHint: false });
    expect(model.signature).toBeUndefined();
  });

  it('of MLflow 3 is read with everything that mlinvoke uses', () => {
    const model = parseMlModel(
      `${minimal}mlflow_version: 3.17.2\nmodel_id: m-1\nutc_time_created: '2026-01-01 00:00:00.1'\n` +
        'saved_input_example_info:\n  artifact_path: input_example.json\n  type: dataframe\n' +
        '  serving_input_path: serving_input_example.json\n' +
        `signature:\n  inputs: '[{"type": "double", "name": "x", "required": true}]'\n  outputs: null\n  params: null\n`,
    );
    expect(model).toMatchObject({
      mlflowVersion: '3.17.2',
      modelId: 'm-1',
      inputExample: { type: 'dataframe', servingInputPath: 'serving_input_example.json' },
      signature: {
        inputs: {
          kind: 'columns',
          columns: [{ name: 'x', type: { kind: 'scalar', type: 'double' } }],
        },
      },
    });
  });

  it.each([
    ['flavors: [', 'it is not valid YAML'],
    ['', 'it holds no YAML mapping'],
    ['just text', 'it holds no YAML mapping'],
    ['run_id: abc', 'its entry "flavors" is wrong'],
    ['flavors:\n  sklearn: 1\n', 'its entry "flavors.sklearn" is wrong'],
    [
      `${minimal}signature:\n  inputs: 'nonsense'\n`,
      "The signature's inputs in the MLmodel file cannot be read",
    ],
    [`${minimal}signature:\n  inputs: '[{"type": "decimal"}]'\n`, 'a column of type "decimal"'],
    [
      `${minimal}signature:\n  inputs: 7\n`,
      "The signature's entries in the MLmodel file cannot be read",
    ],
  ])('%j is refused with a reason', (text, reason) => {
    expect(() => parseMlModel(text)).toThrow(reason);
  });

  it('whose aliases multiply without end is refused', () => {
    const laughs = Array.from({ length: 12 }, (_, level) => {
      const before = `*a${level - 1}`;
      return `a${level}: &a${level} [${level === 0 ? 'ha' : Array(9).fill(before).join(', ')}]`;
    });
    expect(() => parseMlModel(`${laughs.join('\n')}\n${minimal}`)).toThrow(
      /nests YAML aliases without end/,
    );
  });
});
