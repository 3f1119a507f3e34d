import * as vscode from 'vscode';
import type { ModelNode } from '../models/model-nodes.ts';
import type { ModelsView } from '../models/models-view.ts';
import type { RunNode } from '../runs/run-nodes.ts';
import type { RunsState, RunsView } from '../runs/runs-view.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import type { ViewName, ViewState } from './view-state.ts';

/** What {@link registerTrees} shows. */
export interface TreeOptions {
  readonly stores: StoreAccess;
  readonly state: ViewState;
  readonly modelsView: ModelsView;
  readonly runsView: RunsView;
}

/**
 * Puts both trees into the sidebar. Their stores stay open while one of them can be seen; filters
 * stand beside the titles, and what failed stands in the view, whole.
 */
export function registerTrees(options: TreeOptions): vscode.Disposable[] {
  const { stores, state, modelsView, runsView } = options;
  const common = { showCollapseAll: true, canSelectMany: true };
  const models = vscode.window.createTreeView<ModelNode>('mlinvoke.models', {
    ...common,
    treeDataProvider: modelsView,
  });
  const runs = vscode.window.createTreeView<RunNode>('mlinvoke.runs', {
    ...common,
    treeDataProvider: runsView,
  });
  const labels = [labelView(models, 'models', state), labelView(runs, 'runs', state)];
  const label = () => labels.forEach((show) => show());
  label();
  return [
    models,
    runs,
    ...keepExpanded(models, 'models', state),
    ...keepExpanded(runs, 'runs', state),
    keepOpenWhileVisible(stores, [models, runs]),
    modelsView.onDidChangeTreeData(label),
    runsView.onDidChangeTreeData(label),
    modelsView.onDidFindProblem((problem) => {
      models.message = problem;
    }),
    runsView.onDidFindState((found) => showState(runs, found)),
  ];
}

/** What filters a view stands beside its title, and lets its button take the filter away. */
function labelView(view: vscode.TreeView<unknown>, name: ViewName, state: ViewState): () => void {
  let shown: string | undefined;
  return () => {
    const filter = state.filterOf(name);
    if (filter === shown) return;
    shown = filter;
    view.description = filter === '' ? '' : vscode.l10n.t('filter: {0}', filter);
    void vscode.commands.executeCommand('setContext', `mlinvoke.${name}Filtered`, filter !== '');
  };
}

function keepExpanded<T extends { readonly id: string }>(
  view: vscode.TreeView<T>,
  name: ViewName,
  state: ViewState,
): vscode.Disposable[] {
  return [
    view.onDidExpandElement(({ element }) => void state.setExpanded(name, element.id, true)),
    view.onDidCollapseElement(({ element }) => void state.setExpanded(name, element.id, false)),
  ];
}

function keepOpenWhileVisible(
  stores: StoreAccess,
  views: readonly vscode.TreeView<unknown>[],
): vscode.Disposable {
  let kept: vscode.Disposable | undefined;
  const look = () => {
    const isVisible = views.some(({ visible }) => visible);
    if (isVisible) kept ??= stores.keepOpen();
    else {
      kept?.dispose();
      kept = undefined;
    }
  };
  look();
  const listening = views.map((view) => view.onDidChangeVisibility(look));
  return vscode.Disposable.from(...listening, { dispose: () => kept?.dispose() });
}

function showState(view: vscode.TreeView<unknown>, { kind, message }: RunsState): void {
  view.message = message ?? '';
  void vscode.commands.executeCommand('setContext', 'mlinvoke.runsState', kind);
}
