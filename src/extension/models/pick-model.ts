import * as vscode from 'vscode';
import { inParts } from '../../core/async/in-parts.ts';
import { messageOf } from '../../core/errors.ts';
import { type FoundModel, isNamedByStore } from './found-models.ts';
import type { FoundRegistry, ModelCatalog, ModelListing } from './model-catalog.ts';
import type { ModelRef } from './model-ref.ts';
import { resolveModel } from './open-model.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { labelOfPlace } from '../stores/store-place.ts';
import type { RunningServers, ServerEntry } from '../servers/running-servers.ts';
import { workingDirectoryOf } from '../settings.ts';
import { type GrowingItem, pickFromGrowing } from '../workbench/growing-pick.ts';

/** What the user picked: a model to open, or one that is being served. */
export type PickedModel =
  | { readonly kind: 'model'; readonly model: ModelRef }
  | { readonly kind: 'server'; readonly entry: ServerEntry };

interface ModelItem extends GrowingItem {
  readonly choice?: PickedModel;
  readonly isOther?: boolean;
  /** Why a registry could not be read. */
  readonly problem?: unknown;
}

/** How long the list waits for registries before it shows the rest. */
const registryMilliseconds = 50;

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
  const known: KnownModels = { names: new Map() };
  const item = await pickFromGrowing<ModelItem>({
    title: options.title,
    placeHolder: vscode.l10n.t('Pick a model'),
    items: () => toItems(options, known),
    find: (changed, signal) => findModels(options, { known, changed, signal }),
  });
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

interface KnownModels {
  listing?: ModelListing;
  /** The names under which models were logged. */
  readonly names: Map<FoundModel, string>;
}

interface Search {
  readonly known: KnownModels;
  readonly changed: () => void;
  readonly signal: AbortSignal;
}

/** Folders at once, registries when their stores answer, names of logged models as they are found. */
async function findModels(options: PickModelOptions, search: Search): Promise<void> {
  const { catalog, stores } = options;
  const { known, changed } = search;
  const soon = await catalog.listSoon(registryMilliseconds);
  known.listing = soon;
  changed();
  const whole = async (): Promise<void> => {
    known.listing = await catalog.list();
    changed();
  };
  await Promise.all([whole(), findNames(stores, soon.folders.filter(isNamedByStore), search)]);
}

/** Asks the stores, model after model; one that cannot be found goes by its id. */
async function findNames(
  stores: StoreAccess,
  logged: readonly FoundModel[],
  { known, changed, signal }: Search,
): Promise<void> {
  const kept = stores.keepOpen();
  const find = async (model: FoundModel): Promise<void> => {
    if (signal.aborted) return;
    const resolving = resolveModel(stores, model, { isLocalOnly: true, signal });
    const { name } = await resolving.catch(() => model);
    known.names.set(model, name);
    changed();
  };
  try {
    await inParts(logged, find, 8);
  } finally {
    kept.dispose();
  }
}

function toItems(
  { servers }: PickModelOptions,
  { listing: { folders, registries } = nothing, names }: KnownModels,
): ModelItem[] {
  const running = (servers?.entries ?? []).filter(({ state }) => state === 'running');
  return [
    ...section(vscode.l10n.t('Running'), running.map(toServerItem)),
    ...section(
      vscode.l10n.t('Workspace'),
      folders.filter(({ isInStore }) => !isInStore).map(toFolderItem),
    ),
    ...section(vscode.l10n.t('Registered'), registries.flatMap(toRegistryItems)),
    ...section(
      vscode.l10n.t('Logged'),
      folders
        .filter(({ isInStore }) => isInStore)
        .map((model) => toLoggedItem(model, names.get(model))),
    ),
    ...section(vscode.l10n.t('Other'), [
      { label: vscode.l10n.t('$(link) Enter a model URI…'), isOther: true, alwaysShow: true },
    ]),
  ];
}

const nothing: ModelListing = { folders: [], registries: [], isWhole: false };

function section(label: string, items: readonly ModelItem[]): ModelItem[] {
  if (items.length === 0) return [];
  return [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items];
}

function toServerItem(entry: ServerEntry): ModelItem {
  return {
    key: `server ${entry.id}`,
    label: `$(vm-running) ${entry.name}`,
    description: `${entry.served?.url ?? ''} · ${entry.served?.engine.kind ?? ''}`,
    choice: { kind: 'server', entry },
  };
}

function toFolderItem(model: FoundModel): ModelItem {
  return {
    key: model.folder,
    label: `$(symbol-class) ${model.name}`,
    description: model.path,
    choice: { kind: 'model', model },
  };
}

/** A model inside a store goes by the name under which it was logged, once that is known. */
function toLoggedItem(model: FoundModel, name: string | undefined): ModelItem {
  if (!isNamedByStore(model)) return toFolderItem(model);
  return {
    key: model.folder,
    label: `$(symbol-class) ${name ?? model.name}`,
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
        key: `${place.key} ${uri}`,
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
