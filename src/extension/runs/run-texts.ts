import * as vscode from 'vscode';
import type { RunStatus } from '../../core/store/tracking-store.ts';

/** What a run's status is called. */
export function statusText(status: RunStatus): string {
  switch (status) {
    case 'FINISHED':
      return vscode.l10n.t('finished');
    case 'FAILED':
      return vscode.l10n.t('failed');
    case 'KILLED':
      return vscode.l10n.t('killed');
    case 'RUNNING':
      return vscode.l10n.t('running');
    case 'SCHEDULED':
      return vscode.l10n.t('scheduled');
  }
}

/** A moment, in milliseconds since the epoch, as the user's language writes it; `medium` has seconds. */
export function timeText(milliseconds: number, timeStyle: 'short' | 'medium' = 'short'): string {
  const style = { dateStyle: 'medium', timeStyle } as const;
  return new Date(milliseconds).toLocaleString(vscode.env.language, style);
}
