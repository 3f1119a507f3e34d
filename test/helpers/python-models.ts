import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Interpreter } from '../../src/core/engines/python/find-interpreter.ts';
import { findInterpreter } from '../../src/core/engines/python/find-interpreter.ts';

/** The Python with MLflow that the tests use; without it they are skipped. */
export const testPython = process.env['MLINVOKE_TEST_PYTHON'];

/** Custom pyfunc models saved by real MLflow, and the interpreter that loads them. */
export interface PythonModels {
  readonly folder: string;
  readonly interpreter: Interpreter;
  remove(): void;
}

export async function savePythonModels(): Promise<PythonModels> {
  const folder = mkdtempSync(join(tmpdir(), 'mlinvoke-python-'));
  const script = resolve('test/helpers/save_pyfunc_models.py');
  // The working directory is the temporary folder, since MLflow may write a database there.
  execFileSync(testPython ?? 'python3', [script, folder], { cwd: folder, stdio: 'pipe' });
  const interpreter = await findInterpreter({
    environment: process.env,
    ...(testPython && { python: testPython }),
  });
  return { folder, interpreter, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Whether a process is alive; one that waits to be reaped is not. */
function isAlive(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
    return !state.startsWith('Z');
  } catch {
    return false;
  }
}

/** Waits until none of the processes is alive; the list of those that still are. */
export async function survivors(pids: readonly number[]): Promise<number[]> {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    if (!pids.some(isAlive)) return [];
    await new Promise((next) => setTimeout(next, 50));
  }
  return pids.filter(isAlive);
}
