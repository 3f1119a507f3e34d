import * as vscode from 'vscode';
import type { Run, RunData, RunStatus } from '../../core/store/tracking-store.ts';
import { toRemedyItem, toStoreProblemItem } from '../stores/store-problem.ts';
import { labelOfPlace } from '../stores/store-place.ts';
import { plainMarkdown } from '../workbench/plain-markdown.ts';
import { toMoreItem } from '../workbench/tree-items.ts';
import type { DataPart, RunNode } from './run-nodes.ts';
import { statusText, timeText } from './run-texts.ts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** More metrics or params than that say no more in a tooltip. */
const mostShown = 20;

/** A row of the Runs view that is no model and no part of a signature. */
export type PlainNode = Exclude<RunNode, { readonly kind: 'model' | 'part' | 'row' }>;

/** How a row of the Runs view is shown. */
export function toRunItem(node: PlainNode, isPinned: boolean): vscode.TreeItem {
  switch (node.kind) {
    case 'store':
      return iconItem(labelOfPlace(node.place), 'database', Expanded);
    case 'pinned':
      return iconItem(vscode.l10n.t('Pinned'), 'pinned', Expanded);
    case 'experiment':
      return experimentItem(node, isPinned);
    case 'run':
      return runItem(node.run, isPinned);
    case 'data':
      return dataItem(node);
    case 'value':
      return valueItem(node);
    case 'more':
      return toMoreItem(node);
    case 'note':
      return iconItem(node.text, 'info', None);
    case 'problem':
      return toStoreProblemItem(vscode.l10n.t('Tracking store'), node);
    case 'remedy':
      return toRemedyItem(node);
  }
}

function iconItem(
  label: string,
  icon: string,
  state: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  item.iconPath = new vscode.ThemeIcon(icon);
  return item;
}

function experimentItem(
  { experiment }: Extract<RunNode, { kind: 'experiment' }>,
  isPinned: boolean,
): vscode.TreeItem {
  const item = iconItem(experiment.name, isPinned ? 'pinned' : 'beaker', Collapsed);
  if (experiment.updatedAt !== undefined) item.description = timeText(experiment.updatedAt);
  item.contextValue = isPinned ? 'experiment.pinned' : 'experiment';
  item.tooltip = `${experiment.name}\n${vscode.l10n.t('Experiment {0}', experiment.experimentId)}`;
  return item;
}

function runItem(run: Run, isPinned: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(nameOfRun(run), Collapsed);
  const facts = [
    ...(run.startedAt === undefined ? [] : [timeText(run.startedAt)]),
    ...(run.status === undefined || run.status === 'FINISHED' ? [] : [statusText(run.status)]),
  ];
  item.description = facts.join(' · ');
  item.iconPath = statusIcon(run.status);
  item.contextValue = isPinned ? 'run.pinned' : 'run';
  const status = run.status ? statusText(run.status) : '';
  item.accessibilityInformation = {
    label: [nameOfRun(run), status, ...facts.slice(0, 1)].filter((word) => word !== '').join(', '),
  };
  return item;
}

/** What a run is called: its name, else the start of its id. */
export function nameOfRun({ name, runId }: Run): string {
  return name ?? runId.slice(0, 8);
}

function statusIcon(status: RunStatus | undefined): vscode.ThemeIcon {
  switch (status) {
    case 'FINISHED':
      return new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed'));
    case 'FAILED':
      return new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed'));
    case 'KILLED':
      return new vscode.ThemeIcon('circle-slash', new vscode.ThemeColor('testing.iconSkipped'));
    case 'RUNNING':
      return new vscode.ThemeIcon('play-circle', new vscode.ThemeColor('charts.blue'));
    case 'SCHEDULED':
      return new vscode.ThemeIcon('clock');
    case undefined:
      return new vscode.ThemeIcon('circle-outline');
  }
}

function dataItem({ part, values }: Extract<RunNode, { kind: 'data' }>): vscode.TreeItem {
  const item = iconItem(partText(part), partIcon(part), Collapsed);
  item.description = String(values.length);
  return item;
}

/** What a part of a run's data is called. */
export function partText(part: DataPart): string {
  switch (part) {
    case 'metrics':
      return vscode.l10n.t('Metrics');
    case 'params':
      return vscode.l10n.t('Params');
    case 'tags':
      return vscode.l10n.t('Tags');
  }
}

function partIcon(part: DataPart): string {
  switch (part) {
    case 'metrics':
      return 'graph';
    case 'params':
      return 'settings';
    case 'tags':
      return 'tag';
  }
}

function valueItem({ value }: Extract<RunNode, { kind: 'value' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(value.name, None);
  item.description = value.value;
  item.tooltip = `${value.name}: ${value.value}`;
  item.contextValue = 'value';
  return item;
}

/** All that a run's row has no room for: ids, times, metrics and params. */
export function runTooltip(run: Run, data: RunData): vscode.MarkdownString {
  const text = new vscode.MarkdownString(`**${plainMarkdown(nameOfRun(run))}**\n\n`);
  text.appendMarkdown(`${plainMarkdown(`runs:/${run.runId}`)}\n\n`);
  const facts = [
    ...(run.status ? [statusText(run.status)] : []),
    ...(run.startedAt === undefined ? [] : [timeText(run.startedAt)]),
    ...(run.startedAt === undefined || run.endedAt === undefined
      ? []
      : [vscode.l10n.t('{0} s', ((run.endedAt - run.startedAt) / 1000).toLocaleString())]),
  ];
  text.appendMarkdown(plainMarkdown(facts.join(' · ')));
  const metrics = [...data.metrics].map(([name, value]) => `${name}: ${value}`);
  const params = [...data.params].map(([name, value]) => `${name}: ${value}`);
  appendList(text, vscode.l10n.t('Metrics'), metrics);
  appendList(text, vscode.l10n.t('Params'), params);
  return text;
}

function appendList(text: vscode.MarkdownString, title: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  text.appendMarkdown(`\n\n${plainMarkdown(title)}:\n\n`);
  for (const line of lines.slice(0, mostShown)) {
    text.appendMarkdown(`- ${plainMarkdown(line)}\n`);
  }
  if (lines.length > mostShown) text.appendMarkdown('- …\n');
}
