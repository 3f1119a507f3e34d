import * as vscode from 'vscode';
import { signalOf } from './cancellation.ts';

/** Reports what is going on, in words and as a share of the whole. */
export type ReportProgress = (step: { message?: string; increment?: number }) => void;

/** How a piece of work is shown while it lasts. */
export interface LateProgressOptions {
  readonly title: string;
  /** Work that is done sooner shows nothing. */
  readonly delayMilliseconds?: number;
}

/**
 * Runs work that can be cancelled by a notification, which appears only when the work takes longer
 * than a moment: a notification that flashes up tells nobody anything.
 */
export async function withLateProgress<T>(
  options: LateProgressOptions,
  work: (signal: AbortSignal, report: ReportProgress) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let latest: { message?: string } = {};
  let show: ReportProgress = () => {};
  const result = work(controller.signal, (step) => {
    latest = step;
    show(step);
  });
  const done = result.then(noop, noop);
  const timer = setTimeout(() => {
    const notification = { location: vscode.ProgressLocation.Notification, cancellable: true };
    void vscode.window.withProgress({ ...notification, title: options.title }, (bar, token) => {
      const signal = signalOf(token);
      signal.addEventListener('abort', () => controller.abort(signal.reason), { once: true });
      show = (step) => bar.report(step);
      if (latest.message !== undefined) show({ message: latest.message });
      return done;
    });
  }, options.delayMilliseconds ?? 300);
  try {
    return await result;
  } finally {
    clearTimeout(timer);
  }
}

function noop(): void {}
