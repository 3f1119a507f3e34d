import * as vscode from 'vscode';
import { signatureParts } from '../../core/model/model-summary.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import type { VirtualDocuments } from '../workbench/virtual-documents.ts';
import type { EngineForecasts } from './engine-forecast.ts';
import { type ModelRef, labelOfRef } from './model-ref.ts';
import { inferredOf } from './model-rows.ts';
import { openWithProgress } from './open-model.ts';

/** What {@link compareSignatures} works with. */
interface CompareOptions {
  readonly stores: StoreAccess;
  readonly forecasts: EngineForecasts;
  readonly previews: VirtualDocuments;
}

/** Shows the signatures of two models in the editor's own comparison. */
export async function compareSignatures(
  options: CompareOptions,
  first: ModelRef,
  second: ModelRef,
): Promise<void> {
  const left = await signatureDocument(options, first);
  const right = await signatureDocument(options, second);
  const title = vscode.l10n.t('Signatures: {0} ↔ {1}', labelOfRef(first), labelOfRef(second));
  await vscode.commands.executeCommand('vscode.diff', left, right, title);
}

async function signatureDocument(options: CompareOptions, ref: ModelRef): Promise<vscode.Uri> {
  const text = await signatureText(options, ref);
  return options.previews.put('signature.yaml', text, `${ref.workingDirectory} ${ref.uri}`);
}

async function signatureText({ stores, forecasts }: CompareOptions, ref: ModelRef) {
  const model = await openWithProgress(stores, ref);
  const { signature } = model.mlmodel;
  const inferred = signature?.inputs ? undefined : inferredOf(await forecasts.ask(model));
  const parts = signatureParts({ ...inferred?.signature, ...signature });
  const note = inferred
    ? [`# ${vscode.l10n.t('No signature was saved; what follows was read from the model.')}`]
    : [];
  if (parts.length === 0) return `# ${vscode.l10n.t('The model has no signature.')}\n`;
  const lines = parts.flatMap(({ kind, rows }) => [
    `${kind}:`,
    ...rows.map(({ name, type }) => `  ${name}: ${type}`),
  ]);
  return `${[...note, ...lines].join('\n')}\n`;
}
