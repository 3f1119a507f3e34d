import * as vscode from 'vscode';
import { storeHost } from '../store-host.ts';

/** Shows how much has been downloaded, asks, and removes it. */
export async function clearModelCache(): Promise<void> {
  const cache = await import('../../core/store/artifacts/download/model-cache.ts');
  const { cacheFolder } = storeHost();
  const models = await cache.listCachedModels(cacheFolder);
  if (models.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('No model has been downloaded; the cache is empty.'),
    );
    return;
  }
  const megabytes = (models.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6).toFixed(1);
  const remove = vscode.l10n.t('Remove');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Remove {0} downloaded models ({1} MB)?', models.length, megabytes),
    { modal: true, detail: vscode.l10n.t('They are fetched again when they are needed.') },
    remove,
  );
  if (answer !== remove) return;
  const cleared = await cache.clearModelCache(cacheFolder);
  void vscode.window.showInformationMessage(
    vscode.l10n.t('Removed {0} downloaded models.', cleared.modelCount),
  );
}
