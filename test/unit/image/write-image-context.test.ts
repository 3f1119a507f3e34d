import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLocalModel } from '../../../src/core/model/local-model.ts';
import { planImage } from '../../../src/image/plan-image.ts';
import { readRequirements } from '../../../src/image/read-requirements.ts';
import { writeImageContext } from '../../../src/image/write-image-context.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mlinvoke-context-'));
  mkdirSync(join(root, 'model/code'), { recursive: true });
  put('MLmodel', 'flavors: {python_function: {python_version: 3.11.7}}\nmlflow_version: 3.1.0\n');
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  writeFileSync(join(root, 'model', path), text);
}

async function write(): Promise<string> {
  const directory = join(root, 'context');
  const model = await openLocalModel(join(root, 'model'));
  const requirements = await readRequirements(model);
  await writeImageContext(planImage({ model, requirements, name: 'm' }), directory);
  return directory;
}

const read = (directory: string, path: string) => readFileSync(join(directory, path), 'utf8');

describe('the build context', () => {
  it('holds the Dockerfile, the server’s start, the requirements and the whole model', async () => {
    put('requirements.txt', 'mlflow==3.1.0\nscikit-learn==1.5.0\n');
    put('code/own.py', 'x = 1\n');
    const directory = await write();
    expect(readdirSync(directory).toSorted()).toEqual([
      '.dockerignore',
      'Dockerfile',
      'model',
      'requirements',
      'serve.py',
    ]);
    expect(read(directory, 'requirements/requirements.txt')).toBe(
      'mlflow==3.1.0\nscikit-learn==1.5.0\n',
    );
    expect(read(directory, 'model/code/own.py')).toBe('x = 1\n');
  });

  it('brings the files that the requirements name', async () => {
    put(
      'requirements.txt',
      '-c constraints.txt\nmlflow\ncode/own-1.0-py3-none-any.whl\n--extra-index-url https://x/y.whl\n',
    );
    put('constraints.txt', 'numpy<2\n');
    put('code/own-1.0-py3-none-any.whl', 'wheel');
    const directory = await write();
    expect(read(directory, 'requirements/constraints.txt')).toBe('numpy<2\n');
    expect(read(directory, 'requirements/code/own-1.0-py3-none-any.whl')).toBe('wheel');
  });

  it.each(['-r ../../secret.txt', '-c /etc/passwd', '../x.whl'])(
    'brings no file from outside the model folder: %s',
    async (line) => {
      put('requirements.txt', `${line}\n`);
      await expect(write()).rejects.toThrow('lies outside the model folder');
    },
  );

  it('adds MLflow where the model does not ask for it, in the version that saved the model', async () => {
    put('requirements.txt', 'mlflow-skinny==3.1.0\nscikit-learn');
    const directory = await write();
    expect(read(directory, 'requirements/requirements.txt')).toBe(
      'mlflow-skinny==3.1.0\nscikit-learn\nmlflow==3.1.0\n',
    );
  });

  it('takes the pip part of conda.yaml where there is no requirements.txt', async () => {
    put(
      'conda.yaml',
      'dependencies: [python=3.8, pip, {pip: [mlflow==1.19.0, cloudpickle==1.6.0]}]',
    );
    expect(read(await write(), 'requirements/requirements.txt')).toBe(
      'mlflow==1.19.0\ncloudpickle==1.6.0\n',
    );
  });

  it('is refused when nothing says what the model needs', async () => {
    await expect(write()).rejects.toThrow('has neither requirements.txt nor conda.yaml');
  });

  it.skipIf(process.platform === 'win32')('can be read by the image’s user', async () => {
    put('requirements.txt', 'mlflow\n');
    chmodSync(join(root, 'model/MLmodel'), 0o600);
    chmodSync(join(root, 'model/code'), 0o700);
    const directory = await write();
    expect(statSync(join(directory, 'model/MLmodel')).mode & 0o777).toBe(0o644);
    expect(statSync(join(directory, 'model/code')).mode & 0o777).toBe(0o755);
  });

  it('does not follow links to the folder that they stand in', async () => {
    put('requirements.txt', 'mlflow==3.1.0\n');
    symlinkSync('.', join(root, 'model/code/a'));
    symlinkSync('.', join(root, 'model/code/b'));
    await expect(write()).rejects.toThrow('has the link code/a to a folder');
  });

  it('does not follow a link out of the model folder', async () => {
    put('requirements.txt', 'mlflow\n');
    symlinkSync('/etc/passwd', join(root, 'model/code/data'));
    await expect(write()).rejects.toThrow(
      'has the link code/data, which leads out of it or nowhere',
    );
  });
});
