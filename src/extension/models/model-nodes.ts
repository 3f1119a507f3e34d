import { dirname } from 'node:path';
import type { ModelVersion, RegisteredModel } from '../../core/store/tracking-store.ts';
import type { FoundModel } from './found-models.ts';
import type { FoundRegistry, ModelListing } from './model-catalog.ts';
import type { ModelRef } from './model-ref.ts';
import type { SignatureNode } from './signature-nodes.ts';
import type { StorePlace } from '../stores/store-place.ts';
import type { StoreProblemNode, StoreRemedyNode } from '../stores/store-problem.ts';

/** A row of the Models view. Ids hold nothing that changes, so that the editor keeps what is open. */
export type ModelNode =
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly group: ModelGroup;
      readonly children: readonly ModelNode[];
    }
  | { readonly kind: 'folder'; readonly id: string; readonly model: FoundModel }
  | {
      readonly kind: 'registered';
      readonly id: string;
      readonly place: StorePlace;
      readonly registered: RegisteredModel;
      readonly isPinned: boolean;
      readonly children: readonly ModelNode[];
    }
  | {
      readonly kind: 'version';
      readonly id: string;
      readonly place: StorePlace;
      readonly model: ModelRef;
      readonly version: ModelVersion;
    }
  | StoreProblemNode
  | StoreRemedyNode
  | { readonly kind: 'more'; readonly id: string; readonly registry: FoundRegistry }
  | SignatureNode;

/** The sections of the view, shown where there is more than one. */
export type ModelGroup = 'workspace' | 'registered' | 'logged';

/** What decides over the rows, besides what was found. */
export interface ModelNodeOptions {
  /** Part of the names to show, whatever the case. */
  readonly filter: string;
  isPinned(id: string): boolean;
}

/** The top rows for what was found: sections, or the rows themselves when there is one section. */
export function toRootNodes(
  { folders, registries }: ModelListing,
  options: ModelNodeOptions,
): readonly ModelNode[] {
  const shown = folders.filter((model) => matches(model.path, options));
  const groups: [ModelGroup, readonly ModelNode[]][] = [
    ['workspace', shown.filter(({ isInStore }) => !isInStore).map(toFolderNode)],
    ['registered', registries.flatMap((registry) => toRegistryNodes(registry, options))],
    ['logged', shown.filter(({ isInStore }) => isInStore).map(toFolderNode)],
  ];
  const filled = groups.filter(([, children]) => children.length > 0);
  const [only, ...others] = filled;
  if (only && others.length === 0) return only[1];
  return filled.map(([group, children]) => ({
    kind: 'group',
    id: `group:${group}`,
    group,
    children,
  }));
}

/** What a model folder is called, and the folder around it. */
export function placeOfFolder({ name, path }: FoundModel): { label: string; place?: string } {
  const place = dirname(path);
  return { label: name, ...(place !== '.' && { place }) };
}

function matches(name: string, { filter }: ModelNodeOptions): boolean {
  return name.toLowerCase().includes(filter.toLowerCase());
}

function toFolderNode(model: FoundModel): ModelNode {
  return { kind: 'folder', id: `folder:${model.folder}`, model };
}

function toRegistryNodes(registry: FoundRegistry, options: ModelNodeOptions): readonly ModelNode[] {
  const { place, models, problem, hasMore } = registry;
  const id = `registry:${place.key}`;
  const rows = models
    .filter(({ name }) => matches(name, options))
    .map((registered) => toRegisteredNode(place, registered, options));
  const isPinned = (node: ModelNode): boolean => node.kind === 'registered' && node.isPinned;
  return [
    ...(problem === undefined
      ? []
      : [{ kind: 'problem' as const, id, place, error: problem, isToldAbove: true }]),
    ...rows.filter(isPinned),
    ...rows.filter((node) => !isPinned(node)),
    ...(hasMore ? [{ kind: 'more' as const, id: `${id}/more`, registry }] : []),
  ];
}

function toRegisteredNode(
  place: StorePlace,
  registered: RegisteredModel,
  options: ModelNodeOptions,
): ModelNode {
  const id = `registry:${place.key}/${registered.name}`;
  const { workingDirectory } = place;
  const children = registered.versions.toReversed().map((version) => ({
    kind: 'version' as const,
    id: `${id}/${version.version}`,
    place,
    model: { uri: `models:/${registered.name}/${version.version}`, workingDirectory },
    version,
  }));
  return { kind: 'registered', id, place, registered, isPinned: options.isPinned(id), children };
}
