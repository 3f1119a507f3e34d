import type { Environment } from '../core/environment.ts';
import type { Logger } from '../core/logger.ts';
import type { StoreHost } from '../core/store/store-host.ts';

/** What a command may use of the process around it. */
export interface CliContext {
  /** Absolute. */
  readonly workingDirectory: string;
  readonly environment: Environment;
  /** Path of the native engine's worker bundle. */
  readonly workerFile: string;
  readonly storeHost: StoreHost;
  /** The version of mlinvoke. */
  readonly version: string;
  /** Writes to stdout: results only. */
  readonly out: (text: string) => void;
  /** Writes to stderr: what a person should know besides the result. */
  readonly note: (text: string) => void;
  readonly readInput: () => Promise<Uint8Array>;
  readonly logger: Logger;
  /** Aborted with a {@link StopRequest} by SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
}

/** Why a command was stopped from outside. */
export class StopRequest extends Error {
  override readonly name = 'StopRequest';
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('The command was stopped.');
    this.exitCode = exitCode;
  }
}

/** The exit codes of every command. */
export const exitCodes = { ok: 0, failed: 1, wrongUsage: 2, bug: 70 } as const;

/** One JSON document on a line of its own, for `--json`. */
export function writeJson(context: CliContext, value: unknown): void {
  context.out(`${JSON.stringify(value)}\n`);
}
