import * as vscode from 'vscode';
import type { CommandHandlers } from '../commands.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { ModelNode } from '../models/model-nodes.ts';
import type { ModelsView } from '../models/models-view.ts';
import { copyText } from '../workbench/copy-text.ts';
import { forEachRow, selectedRows } from '../workbench/selected-rows.ts';
import type { Pin, RunOrder, ViewName, ViewState } from '../workbench/view-state.ts';
import { type OpenRunOptions, openRun } from './open-run.ts';
import { nameOfRun } from './run-items.ts';
import { type RunNode, pinIdOf } from './run-nodes.ts';
import type { RunsView } from './runs-view.ts';

/** What the commands of both trees work with. */
export interface TreeCommandOptions extends OpenRunOptions {
  readonly state: ViewState;
  readonly catalog: ModelCatalog;
  readonly modelsView: ModelsView;
  readonly runsView: RunsView;
  /** Opens every store anew. */
  readonly refresh: () => void;
}

type TreeCommands = Pick<
  CommandHandlers,
  | 'refreshRuns'
  | 'filterRuns'
  | 'clearRunFilter'
  | 'filterModels'
  | 'clearModelFilter'
  | 'sortRuns'
  | 'openRun'
  | 'loadMore'
  | 'pin'
  | 'unpin'
  | 'copyId'
>;

/** The commands that decide over what the trees show; those of rows are for all that are selected. */
export function createTreeCommands(options: TreeCommandOptions): TreeCommands {
  const { runsView } = options;
  return {
    refreshRuns: () => options.refresh(),
    filterRuns: () => askForFilter(options, 'runs'),
    clearRunFilter: () => setFilter(options, 'runs', ''),
    filterModels: () => askForFilter(options, 'models'),
    clearModelFilter: () => setFilter(options, 'models', ''),
    sortRuns: () => sortRuns(options),
    openRun: async (target, selected) => {
      const runs = nodesOf(target, selected).filter((node) => node.kind === 'run');
      await forEachRow(runs, (run) => openRun(options, run));
    },
    loadMore: async (target) => {
      const [node] = nodesOf(target);
      if (node?.kind !== 'more') return;
      if ('list' in node) await runsView.loadMore(node);
      else await options.catalog.loadMore(node.registry);
    },
    pin: (target, selected) => setPins(options, nodesOf(target, selected), true),
    unpin: (target, selected) => setPins(options, nodesOf(target, selected), false),
    copyId: (target, selected) => {
      const ids = nodesOf(target, selected).map(idOf);
      return copyText(...ids.filter((id) => id !== undefined));
    },
  };
}

async function askForFilter(options: TreeCommandOptions, view: ViewName): Promise<void> {
  const filter = await vscode.window.showInputBox({
    title: view === 'runs' ? vscode.l10n.t('Filter Runs') : vscode.l10n.t('Filter Models'),
    prompt:
      view === 'runs'
        ? vscode.l10n.t('Part of the name or of the id of a run; empty for all')
        : vscode.l10n.t('Part of the name of a model; empty for all'),
    value: options.state.filterOf(view),
  });
  if (filter !== undefined) await setFilter(options, view, filter.trim());
}

async function setFilter(options: TreeCommandOptions, view: ViewName, filter: string) {
  await options.state.setFilter(view, filter);
  if (view === 'runs') options.runsView.restart();
  else options.modelsView.redraw();
}

async function sortRuns({ state, runsView }: TreeCommandOptions): Promise<void> {
  const orders: (vscode.QuickPickItem & { readonly order: RunOrder })[] = [
    { label: vscode.l10n.t('Newest first'), order: 'newest' },
    { label: vscode.l10n.t('Oldest first'), order: 'oldest' },
    { label: vscode.l10n.t('By name'), order: 'name' },
  ];
  const items = orders.map((item) =>
    item.order === state.order ? { ...item, description: vscode.l10n.t('current') } : item,
  );
  const item = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sort Runs') });
  if (!item) return;
  await state.setOrder(item.order);
  runsView.restart();
}

async function setPins(
  { state, modelsView, runsView }: TreeCommandOptions,
  nodes: readonly (RunNode | ModelNode)[],
  isPinned: boolean,
): Promise<void> {
  const pins = nodes.map(pinOf).filter((pin) => pin !== undefined);
  for (const pin of pins) await state.setPin(pin, isPinned);
  if (pins.some(({ kind }) => kind === 'registered')) modelsView.redraw();
  if (pins.some(({ kind }) => kind !== 'registered')) runsView.redraw();
}

function pinOf(node: RunNode | ModelNode): Pin | undefined {
  if (!('place' in node)) return undefined;
  const common = { id: pinIdOf(node.id), store: node.place.key };
  if (node.kind === 'experiment') {
    const { experimentId, name } = node.experiment;
    return { ...common, kind: 'experiment', name: experimentId, label: name };
  }
  if (node.kind === 'run') {
    return { ...common, kind: 'run', name: node.run.runId, label: nameOfRun(node.run) };
  }
  if (node.kind !== 'registered') return undefined;
  const { name } = node.registered;
  return { ...common, kind: 'registered', name, label: name };
}

/** What stands for a row elsewhere: the most precise id that it has, or its value. */
function idOf(node: RunNode | ModelNode): string | undefined {
  if (node.kind === 'experiment') return node.experiment.experimentId;
  if (node.kind === 'model') return node.logged?.modelId ?? node.run.runId;
  if (node.kind === 'run') return node.run.runId;
  return node.kind === 'value' ? node.value.value : undefined;
}

/** The rows that a command is for. */
function nodesOf(target: unknown, selected?: unknown): readonly (RunNode | ModelNode)[] {
  return selectedRows(target, selected).filter(isNode);
}

/** Commands of rows get what the trees made. */
function isNode(value: unknown): value is RunNode | ModelNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
