import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MlflowError, UnsupportedFlavorError } from '../../errors.ts';
import type { LocalModel } from '../../model/local-model.ts';
import type { Interpreter } from './find-interpreter.ts';
import type { PythonFailure } from './worker-process.ts';

/** Packages on PyPI whose name differs from the module that is imported. */
const packageOfModule: Readonly<Record<string, string>> = {
  PIL: 'pillow',
  cv2: 'opencv-python-headless',
  skimage: 'scikit-image',
  sklearn: 'scikit-learn',
  yaml: 'pyyaml',
};

/**
 * The sentence for a model that Python could not load: Python's own last line, and what to install
 * when a module is missing. A missing module is UnsupportedFlavorError, since another environment
 * may well run the model.
 */
export function explainLoadFailure(
  failure: PythonFailure,
  model: LocalModel,
  interpreter: Interpreter,
): MlflowError {
  const { error, missingModule } = failure;
  const where = `${interpreter.path} (Python ${interpreter.pythonVersion}, MLflow ${interpreter.mlflowVersion})`;
  const start = `${where} could not load ${model.uri}: ${error}`.replace(/(?<![.\s])[.\s]*$/, '.');
  if (missingModule === null) {
    const log = 'The full traceback is in the log.';
    return new MlflowError('INVALID_PARAMETER_VALUE', `${start} ${log}`);
  }
  return new UnsupportedFlavorError(`${start} ${installHint(missingModule, model, interpreter)}`);
}

function installHint(module: string, model: LocalModel, { path }: Interpreter): string {
  const top = module.split('.', 1)[0] ?? module;
  const one = `${path} -m pip install ${packageOfModule[top] ?? top}`;
  const requirements = join(model.folder, 'requirements.txt');
  const hint = `The module "${top}" is missing: install it (${one})`;
  if (!existsSync(requirements)) return `${hint}, or choose another interpreter.`;
  return `${hint}, or all that the model asks for (${path} -m pip install -r ${requirements}).`;
}
