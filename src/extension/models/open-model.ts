import * as vscode from 'vscode';
import type { LocalModel } from '../../core/model/local-model.ts';
import type { Resolution } from '../../core/uri/resolve-model-uri.ts';
import type { StoreAccess } from '../stores/store-access.ts';
import { placeOf } from '../stores/store-place.ts';
import { type ReportProgress, withLateProgress } from '../workbench/late-progress.ts';
import { sizeText } from '../workbench/size-text.ts';
import type { ModelRef } from './model-ref.ts';

/** How a model's files are found. */
export interface ResolveModelOptions {
  readonly signal?: AbortSignal;
  /** Fetches nothing; see ResolveOptions of resolveModelUri. */
  readonly isLocalOnly?: boolean;
  /** Told while files are fetched. */
  readonly report?: ReportProgress;
}

/** Follows a model's URI to its folder, in the store that the settings name. */
export async function resolveModel(
  stores: StoreAccess,
  model: ModelRef,
  options: ResolveModelOptions = {},
): Promise<Resolution> {
  const { resolveModelUri } = await import('../../core/uri/resolve-model-uri.ts');
  const { parseModelUri } = await import('../../core/uri/model-uri.ts');
  const { report, ...rest } = options;
  const place = placeOf(model.workingDirectory);
  const common = {
    ...rest,
    workingDirectory: model.workingDirectory,
    storeHost: await stores.hostOf(place.trackingUri),
    ...(report && { onDownload: downloadReporter(report) }),
  };
  if (parseModelUri(model.uri).kind === 'path') return resolveModelUri(model.uri, common);
  return stores.use(place, (store) => resolveModelUri(model.uri, { ...common, store }));
}

/** Reads the MLmodel file of a model that was found. */
export async function openResolved({ folder, uri, name }: Resolution): Promise<LocalModel> {
  const { openLocalModel } = await import('../../core/model/local-model.ts');
  return openLocalModel(folder, { uri, name });
}

/** {@link resolveModel} with a notification while files are fetched, which can be cancelled. */
export function resolveWithProgress(stores: StoreAccess, model: ModelRef): Promise<Resolution> {
  const title = vscode.l10n.t('Fetching {0}', model.uri);
  return withLateProgress({ title }, (signal, report) =>
    resolveModel(stores, model, { signal, report }),
  );
}

/** Finds a model's files and reads its MLmodel file, with the same progress; nothing of it is loaded. */
export async function openWithProgress(stores: StoreAccess, model: ModelRef): Promise<LocalModel> {
  return openResolved(await resolveWithProgress(stores, model));
}

interface Download {
  readonly filesDone: number;
  readonly fileCount: number;
  readonly bytesDone: number;
  readonly byteCount: number;
}

/** Turns what is done into the steps that a notification takes. */
function downloadReporter(report: ReportProgress): (progress: Download) => void {
  let shown = 0;
  return ({ filesDone, fileCount, bytesDone, byteCount }) => {
    const percent = byteCount > 0 ? Math.min(100, (100 * bytesDone) / byteCount) : 0;
    const increment = Math.max(0, percent - shown);
    shown = Math.max(shown, percent);
    report({
      increment,
      message: vscode.l10n.t('{0} of {1} files, {2}', filesDone, fileCount, sizeText(bytesDone)),
    });
  };
}
