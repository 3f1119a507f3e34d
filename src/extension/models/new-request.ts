import { relative } from 'node:path';
import * as vscode from 'vscode';
import type { LocalModel } from '../../core/model/local-model.ts';
import type { Forecast } from './engine-forecast.ts';
import type { ModelRef } from './model-ref.ts';
import { inferredOf } from './model-rows.ts';
import { workingDirectoryOf } from '../settings.ts';

/**
 * A `.invoke` file with one request that the model takes: its input example, else made-up values
 * that fit its signature, or the one that was inferred.
 */
export async function newRequestText(
  ref: ModelRef,
  model: LocalModel,
  forecast: Forecast | undefined,
): Promise<string> {
  const { findExampleRequest } = await import('../../server/landing/example-request.ts');
  const { formatJson } = await import('../../server/landing/format-json.ts');
  const example = await findExampleRequest(model, inferredOf(forecast));
  const lines = [
    `# @model ${nameOf(ref, model)}`,
    '',
    `### ${model.name}`,
    ...(example.origin === 'none'
      ? [`# ${vscode.l10n.t('The model does not say what it takes: put in its columns.')}`]
      : []),
    formatJson(example.value, { width: 80 }),
    '?? status == 200',
  ];
  return `${lines.join('\n')}\n`;
}

/** A name that means this model in a file that is not saved yet, which belongs to the first folder. */
function nameOf({ uri, workingDirectory }: ModelRef, { folder }: LocalModel): string {
  const root = workingDirectoryOf(undefined);
  const isUri = /^(?:models|runs):/i.test(uri);
  if (isUri && workingDirectory === root) return uri;
  const path = relative(root, folder);
  return path.startsWith('..') || path === '' ? folder : path.replaceAll('\\', '/');
}
