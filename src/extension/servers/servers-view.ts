import * as vscode from 'vscode';
import { plainMarkdown } from '../workbench/plain-markdown.ts';
import { phaseTitle } from './model-servers.ts';
import { RequestRates } from './request-rates.ts';
import type { RunningServers, ServerEntry } from './running-servers.ts';

/** The Servers view: one row for each server, with its URL and engine. */
export class ServersView implements vscode.TreeDataProvider<ServerEntry>, vscode.Disposable {
  readonly #servers: RunningServers;
  readonly #changed = new vscode.EventEmitter<ServerEntry[] | void>();
  readonly #listening: vscode.Disposable;
  readonly #rates: RequestRates;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(servers: RunningServers) {
    this.#servers = servers;
    // The rows alone: while a whole view is drawn anew it drops what the user presses.
    this.#rates = new RequestRates(servers, (changed) => this.#changed.fire([...changed]));
    this.#listening = servers.onDidChange(() => {
      this.#changed.fire();
      const hasServers = servers.entries.length > 0;
      void vscode.commands.executeCommand('setContext', 'mlinvoke.hasServers', hasServers);
    });
  }

  /** Counts requests as long as the view can be seen. */
  setVisible(isVisible: boolean): void {
    if (isVisible) this.#rates.start();
    else this.#rates.stop();
  }

  getChildren(entry?: ServerEntry): ServerEntry[] {
    return entry ? [] : [...this.#servers.entries];
  }

  getTreeItem(entry: ServerEntry): vscode.TreeItem {
    const item = new vscode.TreeItem(entry.name);
    item.id = entry.id;
    const rate = this.#rates.rateOf(entry);
    item.description = [describeServer(entry), ...rateText(entry, rate)].join(' · ');
    item.iconPath = iconOf(entry);
    item.contextValue = `server.${entry.state}`;
    item.tooltip = tooltipOf(entry);
    item.accessibilityInformation = { label: `${entry.name}, ${describeServer(entry)}` };
    return item;
  }

  dispose(): void {
    this.#rates.stop();
    this.#listening.dispose();
    this.#changed.dispose();
  }
}

/** A server's state in a few words: its address and engine, its phase, or why it failed. */
function describeServer(entry: ServerEntry): string {
  switch (entry.state) {
    case 'running':
      return `${withoutScheme(entry.served?.url ?? '')} · ${entry.served?.engine.kind ?? ''}`;
    case 'starting':
      return phaseTitle(entry.phase ?? 'resolve');
    case 'stopping':
      return vscode.l10n.t('Stopping…');
    case 'failed':
      return vscode.l10n.t('failed: {0}', entry.reason ?? '');
  }
}

function rateText({ state }: ServerEntry, rate: number | undefined): readonly string[] {
  if (state !== 'running' || !rate) return [];
  const digits = { maximumFractionDigits: rate < 10 ? 1 : 0 };
  return [vscode.l10n.t('{0}/s', rate.toLocaleString(vscode.env.language, digits))];
}

/** `http://127.0.0.1:5000` → `127.0.0.1:5000`. */
export function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//, '');
}

function iconOf(entry: ServerEntry): vscode.ThemeIcon {
  switch (entry.state) {
    case 'running':
      return new vscode.ThemeIcon('vm-running', new vscode.ThemeColor('testing.iconPassed'));
    case 'starting':
    case 'stopping':
      return new vscode.ThemeIcon('loading~spin');
    case 'failed':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground'));
  }
}

function tooltipOf(entry: ServerEntry): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.appendMarkdown(`**${plainMarkdown(entry.name)}**  \n${plainMarkdown(entry.uri)}`);
  if (entry.reason !== undefined) text.appendMarkdown(`\n\n${plainMarkdown(entry.reason)}`);
  if (!entry.served) return text;
  const { url, engineReason, resolution } = entry.served;
  text.appendMarkdown(`\n\n${url}\n\n${plainMarkdown(engineReason)}\n\n`);
  for (const { label, value } of resolution.hops) {
    text.appendMarkdown(`- ${plainMarkdown(`${label}: ${value}`)}\n`);
  }
  return text;
}
