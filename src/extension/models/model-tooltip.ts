import * as vscode from 'vscode';
import type { InferredSignature } from '../../core/model/inferred-signature.ts';
import type { LocalModel } from '../../core/model/local-model.ts';
import { signatureParts } from '../../core/model/model-summary.ts';
import type { Resolution } from '../../core/uri/resolve-model-uri.ts';
import { plainMarkdown } from '../workbench/plain-markdown.ts';
import type { Forecast } from './engine-forecast.ts';
import type { ModelRow } from './model-rows.ts';
import { partTitle } from './signature-nodes.ts';

interface KnownModel {
  readonly model: LocalModel;
  readonly resolution: Resolution;
  readonly forecast: Forecast;
  readonly inferred: InferredSignature | undefined;
}

/** More rows than that say no more. */
const mostRows = 20;

/** All that is known of a model: every hop to its files, flavors, engine, signature. */
export function modelTooltip(row: ModelRow, known: KnownModel): vscode.MarkdownString {
  const { mlmodel } = known.model;
  const text = new vscode.MarkdownString(`**${plainMarkdown(row.model.uri)}**\n\n`);
  for (const line of row.details ?? []) text.appendMarkdown(`${plainMarkdown(line)}\n\n`);
  for (const { label, value } of known.resolution.hops) {
    text.appendMarkdown(`- ${plainMarkdown(`${label}: ${value}`)}\n`);
  }
  const version = mlmodel.mlflowVersion ? `, MLflow ${mlmodel.mlflowVersion}` : '';
  text.appendMarkdown(`\n${plainMarkdown(`${[...mlmodel.flavors.keys()].join(', ')}${version}`)}`);
  text.appendMarkdown(`\n\n${plainMarkdown(engineText(known.forecast))}`);
  const inferred = mlmodel.signature?.inputs ? undefined : known.inferred?.signature;
  if (inferred) {
    const note = vscode.l10n.t('No signature was saved; what follows was read from the model.');
    text.appendMarkdown(`\n\n${plainMarkdown(note)}`);
  }
  for (const part of signatureParts({ ...inferred, ...mlmodel.signature })) {
    text.appendMarkdown(`\n\n${partTitle(part)}:\n\n`);
    for (const { name, type } of part.rows.slice(0, mostRows)) {
      text.appendMarkdown(`- ${plainMarkdown(`${name}: ${type}`)}\n`);
    }
    if (part.rows.length > mostRows) text.appendMarkdown('- …\n');
  }
  return text;
}

/** Which engine, and for all others than the native one why. */
export function engineText(forecast: Forecast): string {
  switch (forecast.kind) {
    case 'native':
      return vscode.l10n.t('Engine: native. No Python is needed.');
    case 'python':
      return vscode.l10n.t('Engine: python. {0}', forecast.reason ?? '');
    case 'unknown':
      return forecast.reason;
  }
}
