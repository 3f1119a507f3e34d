import type { ModelSignature } from '../../core/model/signature.ts';
import type { ModelVersion, RegisteredModel } from '../../core/store/tracking-store.ts';
import type { FoundModel, FoundRegistry, ModelListing } from './model-catalog.ts';
import type { ModelRef } from './model-ref.ts';
import {
  type SignaturePart,
  type SignatureRow,
  signatureParts,
} from '../../core/model/model-summary.ts';

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
      readonly registered: RegisteredModel;
      readonly children: readonly ModelNode[];
    }
  | {
      readonly kind: 'version';
      readonly id: string;
      readonly model: ModelRef;
      readonly version: ModelVersion;
    }
  | { readonly kind: 'problem'; readonly id: string; readonly message: string }
  | { readonly kind: 'part'; readonly id: string; readonly part: SignaturePart }
  | { readonly kind: 'row'; readonly id: string; readonly row: SignatureRow };

/** The sections of the view, shown where there is more than one. */
export type ModelGroup = 'workspace' | 'registered' | 'logged';

/** The top rows for what was found: sections, or the rows themselves when there is one section. */
export function toRootNodes({ folders, registries }: ModelListing): readonly ModelNode[] {
  const groups: [ModelGroup, readonly ModelNode[]][] = [
    ['workspace', folders.filter(({ isInStore }) => !isInStore).map(toFolderNode)],
    ['registered', registries.flatMap(toRegistryNodes)],
    ['logged', folders.filter(({ isInStore }) => isInStore).map(toFolderNode)],
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

/** The rows below a model: the parts of its signature. */
export function toPartNodes(parentId: string, signature: ModelSignature): readonly ModelNode[] {
  return signatureParts(signature).map((part) => ({
    kind: 'part',
    id: `${parentId}/${part.kind}`,
    part,
  }));
}

/** The rows below a part of a signature: its columns, tensors or params. */
export function toRowNodes(parentId: string, part: SignaturePart): readonly ModelNode[] {
  return part.rows.map((row, index) => ({ kind: 'row', id: `${parentId}/${index}`, row }));
}

function toFolderNode(model: FoundModel): ModelNode {
  return { kind: 'folder', id: `folder:${model.folder}`, model };
}

function toRegistryNodes(registry: FoundRegistry): readonly ModelNode[] {
  const { workingDirectory, models, problem } = registry;
  const id = `registry:${workingDirectory}`;
  const rows = models.map((registered) => toRegisteredNode(id, registered, workingDirectory));
  return problem === undefined ? rows : [{ kind: 'problem', id, message: problem }, ...rows];
}

function toRegisteredNode(
  parentId: string,
  registered: RegisteredModel,
  workingDirectory: string,
): ModelNode {
  const id = `${parentId}/${registered.name}`;
  const children = registered.versions.toReversed().map((version) => ({
    kind: 'version' as const,
    id: `${id}/${version.version}`,
    model: { uri: `models:/${registered.name}/${version.version}`, workingDirectory },
    version,
  }));
  return { kind: 'registered', id, registered, children };
}
