import * as vscode from 'vscode';
import { messageOf } from '../../core/errors.ts';
import type { ModelVersion } from '../../core/store/tracking-store.ts';
import { toRemedyItem, toRemedyNodes, toStoreProblemItem } from '../stores/store-problem.ts';
import { RowRedraws } from '../workbench/row-redraws.ts';
import { finishItem, toMoreItem } from '../workbench/tree-items.ts';
import type { ViewState } from '../workbench/view-state.ts';
import { isNamedByStore } from './found-models.ts';
import type { ModelCatalog } from './model-catalog.ts';
import { type ModelGroup, type ModelNode, placeOfFolder, toRootNodes } from './model-nodes.ts';
import type { ModelRow, ModelRows } from './model-rows.ts';
import { toRowNodes, toSignatureItem } from './signature-nodes.ts';

const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** Names with their versions open are a help as long as they are few. */
const mostOpenNames = 10;

/** How long the view waits for a store before it shows the rest. */
const storeMilliseconds = 700;

/** What {@link ModelsView} shows. */
export interface ModelsViewOptions {
  readonly catalog: ModelCatalog;
  readonly rows: ModelRows;
  readonly state: ViewState;
}

/** The Models view: model folders, registered models and their signatures. */
export class ModelsView implements vscode.TreeDataProvider<ModelNode>, vscode.Disposable {
  readonly #options: ModelsViewOptions;
  readonly #changed = new vscode.EventEmitter<ModelNode[] | void>();
  readonly #redraws = new RowRedraws<ModelNode>((nodes) => this.#changed.fire(nodes));
  #hasManyNames = false;
  readonly #told = new vscode.EventEmitter<string>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** Fires whenever the top of the tree has been read: why a registry cannot be, or ''. */
  readonly onDidFindProblem = this.#told.event;

  constructor(options: ModelsViewOptions) {
    this.#options = options;
  }

  async getChildren(node?: ModelNode): Promise<ModelNode[]> {
    return [...(await this.#childrenOf(node))];
  }

  async #childrenOf(node: ModelNode | undefined): Promise<readonly ModelNode[]> {
    if (!node) return this.#findRoots();
    switch (node.kind) {
      case 'group':
      case 'registered':
        return node.children;
      case 'folder':
      case 'version':
        return this.#options.rows.partsOf(toModelRow(node));
      case 'part':
      case 'row':
        return toRowNodes(node);
      case 'problem':
        return toRemedyNodes(node);
      case 'remedy':
      case 'more':
        return [];
    }
  }

  async #findRoots(): Promise<readonly ModelNode[]> {
    const { catalog, state } = this.#options;
    const soon = await catalog.listSoon(storeMilliseconds);
    // Without any row the view says that there is nothing, which nobody knows yet.
    const listing = soon.folders.length > 0 ? soon : await catalog.list();
    const problems = listing.registries.flatMap(({ problem }) => problem ?? []).map(messageOf);
    this.#told.fire([...new Set(problems)].join(' '));
    const names = listing.registries.reduce((count, { models }) => count + models.length, 0);
    this.#hasManyNames = names > mostOpenNames;
    return toRootNodes(listing, {
      filter: state.filterOf('models'),
      isPinned: (id) => state.isPinned(id),
    });
  }

  async getTreeItem(node: ModelNode): Promise<vscode.TreeItem> {
    const made = await this.#redraws.during(node, () => this.#toItem(node));
    return finishItem(made, node.id, this.#options.state.isExpanded('models', node.id));
  }

  /** Called for a row without a tooltip: its engine is not known yet, and now somebody asks. */
  async resolveTreeItem(item: vscode.TreeItem, node: ModelNode): Promise<vscode.TreeItem> {
    if (node.kind !== 'folder' && node.kind !== 'version') return item;
    const row = toModelRow(node);
    item.tooltip = await this.#options.rows.toTooltip(row).catch(messageOf);
    return item;
  }

  dispose(): void {
    this.#redraws.clear();
    this.#changed.dispose();
    this.#told.dispose();
  }

  #toItem(node: ModelNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    switch (node.kind) {
      case 'group':
        return new vscode.TreeItem(
          groupTitle(node.group),
          node.group === 'logged' ? Collapsed : Expanded,
        );
      case 'registered':
        return this.#toNameItem(node);
      case 'folder':
      case 'version':
        return this.#options.rows.toItem(toModelRow(node));
      case 'problem':
        return toStoreProblemItem(vscode.l10n.t('Registry'), node);
      case 'remedy':
        return toRemedyItem(node);
      case 'more':
        return toMoreItem(node);
      case 'part':
      case 'row':
        return toSignatureItem(node);
    }
  }

  #toNameItem({ registered, isPinned }: Extract<ModelNode, { kind: 'registered' }>) {
    const { name, versions, aliases, tags, description } = registered;
    const item = new vscode.TreeItem(name, this.#hasManyNames ? Collapsed : Expanded);
    const latest = versions.at(-1);
    const facts = [
      ...[...aliases].map(([alias, version]) => `@${alias} → ${version}`),
      ...(latest ? [] : [vscode.l10n.t('no versions')]),
    ];
    item.description = facts.join(' · ');
    item.iconPath = new vscode.ThemeIcon(isPinned ? 'pinned' : 'library');
    item.contextValue = isPinned ? 'registered.pinned' : 'registered';
    item.tooltip = [name, ...(description ? [description] : []), ...tagLines(tags)].join('\n');
    return item;
  }

  /** Draws everything again. */
  redraw(): void {
    this.#redraws.clear();
    this.#changed.fire();
  }

  /** Draws the rows again that show the model of a folder, of which more is known now. */
  redrawModel(folder: string): void {
    this.#redraws.ask(this.#options.rows.rowsOf(folder));
  }
}

function toModelRow(node: Extract<ModelNode, { kind: 'folder' | 'version' }>): ModelRow {
  const { id, model } = node;
  if (node.kind === 'folder') {
    return {
      id,
      model,
      isFolder: true,
      hasOwnName: isNamedByStore(node.model),
      ...placeOfFolder(node.model),
    };
  }
  const { version } = node;
  return {
    id,
    model,
    label: vscode.l10n.t('Version {0}', version.version),
    facts: [
      ...version.aliases.map((alias) => `@${alias}`),
      ...(version.stage === undefined ? [] : [version.stage]),
    ],
    details: detailsOf(version),
  };
}

function detailsOf({ description, tags }: ModelVersion): readonly string[] {
  return [...(description ? [description] : []), ...tagLines(tags)];
}

function tagLines(tags: ReadonlyMap<string, string> | undefined): readonly string[] {
  return [...(tags ?? [])].map(([key, value]) => `${key}: ${value}`);
}

function groupTitle(group: ModelGroup): string {
  switch (group) {
    case 'workspace':
      return vscode.l10n.t('Workspace');
    case 'registered':
      return vscode.l10n.t('Registered');
    case 'logged':
      return vscode.l10n.t('Logged');
  }
}
