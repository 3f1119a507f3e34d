import { CommanderError } from 'commander';
import { MlflowError } from '../core/errors.ts';
import { exitCodes, StopRequest } from './cli-context.ts';

/** How a command that threw ends. */
export interface Failure {
  readonly exitCode: number;
  /** For stderr; empty when everything is said. */
  readonly text: string;
}

/**
 * Turns whatever a command threw into its end: a sentence for what the user can put right, the
 * stack for a bug of ours, nothing for wrong usage, which commander has explained by then.
 */
export function describeFailure(error: unknown): Failure {
  if (error instanceof StopRequest) return { exitCode: error.exitCode, text: '' };
  if (error instanceof CommanderError) {
    return { exitCode: error.exitCode === 0 ? exitCodes.ok : exitCodes.wrongUsage, text: '' };
  }
  if (error instanceof MlflowError) {
    return { exitCode: exitCodes.failed, text: `${error.message}\n` };
  }
  if (isSystemError(error)) {
    return { exitCode: exitCodes.failed, text: `The system refused: ${error.message}.\n` };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    exitCode: exitCodes.bug,
    text: `This is a bug in mlinvoke; please report it with this text:\n${stack}\n`,
  };
}

/** A full disk or a missing permission is no bug of ours. */
function isSystemError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'errno' in error;
}
