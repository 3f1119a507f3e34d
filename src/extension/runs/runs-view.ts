import * as vscode from 'vscode';
import { messageOf } from '../../core/errors.ts';
import type { ModelRow, ModelRows } from '../models/model-rows.ts';
import { toRowNodes, toSignatureItem } from '../models/signature-nodes.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { type StorePlace, isWithoutStore, storePlaces } from '../stores/store-place.ts';
import { toRemedyNodes } from '../stores/store-problem.ts';
import { RowRedraws } from '../workbench/row-redraws.ts';
import { finishItem } from '../workbench/tree-items.ts';
import type { Pin, ViewState } from '../workbench/view-state.ts';
import { runTooltip, toRunItem } from './run-items.ts';
import { RunReads } from './run-reads.ts';
import {
  type RunNode,
  endOf,
  pinIdOf,
  toDataNodes,
  toExperimentNode,
  toModelNodes,
  toRunNode,
  toValueNodes,
} from './run-nodes.ts';

/** What the view as a whole shows, which decides over its welcome text. */
export interface RunsState {
  readonly kind: 'none' | 'empty' | 'ready' | 'failed';
  /** Why it failed. */
  readonly message?: string;
}

/** What {@link RunsView} shows. */
export interface RunsViewOptions {
  readonly stores: StoreAccess;
  readonly rows: ModelRows;
  readonly state: ViewState;
}

