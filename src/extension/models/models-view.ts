import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../core/errors.ts';
import type { InferredSignature } from '../../core/model/inferred-signature.ts';
import type { LocalModel } from '../../core/model/local-model.ts';
import type { EngineForecasts, Forecast } from './engine-forecast.ts';
import type { ModelCatalog } from './model-catalog.ts';
import {
  type ModelGroup,
  type ModelNode,
  toPartNodes,
  toRootNodes,
  toRowNodes,
} from './model-nodes.ts';
import type { ModelRef } from './model-ref.ts';
import { flavorNames, type SignaturePart, signatureParts } from '../../core/model/model-summary.ts';
import { openModel } from './open-model.ts';
import { plainMarkdown } from '../workbench/plain-markdown.ts';

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** The Models view: model folders, registered models and their signatures. */
export class ModelsView implements vscode.TreeDataProvider<ModelNode>, vscode.Disposable {
  readonly #catalog: ModelCatalog;
  readonly #forecasts: EngineForecasts;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  /** What was read for the rows that are shown; forgotten with every refresh. */
  readonly #models = new Map<string, Promise<LocalModel>>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(catalog: ModelCatalog, forecasts: EngineForecasts) {
    this.#catalog = catalog;
    this.#forecasts = forecasts;
    this.#listening = vscode.Disposable.from(
      catalog.onDidChange(() => {
        this.#models.clear();
        forecasts.clear();
        this.#changed.fire();
      }),
      forecasts.onDidFind(() => this.#drawSoon()),
    );
  }

  async getChildren(node?: ModelNode): Promise<ModelNode[]> {
    return [...(await this.#childrenOf(node))];
  }

  async #childrenOf(node: ModelNode | undefined): Promise<readonly ModelNode[]> {
    if (!node) return toRootNodes(await this.#catalog.list());
    switch (node.kind) {
      case 'group':
      case 'registered':
        return node.children;
      case 'folder':
      case 'version':
        return this.#partsOf(node);
      case 'part':
        return toRowNodes(node.id, node.part);
      case 'problem':
      case 'row':
        return [];
    }
  }

  async getTreeItem(node: ModelNode): Promise<vscode.TreeItem> {
    const item = await this.#toItem(node);
    item.id = node.id;
    const words = [item.label, item.description].filter((word) => typeof word === 'string');
    item.accessibilityInformation = { label: words.join(', ') };
    return item;
  }

  /** Called for a row without a tooltip: its engine is not known yet, and now somebody asks. */
  async resolveTreeItem(item: vscode.TreeItem, node: ModelNode): Promise<vscode.TreeItem> {
    if (node.kind !== 'folder' && node.kind !== 'version') return item;
    const model = await this.#read(node);
    item.tooltip = tooltipOf(node.model, model, await this.#forecasts.ask(model));
    return item;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listening.dispose();
    this.#changed.dispose();
  }

  #toItem(node: ModelNode): vscode.TreeItem | Promise<vscode.TreeItem> {
    switch (node.kind) {
      case 'group':
        return new vscode.TreeItem(
          groupTitle(node.group),
          node.group === 'logged' ? Collapsed : Expanded,
        );
      case 'registered': {
        const item = new vscode.TreeItem(node.registered.name, Expanded);
        item.iconPath = new vscode.ThemeIcon('library');
        return item;
      }
      case 'folder':
      case 'version':
        return this.#toModelItem(node);
      case 'problem':
        return toProblemItem(vscode.l10n.t('Registry'), node.message);
      case 'part': {
        const item = new vscode.TreeItem(partTitle(node.part), Collapsed);
        item.description = String(node.part.rows.length);
        item.iconPath = new vscode.ThemeIcon(partIcon(node.part));
        return item;
      }
      case 'row': {
        const item = new vscode.TreeItem(node.row.name, None);
        item.description = node.row.type;
        return item;
      }
    }
  }

  /** The editor drops the news of a row that it is still asking for: draw when that is over. */
  #drawSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#changed.fire(), 200);
  }

  async #partsOf(node: ModelRow): Promise<readonly ModelNode[]> {
    const model = await this.#read(node);
    const { signature } = model.mlmodel;
    if (signature?.inputs) return toPartNodes(node.id, signature);
    const forecast = await this.#forecasts.ask(model);
    return toPartNodes(node.id, { ...inferredOf(forecast)?.signature, ...signature });
  }

  async #toModelItem(node: ModelRow): Promise<vscode.TreeItem> {
    try {
      const model = await this.#read(node);
      return toModelItem(node, model, this.#forecasts.peek(model));
    } catch (error) {
      const item = toProblemItem(labelOf(node), messageOf(error));
      if (node.kind === 'folder') item.contextValue = 'model.broken';
      return item;
    }
  }

  #read(node: ModelRow): Promise<LocalModel> {
    const known = this.#models.get(node.id);
    if (known) return known;
    const model = openModel(node.model);
    this.#models.set(node.id, model);
    return model;
  }
}

