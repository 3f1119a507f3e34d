import * as vscode from 'vscode';
import { messageOf } from '../../core/errors.ts';
import { type FoundModel, isNamedByStore } from './found-models.ts';
import type { FoundRegistry, ModelCatalog, ModelListing } from './model-catalog.ts';
import type { ModelRef } from './model-ref.ts';
import { resolveModel } from './open-model.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { labelOfPlace } from '../stores/store-place.ts';
import type { RunningServers, ServerEntry } from '../servers/running-servers.ts';
import { workingDirectoryOf } from '../settings.ts';

/** What the user picked: a model to open, or one that is being served. */
export type PickedModel =
  | { readonly kind: 'model'; readonly model: ModelRef }
  | { readonly kind: 'server'; readonly entry: ServerEntry };

interface ModelItem extends vscode.QuickPickItem {
  readonly choice?: PickedModel;
  readonly isOther?: boolean;
  readonly isWaiting?: boolean;
  /** Why a registry could not be read. */
  readonly problem?: unknown;
}

/** How long the list waits for registries; then the user decides whether to. */
const registryMilliseconds = 3000;

/** Where {@link pickModel} finds what it offers. */
export interface PickModelOptions {
  readonly catalog: ModelCatalog;
  readonly stores: StoreAccess;
  /** Its running servers are offered first; leave it out to offer none. */
  readonly servers?: RunningServers;
  readonly title: string;
}

/**
 * Asks for a model: running servers, models of the workspace, versions of its registry, or any URI.
 * Undefined when the user gave up. Throws why a registry cannot be read when that is picked.
 */
export async function pickModel(options: PickModelOptions): Promise<PickedModel | undefined> {
  const { catalog } = options;
  const soon = await showItems(options, catalog.listSoon(registryMilliseconds));
  const item = soon?.isWaiting ? await showItems(options, catalog.list()) : soon;
  if (item?.problem !== undefined) throw item.problem;
  if (!item?.isOther) return item?.choice;
  const model = await askForUri(options.title);
  return model && { kind: 'model', model };
}

/** The same for a command that takes a model however it is found; a served one counts as itself. */
export async function pickModelRef(
  { catalog, stores }: Pick<PickModelOptions, 'catalog' | 'stores'>,
  title: string,
): Promise<ModelRef | undefined> {
  const picked = await pickModel({ catalog, stores, title });
  return picked?.kind === 'model' ? picked.model : picked?.entry;
}

function showItems(
  options: PickModelOptions,
  listing: Promise<ModelListing>,
): Thenable<ModelItem | undefined> {
  return vscode.window.showQuickPick<ModelItem>(listItems(options, listing), {
    title: options.title,
    placeHolder: vscode.l10n.t('Pick a model'),
    matchOnDescription: true,
  });
}

async function listItems(
  { servers, stores }: PickModelOptions,
  listing: Promise<ModelListing>,
): Promise<ModelItem[]> {
  const { folders, registries, isWhole } = await listing;
  const running = (servers?.entries ?? []).filter(({ state }) => state === 'running');
  return [
    ...section(vscode.l10n.t('Running'), running.map(toServerItem)),
    ...section(
      vscode.l10n.t('Workspace'),
      folders.filter(({ isInStore }) => !isInStore).map(toFolderItem),
    ),
    ...section(vscode.l10n.t('Registered'), [
      ...registries.flatMap(toRegistryItems),
      ...(isWhole
        ? []
        : [{ label: vscode.l10n.t('$(sync) Wait for the registry…'), isWaiting: true }]),
    ]),
    ...section(
      vscode.l10n.t('Logged'),
      await Promise.all(
        folders.filter(({ isInStore }) => isInStore).map((model) => toLoggedItem(stores, model)),
      ),
    ),
    ...section(vscode.l10n.t('Other'), [
      { label: vscode.l10n.t('$(link) Enter a model URI…'), isOther: true, alwaysShow: true },
    ]),
  ];
}

function section(label: string, items: readonly ModelItem[]): ModelItem[] {
  if (items.length === 0) return [];
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function toServerItem(entry: ServerEntry): ModelItem {
  return {
    label: `$(vm-running) ${entry.name}`,
    description: `${entry.served?.url ?? ''} · ${entry.served?.engine.kind ?? ''}`,
    choice: { kind: 'server', entry },
  };
}

function toFolderItem(model: FoundModel): ModelItem {
  return {
    label: `$(symbol-class) ${model.name}`,
    description: model.path,
    choice: { kind: 'model', model },
  };
}

/** A model inside a store goes by the name under which it was logged. */
async function toLoggedItem(stores: StoreAccess, model: FoundModel): Promise<ModelItem> {
  if (!isNamedByStore(model)) return toFolderItem(model);
  const name = await resolveModel(stores, model, { isLocalOnly: true }).then(
    (resolution) => resolution.name,
    () => model.name,
  );
  return {
    label: `$(symbol-class) ${name}`,
    description: model.uri,
    choice: { kind: 'model', model },
  };
}

function toRegistryItems({ place, models, problem }: FoundRegistry): ModelItem[] {
  if (problem !== undefined) {
    const detail = messageOf(problem);
    return [{ label: `$(warning) ${labelOfPlace(place)}`, detail, problem }];
  }
  const { workingDirectory } = place;
  return models.flatMap(({ name, versions }) =>
    versions.toReversed().map(({ version, aliases }) => {
      const uri = `models:/${name}/${version}`;
      return {
        label: `$(tag) ${name} ${version}`,
        description: [uri, ...aliases.map((alias) => `@${alias}`)].join(' '),
        choice: { kind: 'model' as const, model: { uri, workingDirectory } },
      };
    }),
  );
}

async function askForUri(title: string): Promise<ModelRef | undefined> {
  const uri = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'A folder, runs:/<run id>/<path>, models:/<name>/<version> or models:/<name>@<alias>',
    ),
    placeHolder: 'models:/iris@champion',
    ignoreFocusOut: true,
    validateInput: checkUri,
  });
  if (uri === undefined || uri.trim() === '') return undefined;
  return { uri: uri.trim(), workingDirectory: workingDirectoryOf(undefined) };
}

/** Says what is wrong while the user is typing, once there is something to judge. */
async function checkUri(text: string): Promise<string | undefined> {
  if (text.trim() === '') return undefined;
  const { parseModelUri } = await import('../../core/uri/model-uri.ts');
  try {
    parseModelUri(text);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
