import type * as vscode from 'vscode';

/** An AbortSignal that follows a cancellation token of the editor. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const controller = new AbortController();
  const cancel = () => controller.abort(new DOMException('Cancelled by the user.', 'AbortError'));
  if (token.isCancellationRequested) cancel();
  else token.onCancellationRequested(cancel);
  return controller.signal;
}
