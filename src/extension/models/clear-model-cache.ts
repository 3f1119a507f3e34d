import * as vscode from 'vscode';
import type { CommandHandler } from '../commands.ts';
import { storeHost } from '../store-host.ts';
import { sizeText } from '../workbench/size-text.ts';

/**
 * The Clear Model Cache command: shows how much has been downloaded, asks, and removes it. Rows of
 * models that were there are read anew.
 */
export function createClearModelCacheCommand(rows: {
  readonly forget: () => void;
}): CommandHandler {
  return async () => {
    if (await clearModelCache()) rows.forget();
  };
}

async function clearModelCache(): Promise<boolean> {
  const cache = await import('../../core/store/artifacts/download/model-cache.ts');
  const { cacheFolder } = storeHost();
  const models = await cache.listCachedModels(cacheFolder);
  if (models.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No model has been downloaded; the cache is empty.'),
    );
    return false;
  }
  const size = sizeText(models.reduce((sum, { bytes }) => sum + bytes, 0));
  const remove = vscode.l10n.t('Remove');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove all downloaded models ({0}, {1})?', models.length, size),
    { modal: true, detail: vscode.l10n.t('They are fetched again when they are needed.') },
    remove,
  );
  if (answer !== remove) return false;
  const cleared = await cache.clearModelCache(cacheFolder);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Downloaded models removed: {0}.', cleared.modelCount),
  );
  return true;
}
