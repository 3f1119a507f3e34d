import * as vscode from 'vscode';
import { commandIds } from '../commands.ts';
import type { RunningServers, ServerEntry } from './running-servers.ts';
import { withoutScheme } from './servers-view.ts';

/** Shows in the status bar what is being served, and nothing while nothing is. */
export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #servers: RunningServers;
  readonly #listening: vscode.Disposable;

  constructor(servers: RunningServers) {
    this.#servers = servers;
    this.#item = vscode.window.createStatusBarItem(
      'mlinvoke.servers',
      vscode.StatusBarAlignment.Left,
      10,
    );
    this.#item.name = vscode.l10n.t('mlinvoke servers');
    this.#item.command = commandIds.showServers;
    this.#listening = servers.onDidChange(() => this.#update());
  }

  dispose(): void {
    this.#listening.dispose();
    this.#item.dispose();
  }

  #update(): void {
    const { entries } = this.#servers;
    if (entries.length === 0) {
      this.#item.hide();
      return;
    }
    const label = labelOf(entries) || entries.map(({ name }) => name).join(', ');
    this.#item.text = `$(${iconOf(entries)}) ${label}`.trim();
    this.#item.tooltip = entries.map(lineOf).join('\n');
    this.#item.accessibilityInformation = { label: vscode.l10n.t('mlinvoke servers: {0}', label) };
    this.#item.show();
  }
}

function labelOf(entries: readonly ServerEntry[]): string {
  const served = entries.filter((entry) => entry.served);
  const failures = entries.filter(({ state }) => state === 'failed').length;
  const failed = failures > 0 ? vscode.l10n.t('{0} failed', failures) : '';
  return [describeServed(served), failed].filter((part) => part !== '').join(', ');
}

function describeServed(entries: readonly ServerEntry[]): string {
  const [only, ...others] = entries;
  if (!only?.served) return '';
  if (others.length > 0) return vscode.l10n.t('{0} models', entries.length);
  return `${only.name} ${withoutScheme(only.served.url)} · ${only.served.engine.kind}`;
}

function iconOf(entries: readonly ServerEntry[]): string {
  if (entries.some(({ state }) => state === 'failed')) return 'error';
  if (entries.some(({ state }) => state === 'starting')) return 'loading~spin';
  return 'vm-running';
}

function lineOf({ name, served, reason }: ServerEntry): string {
  if (served) return `${name}: ${served.url} (${served.engine.kind})`;
  return reason === undefined ? name : `${name}: ${reason}`;
}