/** The Runs view: experiments, their runs, and the models of each run, page after page. */
export class RunsView implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  readonly #options: RunsViewOptions;
  readonly #changed = new vscode.EventEmitter<RunNode[] | void>();
  readonly #redraws = new RowRedraws<RunNode>((nodes) => this.#changed.fire(nodes));
  readonly #stateChanged = new vscode.EventEmitter<RunsState>();
  readonly #reads: RunReads;
  readonly onDidChangeTreeData = this.#changed.event;
  /** Fires whenever the top of the tree has been read. */
  readonly onDidFindState = this.#stateChanged.event;

  constructor(options: RunsViewOptions) {
    this.#options = options;
    this.#reads = new RunReads(options.stores);
  }

  /** Reads everything again that is shown. */
  refresh(): void {
    this.#reads.reset();
    this.redraw();
  }

  /** Begins with the first pages again: order or filter have changed. */
  restart(): void {
    this.#reads.restartRuns();
    this.redraw();
  }

  /** Draws again what is known. */
  redraw(): void {
    this.#redraws.clear();
    this.#changed.fire();
  }

  /** Draws the rows again that show the model of a folder, of which more is known now. */
  redrawModel(folder: string): void {
    this.#redraws.ask(this.#options.rows.rowsOf(folder));
  }

  async loadMore({ list }: Extract<RunNode, { kind: 'more' }>): Promise<void> {
    await this.#reads.loadMore(list);
    this.redraw();
  }

  async getChildren(node?: RunNode): Promise<RunNode[]> {
    return [...(node ? await this.#childrenOf(node) : await this.#findRoots())];
  }

  async getTreeItem(node: RunNode): Promise<vscode.TreeItem> {
    const made = await this.#redraws.during(node, () => this.#toItem(node));
    return finishItem(made, node.id, this.#options.state.isExpanded('runs', node.id));
  }

  async resolveTreeItem(item: vscode.TreeItem, node: RunNode): Promise<vscode.TreeItem> {
    if (node.kind === 'run') {
      const data = await this.#reads.dataOf(node.place, node.run).catch(messageOf);
      item.tooltip = typeof data === 'string' ? data : runTooltip(node.run, data);
    }
    if (node.kind === 'model') {
      item.tooltip = await this.#options.rows.toTooltip(toModelRow(node)).catch(messageOf);
    }
    return item;
  }

  dispose(): void {
    this.#redraws.clear();
    this.#changed.dispose();
    this.#stateChanged.dispose();
  }

  #toItem(node: RunNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    if (node.kind === 'model') return this.#options.rows.toItem(toModelRow(node));
    if (node.kind === 'part' || node.kind === 'row') return toSignatureItem(node);
    return toRunItem(node, this.#options.state.isPinned(pinIdOf(node.id)));
  }

  /** A row that cannot be read says so where it is, and hurts none of the others. */
  async #childrenOf(node: RunNode): Promise<readonly RunNode[]> {
    switch (node.kind) {
      case 'store':
        return this.#orProblem(node.id, node.place, () => this.#listStore(node));
      case 'pinned':
        return node.children;
      case 'experiment':
        return this.#orProblem(node.id, node.place, () => this.#listRuns(node));
      case 'run':
        return this.#orProblem(node.id, node.place, () => this.#partsOfRun(node));
      case 'model':
        return this.#options.rows.partsOf(toModelRow(node));
      case 'data':
        return toValueNodes(node);
      case 'part':
      case 'row':
        return toRowNodes(node);
      case 'problem':
        return toRemedyNodes(node);
      case 'value':
      case 'more':
      case 'note':
      case 'remedy':
        return [];
    }
  }

  async #orProblem(
    id: string,
    place: StorePlace,
    read: () => Promise<readonly RunNode[]>,
  ): Promise<readonly RunNode[]> {
    try {
      return await read();
    } catch (error) {
      return [{ kind: 'problem', id: `${id}/problem`, place, error, isToldAbove: false }];
    }
  }

  async #findRoots(): Promise<readonly RunNode[]> {
    const places = storePlaces();
    const [only, ...others] = places;
    if (!only) return this.#tell({ kind: 'none' }, []);
    if (others.length > 0) {
      const pinned = await this.#findPinned(places);
      const nodes = places.map((place) => ({ kind: 'store' as const, id: place.key, place }));
      return this.#tell({ kind: 'ready' }, [...pinned, ...nodes]);
    }
    try {
      const nodes = await this.#listExperiments(only);
      const isEmpty = await this.#isEmpty(only, nodes);
      if (isEmpty) return this.#tell({ kind: 'empty' }, []);
      return this.#tell({ kind: 'ready' }, [...(await this.#findPinned(places)), ...nodes]);
    } catch (error) {
      if (isWithoutStore(only, error)) return this.#tell({ kind: 'none' }, []);
      const id = `${only.key}/problem`;
      const problem = { kind: 'problem' as const, id, place: only, error, isToldAbove: true };
      return this.#tell({ kind: 'failed', message: messageOf(error) }, [problem]);
    }
  }

  #tell(state: RunsState, nodes: readonly RunNode[]): readonly RunNode[] {
    this.#stateChanged.fire(state);
    return nodes;
  }

  /** A new store has one experiment, which MLflow makes by itself, and no run in it. */
  async #isEmpty(place: StorePlace, nodes: readonly RunNode[]): Promise<boolean> {
    const experiments = nodes.filter((node) => node.kind === 'experiment');
    const [only, ...others] = experiments;
    if (!only) return true;
    if (others.length > 0) return false;
    return !(await this.#reads.hasRuns(place, only.experiment));
  }

  async #listExperiments(place: StorePlace): Promise<readonly RunNode[]> {
    const page = await this.#reads.experiments(place);
    const nodes = page.items.map((experiment) => toExperimentNode(place, experiment));
    return [...nodes, ...endOf(page, place.key)];
  }

  /** One store of several. */
  async #listStore({ id, place }: Extract<RunNode, { kind: 'store' }>) {
    try {
      return await this.#listExperiments(place);
    } catch (error) {
      if (!isWithoutStore(place, error)) throw error;
      const text = vscode.l10n.t('Neither mlruns nor mlflow.db is here');
      return [{ kind: 'note' as const, id: `${id}/none`, text }];
    }
  }

  async #listRuns(node: Extract<RunNode, { kind: 'experiment' }>): Promise<readonly RunNode[]> {
    const { state } = this.#options;
    const { place, experiment } = node;
    const { experimentId } = experiment;
    const [filter, order] = [state.filterOf('runs'), state.order];
    const page = await this.#reads.runs(node.id, place, { experimentId, filter, order });
    const nodes = page.items.map((run) => toRunNode(node.id, place, run));
    if (nodes.length > 0 || page.next !== undefined) return [...nodes, ...endOf(page, node.id)];
    const text =
      filter === '' ? vscode.l10n.t('No runs') : vscode.l10n.t('No run matches "{0}".', filter);
    return [{ kind: 'note', id: `${node.id}/none`, text }];
  }

  async #partsOfRun({ id, place, run }: Extract<RunNode, { kind: 'run' }>) {
    const [data, logged] = await Promise.all([
      this.#reads.dataOf(place, run),
      this.#reads.modelsOf(place, run),
    ]);
    const parts = [
      ...toModelNodes({ parentId: id, place, run, logged, data }),
      ...toDataNodes(id, data),
    ];
    if (parts.length > 0) return parts;
    const text = vscode.l10n.t('Nothing was logged');
    return [{ kind: 'note' as const, id: `${id}/none`, text }];
  }

  async #findPinned(places: readonly StorePlace[]): Promise<readonly RunNode[]> {
    const found = await Promise.all(
      this.#options.state.pins.map((pin) => this.#findPin(pin, places).catch(() => undefined)),
    );
    const children = found.filter((node) => node !== undefined);
    return children.length === 0 ? [] : [{ kind: 'pinned', id: 'pinned', children }];
  }

  async #findPin(pin: Pin, places: readonly StorePlace[]): Promise<RunNode | undefined> {
    const place = places.find(({ key }) => key === pin.store);
    if (!place || pin.kind === 'registered') return undefined;
    if (pin.kind === 'experiment') {
      const node = toExperimentNode(place, { experimentId: pin.name, name: pin.label });
      return { ...node, id: `pinned:${node.id}` };
    }
    const run = await this.#reads.findRun(place, pin.name);
    return run && { kind: 'run', id: `pinned:run:${pin.id}`, place, run };
  }
}

function toModelRow(node: Extract<RunNode, { kind: 'model' }>): ModelRow {
  return { id: node.id, model: node.model, label: node.name };
}
