import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { irisModel, root, runCli } from '../helpers/run-cli.ts';

describe('mlinvoke inspect', () => {
  it('shows flavors, signature, example, engine and why', async () => {
    const { code, stdout, stderr } = await runCli(['inspect', '-m', 'samples/models/iris']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`→ folder: ${irisModel}`);
    expect(stdout).toMatch(/Flavors +python_function, sklearn \d/);
    expect(stdout).toMatch(/Saved by +MLflow \d/);
    expect(stdout).toMatch(/Input example +input_example\.json/);
    expect(stdout).toMatch(/Engine +native: /);
    expect(stdout).toMatch(/Signature, inputs:\n {2}sepal length \(cm\) +double\n/);
  });

  it('shows every hop of an alias, from the variable that mlflow reads', async () => {
    const { code, stdout } = await runCli(['inspect', '-m', 'models:/iris@champion'], {
      environment: { MLFLOW_TRACKING_URI: join(root, 'samples/mlruns') },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/→ alias champion: version \d/);
    expect(stdout).toMatch(/→ version \d+: models:\/m-/);
  });

  it('gives one JSON document with --json', async () => {
    const { stdout } = await runCli(['inspect', '-m', 'samples/models/iris', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      uri: 'samples/models/iris',
      folder: irisModel,
      engine: 'native',
      signature: { inputs: { kind: 'columns' } },
      flavors: { sklearn: { serialization_format: 'skops' } },
    });
  });
});