type ModelRow = Extract<ModelNode, { kind: 'folder' | 'version' }>;

function toModelItem(
  node: ModelRow,
  model: LocalModel,
  forecast: Forecast | undefined,
): vscode.TreeItem {
  const { signature } = model.mlmodel;
  const inferred = inferredOf(forecast)?.signature;
  const hasParts = signatureParts({ ...inferred, ...signature }).length > 0;
  const label = node.kind === 'folder' && node.model.isInStore ? model.name : labelOf(node);
  const item = new vscode.TreeItem(label, hasParts ? Collapsed : None);
  const facts = [
    ...(node.kind === 'version' ? node.version.aliases.map((alias) => `@${alias}`) : []),
    ...flavorNames(model.mlmodel),
    ...(forecast && forecast.kind !== 'unknown' ? [forecast.kind] : []),
    ...(signature ? [] : [vscode.l10n.t('no signature')]),
    ...(node.kind === 'folder' ? placeOf(node.model.path) : []),
  ];
  item.description = facts.join(' · ');
  item.iconPath = new vscode.ThemeIcon(signature ? 'symbol-class' : 'symbol-null');
  item.contextValue = 'model';
  if (forecast) item.tooltip = tooltipOf(node.model, model, forecast);
  return item;
}

/** The folder around a model's folder, where there is one. */
function placeOf(path: string): readonly string[] {
  const place = dirname(path);
  return place === '.' ? [] : [place];
}

function labelOf(node: ModelRow): string {
  if (node.kind === 'version') return vscode.l10n.t('Version {0}', node.version.version);
  return basename(node.model.folder);
}

function toProblemItem(label: string, message: string): vscode.TreeItem {
  const item = new vscode.TreeItem(label, None);
  item.description = vscode.l10n.t('cannot be read');
  item.tooltip = message;
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  return item;
}

function inferredOf(forecast: Forecast | undefined): InferredSignature | undefined {
  return forecast && 'inferred' in forecast ? forecast.inferred : undefined;
}

/** Which engine, and for all others than the native one why. */
function engineText(forecast: Forecast): string {
  switch (forecast.kind) {
    case 'native':
      return vscode.l10n.t('Engine: native. No Python is needed.');
    case 'python':
      return vscode.l10n.t('Engine: python. {0}', forecast.reason ?? '');
    case 'unknown':
      return forecast.reason;
  }
}

function tooltipOf(
  ref: ModelRef,
  { folder, mlmodel }: LocalModel,
  forecast: Forecast,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString(`**${plainMarkdown(ref.uri)}**\n\n`);
  if (ref.uri !== folder) text.appendMarkdown(`${plainMarkdown(folder)}\n\n`);
  const version = mlmodel.mlflowVersion ? `, MLflow ${mlmodel.mlflowVersion}` : '';
  text.appendMarkdown(plainMarkdown(`${[...mlmodel.flavors.keys()].join(', ')}${version}`));
  text.appendMarkdown(`\n\n${plainMarkdown(engineText(forecast))}`);
  const inferred = mlmodel.signature?.inputs ? undefined : inferredOf(forecast)?.signature;
  if (inferred) {
    const note = vscode.l10n.t('No signature was saved; what follows was read from the model.');
    text.appendMarkdown(`\n\n${plainMarkdown(note)}`);
  }
  for (const part of signatureParts({ ...inferred, ...mlmodel.signature })) {
    text.appendMarkdown(`\n\n${partTitle(part)}:\n\n`);
    for (const { name, type } of part.rows.slice(0, 20)) {
      text.appendMarkdown(`- ${plainMarkdown(`${name}: ${type}`)}\n`);
    }
    if (part.rows.length > 20) text.appendMarkdown('- …\n');
  }
  return text;
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

function partTitle({ kind }: SignaturePart): string {
  switch (kind) {
    case 'inputs':
      return vscode.l10n.t('Inputs');
    case 'outputs':
      return vscode.l10n.t('Outputs');
    case 'params':
      return vscode.l10n.t('Params');
  }
}

function partIcon({ kind }: SignaturePart): string {
  switch (kind) {
    case 'inputs':
      return 'arrow-right';
    case 'outputs':
      return 'arrow-left';
    case 'params':
      return 'settings';
  }
}
