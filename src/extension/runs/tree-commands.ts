import * as vscode from 'vscode';
import type { CommandHandlers } from '../commands.ts';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { ModelNode } from '../models/model-nodes.ts';
import type { ModelsView } from '../models/models-view.ts';
import { copyText } from '../workbench/copy-text.ts';
import type { Pin, RunOrder, ViewName, ViewState } from '../workbench/view-state.ts';
import { nameOfRun } from './run-items.ts';
import { type RunNode, pinIdOf } from './run-nodes.ts';
import type { RunsView } from './runs-view.ts';

/** What the commands of both trees work with. */
export interface TreeCommandOptions {
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
  | 'loadMore'
  | 'pin'
  | 'unpin'
  | 'copyId'
>;

/** The commands that decide over what the trees show. */
export function createTreeCommands(options: TreeCommandOptions): TreeCommands {
  const { runsView } = options;
  return {
    refreshRuns: () => options.refresh(),
    filterRuns: () => askForFilter(options, 'runs'),
    clearRunFilter: () => setFilter(options, 'runs', ''),
    filterModels: () => askForFilter(options, 'models'),
    clearModelFilter: () => setFilter(options, 'models', ''),
    sortRuns: () => sortRuns(options),
    loadMore: async (target) => {
      const node = nodeOf(target);
      if (node?.kind !== 'more') return;
      if ('list' in node) await runsView.loadMore(node);
      else await options.catalog.loadMore(node.registry);
    },
    pin: (target) => setPin(options, target, true),
    unpin: (target) => setPin(options, target, false),
    copyId: async (target) => {
      const id = idOf(nodeOf(target));
      if (id !== undefined) await copyText(id);
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

async function setPin(
  { state, modelsView, runsView }: TreeCommandOptions,
  target: unknown,
  isPinned: boolean,
): Promise<void> {
  const pin = pinOf(nodeOf(target));
  if (!pin) return;
  await state.setPin(pin, isPinned);
  if (pin.kind === 'registered') modelsView.redraw();
  else runsView.redraw();
}

function pinOf(node: RunNode | ModelNode | undefined): Pin | undefined {
  if (!node || !('place' in node)) return undefined;
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
function idOf(node: RunNode | ModelNode | undefined): string | undefined {
  if (node?.kind === 'experiment') return node.experiment.experimentId;
  if (node?.kind === 'model') return node.logged?.modelId ?? node.run.runId;
  if (node?.kind === 'run') return node.run.runId;
  return node?.kind === 'value' ? node.value.value : undefined;
}

/** Commands of rows get what the trees made. */
function nodeOf(target: unknown): RunNode | ModelNode | undefined {
  const isNode = typeof target === 'object' && target !== null && 'kind' in target;
  return isNode ? (target as RunNode | ModelNode) : undefined;
}
