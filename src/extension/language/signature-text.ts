import * as vscode from 'vscode';
import { type SignaturePart, signatureParts } from '../../core/model/model-summary.ts';
import type { ModelSignature } from '../../core/model/signature.ts';
import { partTitle } from '../models/signature-nodes.ts';
import { plainMarkdown } from '../workbench/plain-markdown.ts';

/** More columns than that help nobody in a hover. */
const mostRows = 8;

/** A signature as Markdown: a line for inputs, outputs and params each. */
export function signatureText(signature: ModelSignature | undefined): string {
  const parts = signatureParts(signature);
  if (parts.length === 0) return plainMarkdown(vscode.l10n.t('No signature was saved.'));
  return parts.map(partText).join('  \n');
}

function partText(part: SignaturePart): string {
  const rows = part.rows
    .slice(0, mostRows)
    .map(({ name, type }) => `**${plainMarkdown(name)}** ${plainMarkdown(type)}`);
  const more = part.rows.length - mostRows;
  if (more > 0) rows.push(plainMarkdown(vscode.l10n.t('{0} more', more)));
  return `${partTitle(part)}: ${rows.join(', ')}`;
}
