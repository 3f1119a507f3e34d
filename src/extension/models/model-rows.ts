import * as vscode from 'vscode';
import { messageOf } from '../../core/errors.ts';
import type { InferredSignature } from '../../core/model/inferred-signature.ts';
import type { LocalModel } from '../../core/model/local-model.ts';
import { flavorNames, signatureParts } from '../../core/model/model-summary.ts';
import type { ModelSignature } from '../../core/model/signature.ts';
import type { Resolution } from '../../core/uri/resolve-model-uri.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { toProblemItem } from '../workbench/tree-items.ts';
import type { EngineForecasts, Forecast } from './engine-forecast.ts';
import type { ModelRef } from './model-ref.ts';
import { modelTooltip } from './model-tooltip.ts';
import { openResolved, resolveModel } from './open-model.ts';
import { type SignatureNode, toPartNodes } from './signature-nodes.ts';

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

/** A row of a tree that stands for a model. */
export interface ModelRow {
  readonly id: string;
  readonly model: ModelRef;
  readonly label: string;
  /** A folder of the workspace, of which a store's own pages show nothing. */
  readonly isFolder?: boolean;
  /** Whether the model goes by the name under which it was logged, once that is known. */
  readonly hasOwnName?: boolean;
  /** What the store says of it, before what its files say: aliases, stage. */
  readonly facts?: readonly string[];
  /** What comes after that: where it lies. */
  readonly place?: string;
  /** Lines of the tooltip that the store knows. */
  readonly details?: readonly string[];
}

/** A model whose files are on this machine. */
interface ReadModel {
  readonly resolution: Resolution;
  readonly model: LocalModel;
}

/**
 * What rows of models show, in every view alike: flavors, engine, signature. Files that are on
 * another machine are not fetched for that; once somebody has fetched them, they are shown.
 */
export class ModelRows {
  readonly #stores: StoreAccess;
  readonly #forecasts: EngineForecasts;
  /** What was read for the rows that are shown; forgotten with every refresh. */
  readonly #read = new Map<string, Promise<ReadModel>>();
  readonly #fetched = new Map<string, Resolution>();
  /** The rows that show the model of a folder. */
  readonly #rowsOf = new Map<string, Set<string>>();

  constructor(stores: StoreAccess, forecasts: EngineForecasts) {
    this.#stores = stores;
    this.#forecasts = forecasts;
  }

  /** Reads every model again the next time. */
  clear(): void {
    this.#read.clear();
  }

  /** Remembers where the files of a model are now. */
  remember(model: ModelRef, resolution: Resolution): void {
    const key = keyOf(model);
    this.#read.delete(key);
    this.#fetched.set(key, resolution);
  }

  /** The rows that show the model of a folder, by their ids. */
  rowsOf(folder: string): readonly string[] {
    return [...(this.#rowsOf.get(folder) ?? [])];
  }

  async toItem(row: ModelRow): Promise<vscode.TreeItem> {
    const { NotDownloadedError } =
      await import('../../core/store/artifacts/not-downloaded-error.ts');
    try {
      const { model, resolution } = await this.#open(row.model);
      const rows = this.#rowsOf.get(model.folder) ?? new Set();
      this.#rowsOf.set(model.folder, rows.add(row.id));
      return toModelItem(row, { model, resolution, forecast: this.#forecasts.peek(model) });
    } catch (error) {
      if (error instanceof NotDownloadedError) return toRemoteItem(row, error);
      const item = toProblemItem(row.label, messageOf(error));
      item.contextValue = 'model.broken';
      return item;
    }
  }

  /** The tooltip of a row whose engine was not known when it was drawn. */
  async toTooltip(row: ModelRow): Promise<vscode.MarkdownString> {
    const { model, resolution } = await this.#open(row.model);
    const forecast = await this.#forecasts.ask(model);
    return modelTooltip(row, { model, resolution, forecast, inferred: inferredOf(forecast) });
  }

  /** The rows below a model: the parts of its signature. */
  async partsOf(row: ModelRow): Promise<readonly SignatureNode[]> {
    return toPartNodes(row.id, await this.signatureOf(row.model));
  }

  /** The signature that was saved; where none was, the inferred one. */
  async signatureOf(ref: ModelRef): Promise<ModelSignature> {
    const { model } = await this.#open(ref);
    const { signature } = model.mlmodel;
    if (signature?.inputs) return signature;
    const forecast = await this.#forecasts.ask(model);
    return { ...inferredOf(forecast)?.signature, ...signature };
  }

  #open(ref: ModelRef): Promise<ReadModel> {
    const key = keyOf(ref);
    const reading = this.#read.get(key) ?? this.#openNow(ref, this.#fetched.get(key));
    this.#read.set(key, reading);
    return reading;
  }

  async #openNow(ref: ModelRef, fetched: Resolution | undefined): Promise<ReadModel> {
    if (fetched) {
      const model = await openResolved(fetched).catch(() => undefined);
      // The cache may have been cleared meanwhile.
      if (model) return { resolution: fetched, model };
    }
    const resolution = await resolveModel(this.#stores, ref, { isLocalOnly: true });
    return { resolution, model: await openResolved(resolution) };
  }
}

function keyOf({ uri, workingDirectory }: ModelRef): string {
  return `${workingDirectory}\n${uri}`;
}

/** What the model says of its input, where no signature was saved. */
export function inferredOf(forecast: Forecast | undefined): InferredSignature | undefined {
  return forecast && 'inferred' in forecast ? forecast.inferred : undefined;
}

function toModelItem(
  row: ModelRow,
  known: ReadModel & { readonly forecast: Forecast | undefined },
): vscode.TreeItem {
  const { model, forecast } = known;
  const { signature } = model.mlmodel;
  const inferred = inferredOf(forecast);
  const hasParts = signatureParts({ ...inferred?.signature, ...signature }).length > 0;
  const item = new vscode.TreeItem(
    row.hasOwnName ? model.name : row.label,
    hasParts ? Collapsed : None,
  );
  const facts = [
    ...(row.facts ?? []),
    ...flavorNames(model.mlmodel),
    ...(forecast && forecast.kind !== 'unknown' ? [forecast.kind] : []),
    ...(signature ? [] : [vscode.l10n.t('no signature')]),
    ...(row.place === undefined ? [] : [row.place]),
  ];
  item.description = facts.join(' · ');
  item.iconPath = new vscode.ThemeIcon(signature ? 'symbol-class' : 'symbol-null');
  item.contextValue = row.isFolder ? 'model.folder' : 'model';
  if (forecast) item.tooltip = modelTooltip(row, { ...known, forecast, inferred });
  return item;
}

/** Nothing can be said of a signature before the files are here. */
function toRemoteItem(row: ModelRow, error: Error): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, None);
  item.description = [...(row.facts ?? []), vscode.l10n.t('not downloaded')].join(' · ');
  item.iconPath = new vscode.ThemeIcon('cloud');
  item.contextValue = 'model.remote';
  item.tooltip = [row.model.uri, ...(row.details ?? []), error.message].join('\n');
  return item;
}
