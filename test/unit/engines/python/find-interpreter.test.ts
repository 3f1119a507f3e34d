import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findInterpreter } from '../../../../src/core/engines/python/find-interpreter.ts';

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'mlinvoke-find-'));
  const found = (version: string, canInvoke = true) =>
    `echo; echo 'mlinvoke{"path":"'$0'","pythonVersion":"3.12.1","mlflowVersion":"${version}","canInvoke":${canInvoke}}'`;
  script('chosen/python', found('3.1.0'));
  script('venv/bin/python', found('3.2.0'));
  script('conda/bin/python', found('3.3.0'));
  script('path/python3', 'echo "ModuleNotFoundError: No module named \'mlflow\'" >&2; exit 1');
  script('path/python', found('3.4.0'));
  script('old/python', found('1.30.0', false));
  script('silent/python', 'exit 0');
});
afterAll(() => rmSync(root, { recursive: true }));

function script(name: string, body: string): void {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

const at = (name: string): string => join(root, name);

// The stand-ins for Python are shell scripts.
describe.skipIf(process.platform === 'win32')('the interpreter', () => {
  const all = () => ({
    MLINVOKE_PYTHON: at('chosen/python'),
    VIRTUAL_ENV: at('venv'),
    CONDA_PREFIX: at('conda'),
    PATH: at('path'),
  });
  const version = async (environment: Record<string, string>, python?: string) =>
    (await findInterpreter({ environment, ...(python && { python }) })).mlflowVersion;

  it('is the one that was given, before all others', async () => {
    expect(await version(all(), at('conda/bin/python'))).toBe('3.3.0');
  });

  it('is looked for in $MLINVOKE_PYTHON, $VIRTUAL_ENV, $CONDA_PREFIX and the PATH, in this order', async () => {
    const { MLINVOKE_PYTHON, VIRTUAL_ENV, CONDA_PREFIX, PATH } = all();
    expect(await version({ MLINVOKE_PYTHON, VIRTUAL_ENV, CONDA_PREFIX, PATH })).toBe('3.1.0');
    expect(await version({ VIRTUAL_ENV, CONDA_PREFIX, PATH })).toBe('3.2.0');
    expect(await version({ CONDA_PREFIX, PATH })).toBe('3.3.0');
    expect(await version({ PATH })).toBe('3.4.0');
  });

  it('tells its path and versions', async () => {
    const found = await findInterpreter({ python: at('venv/bin/python'), environment: {} });
    expect(found).toEqual({
      path: at('venv/bin/python'),
      pythonVersion: '3.12.1',
      mlflowVersion: '3.2.0',
    });
  });

  it('is refused with every place that was tried, why it failed, and what to do', async () => {
    const environment = {
      VIRTUAL_ENV: at('none'),
      MLINVOKE_PYTHON: at('silent/python'),
      PATH: at('old'),
    };
    await expect(findInterpreter({ environment })).rejects.toMatchObject({
      code: 'FEATURE_DISABLED',
      message:
        `No Python with MLflow was found. Tried ${at('silent/python')} ($MLINVOKE_PYTHON): it answered nothing, so it is not a Python interpreter; ` +
        `${at('none/bin/python')} ($VIRTUAL_ENV): there is no such program; ` +
        'python3 (on the PATH): there is no such program; ' +
        'python (on the PATH): its MLflow 1.30.0 has no mlflow.pyfunc.scoring_server.invocations; MLflow 2.3 or newer is needed. ' +
        'Install MLflow into one of them (python -m pip install mlflow), or name another interpreter with the setting mlinvoke.pythonPath, --python or $MLINVOKE_PYTHON.',
    });
  });

  it('is not replaced by another when the given one fails', async () => {
    await expect(
      findInterpreter({ python: at('path/python3'), environment: all() }),
    ).rejects.toThrow(
      /Tried [^;]*path\/python3 \(as given\): ModuleNotFoundError: No module named 'mlflow'\./,
    );
  });

  it('gives the reason when the search is cancelled', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(findInterpreter({ environment: all(), signal })).rejects.toThrow('enough');
  });
});
