import * as vscode from 'vscode';
import {
  type SignaturePart,
  type SignatureRow,
  signatureParts,
} from '../../core/model/model-summary.ts';
import type { ModelSignature } from '../../core/model/signature.ts';

const { None, Collapsed } = vscode.TreeItemCollapsibleState;

/** A row below a model: a part of its signature, or one column, tensor or param of it. */
export type SignatureNode =
  | { readonly kind: 'part'; readonly id: string; readonly part: SignaturePart }
  | { readonly kind: 'row'; readonly id: string; readonly row: SignatureRow };

/** The rows below a model: the parts of its signature. */
export function toPartNodes(parentId: string, signature: ModelSignature): readonly SignatureNode[] {
  return signatureParts(signature).map((part) => ({
    kind: 'part',
    id: `${parentId}/${part.kind}`,
    part,
  }));
}

/** The rows below a part of a signature: its columns, tensors or params. */
export function toRowNodes(node: SignatureNode): readonly SignatureNode[] {
  if (node.kind === 'row') return [];
  return node.part.rows.map((row, index) => ({ kind: 'row', id: `${node.id}/${index}`, row }));
}

/** How such a row is shown. */
export function toSignatureItem(node: SignatureNode): vscode.TreeItem {
  if (node.kind === 'row') {
    const item = new vscode.TreeItem(node.row.name, None);
    item.description = node.row.type;
    return item;
  }
  const item = new vscode.TreeItem(partTitle(node.part), Collapsed);
  item.description = String(node.part.rows.length);
  item.iconPath = new vscode.ThemeIcon(partIcon(node.part));
  return item;
}

/** What a part of a signature is called. */
export function partTitle({ kind }: SignaturePart): string {
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
