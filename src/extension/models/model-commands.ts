import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { MlflowError } from '../../core/errors.ts';
import type { CommandHandlers } from '../commands.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { copyText } from '../workbench/copy-text.ts';
import { forEachRow, selectedRows } from '../workbench/selected-rows.ts';
import type { VirtualDocuments } from '../workbench/virtual-documents.ts';
import { compareSignatures } from './compare-signatures.ts';
import type { EngineForecasts } from './engine-forecast.ts';
import type { ModelCatalog } from './model-catalog.ts';
import { type ModelRef, labelOfRef, toModelRef } from './model-ref.ts';
import type { ModelRows } from './model-rows.ts';
import { newRequestText } from './new-request.ts';
import { openResolved, openWithProgress, resolveWithProgress } from './open-model.ts';
import { pickModelRef } from './pick-model.ts';

/** What the commands of models work with. */
export interface ModelCommandOptions {
  readonly stores: StoreAccess;
  readonly catalog: ModelCatalog;
  readonly rows: ModelRows;
  readonly forecasts: EngineForecasts;
  readonly previews: VirtualDocuments;
  /** Draws the views again. */
  readonly redraw: () => void;
}

type ModelCommands = Pick<
  CommandHandlers,
  | 'refreshModels'
  | 'openModelFile'
  | 'copyModelUri'
  | 'copyModelPath'
  | 'revealModel'
  | 'downloadModel'
  | 'newRequest'
  | 'compareSignatures'
>;

/**
 * The commands of models that do not serve; without a model they ask for one. Copying, opening files
 * and fetching are for all rows that are selected, the others for the one that was clicked.
 */
export function createModelCommands(options: ModelCommandOptions): ModelCommands {
  const { catalog, stores } = options;
  return {
    refreshModels: () => {
      stores.forget();
      catalog.refresh();
    },
    openModelFile: (target, selected) => openModelFiles(options, modelsOf(target, selected)),
    copyModelUri: (target, selected) =>
      copyText(...modelsOf(target, selected).map(({ uri }) => uri)),
    copyModelPath: async (target, selected) =>
      copyText(...(await fetchModels(options, modelsOf(target, selected)))),
    revealModel: async (target) => {
      const model = toModelRef(target);
      if (model) await reveal((await fetchModel(options, model)).folder);
    },
    downloadModel: (target, selected) => downloadModels(options, modelsOf(target, selected)),
    newRequest: (target) => newRequest(options, target),
    compareSignatures: (target, selected) => compare(options, target, selected),
  };
}

/** The models among the rows that a command is for. */
function modelsOf(target: unknown, selected: unknown): readonly ModelRef[] {
  return selectedRows(target, selected)
    .map(toModelRef)
    .filter((model) => model !== undefined);
}

/** Finds the files, fetches them where they are elsewhere, and shows what they say from now on. */
async function fetchModel({ stores, rows, redraw }: ModelCommandOptions, model: ModelRef) {
  const resolution = await resolveWithProgress(stores, model);
  if (resolution.hops.some(({ label }) => label === 'downloaded')) {
    rows.remember(model, resolution);
    redraw();
  }
  return resolution;
}

/** The folders of several models, which are fetched one after the other. */
function fetchModels(
  options: ModelCommandOptions,
  models: readonly ModelRef[],
): Promise<readonly string[]> {
  return forEachRow(models, async (model) => (await fetchModel(options, model)).folder);
}

async function openModelFiles(
  options: ModelCommandOptions,
  models: readonly ModelRef[],
): Promise<void> {
  // A preview would give way to the next one.
  const preview = models.length === 1;
  await forEachRow(models, async (model) => {
    const resolution = await fetchModel(options, model);
    const file = join(resolution.folder, 'MLmodel');
    // A broken file can be looked at; of one that is not there, reading the model says so.
    if (!existsSync(file)) await openResolved(resolution);
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview });
  });
}

/** Where the editor runs beside the files, the system shows them; else the explorer, or nobody. */
async function reveal(folder: string): Promise<void> {
  const uri = vscode.Uri.file(folder);
  if (vscode.workspace.getWorkspaceFolder(uri)) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
    return;
  }
  const isDesktop = vscode.env.uiKind === vscode.UIKind.Desktop && !vscode.env.remoteName;
  if (isDesktop) {
    await vscode.commands.executeCommand('revealFileInOS', uri);
    return;
  }
  const copyPath = vscode.l10n.t('Copy Path');
  const message = vscode.l10n.t('The files are in {0}, outside of this workspace.', folder);
  if ((await vscode.window.showInformationMessage(message, copyPath)) === copyPath) {
    await copyText(folder);
  }
}

/** Answers where the files are now; without a model it asks for one. */
async function downloadModels(
  options: ModelCommandOptions,
  given: readonly ModelRef[],
): Promise<readonly string[]> {
  const title = vscode.l10n.t('Download Model');
  const picked = given.length > 0 ? undefined : await pickModelRef(options, title);
  const folders = await fetchModels(options, picked ? [picked] : given);
  void offerFolders(folders);
  return folders;
}

async function offerFolders([folder, ...others]: readonly string[]): Promise<void> {
  if (folder === undefined) return;
  if (others.length > 0) {
    const count = others.length + 1;
    const message = vscode.l10n.t('The files of {0} models are on this machine now.', count);
    await vscode.window.showInformationMessage(message);
    return;
  }
  const show = vscode.l10n.t('Reveal Files');
  const message = vscode.l10n.t("The model's files are in {0}.", folder);
  if ((await vscode.window.showInformationMessage(message, show)) === show) await reveal(folder);
}

async function newRequest(options: ModelCommandOptions, target: unknown): Promise<void> {
  const model = toModelRef(target) ?? (await pickModelRef(options, vscode.l10n.t('New Request')));
  if (!model) return;
  const local = await openWithProgress(options.stores, model);
  const forecast = local.mlmodel.signature?.inputs ? undefined : await options.forecasts.ask(local);
  const content = await newRequestText(model, local, forecast);
  const document = await vscode.workspace.openTextDocument({ language: 'invoke', content });
  await vscode.window.showTextDocument(document);
}

/** Two rows that are selected together; for one alone the other is asked for. */
async function compare(
  options: ModelCommandOptions,
  target: unknown,
  selected: unknown,
): Promise<void> {
  const refs = modelsOf(target, selected);
  if (refs.length > 2) {
    throw new MlflowError(
      'INVALID_PARAMETER_VALUE',
      vscode.l10n.t(
        '{0} models are selected. Select two to compare their signatures.',
        refs.length,
      ),
    );
  }
  const first = refs[0] ?? (await pickModelRef(options, vscode.l10n.t('Compare Signatures')));
  if (!first) return;
  const title = vscode.l10n.t('Compare the Signature of {0}', labelOfRef(first));
  const second = refs[1] ?? (await pickModelRef(options, title));
  if (!second) return;
  await compareSignatures(options, first, second);
}
