import { MlflowError } from '../core/errors.ts';

/** The one action that an error message offers. */
export type ErrorAction = 'showLog' | 'manageTrust' | 'signIn';

/** How an error is told to the user and to the log. */
export interface ErrorReport {
  /** A bug of ours, as against something that the user can put right. */
  readonly isBug: boolean;
  readonly message: string;
  readonly action: ErrorAction;
  /** Everything there is, for the log: stack and causes. */
  readonly detail: string;
}

/** What {@link reportError} has to know. */
export interface ErrorContext {
  readonly isTrusted: boolean;
}

/**
 * Decides how to tell an error; undefined for a cancellation, which the user knows about. In
 * Restricted Mode an error that says trust would help leads to the trust editor.
 */
export function reportError(error: unknown, context: ErrorContext): ErrorReport | undefined {
  if (isCancellation(error)) return undefined;
  const isBug = !(error instanceof MlflowError);
  return {
    isBug,
    message: error instanceof Error ? error.message : String(error),
    action: isBug ? 'showLog' : actionFor(error, context),
    detail: detailOf(error),
  };
}

function actionFor(error: MlflowError, { isTrusted }: ErrorContext): ErrorAction {
  if (!isTrusted && needsTrust(error)) return 'manageTrust';
  return error.code === 'UNAUTHENTICATED' ? 'signIn' : 'showLog';
}

/** True for what AbortSignal, fetch and VS Code throw when the user cancelled. */
function isCancellation(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'Canceled');
}

/** The refusal itself, or one among the reasons why no engine could run the model. */
function needsTrust(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof MlflowError && error.code === 'PERMISSION_DENIED') return true;
  if (error instanceof AggregateError) return error.errors.some(needsTrust);
  return needsTrust(error.cause);
}

function detailOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? `${error.name}: ${error.message}`;
  const causes = error instanceof AggregateError ? error.errors : [error.cause];
  const told = causes.filter((cause) => cause !== undefined).map(detailOf);
  return [own, ...told].join('\nCaused by: ');
}
