import type { LocalModel } from '../../core/model/local-model.ts';
import type { Resolution } from '../../core/uri/resolve-model-uri.ts';
import type { ModelRef } from './model-ref.ts';
import { readServingSettings } from '../settings.ts';
import { storeHost } from '../store-host.ts';

/** Follows a model's URI to its folder, with the settings of its working directory. */
export async function resolveModel(model: ModelRef, signal?: AbortSignal): Promise<Resolution> {
  const { resolveModelUri } = await import('../../core/uri/resolve-model-uri.ts');
  const { trackingUri } = readServingSettings(model.workingDirectory);
  return resolveModelUri(model.uri, {
    workingDirectory: model.workingDirectory,
    storeHost: storeHost(),
    ...(trackingUri !== undefined && { trackingUri }),
    ...(signal && { signal }),
  });
}

/** Finds a model's files and reads its MLmodel file; nothing of it is loaded. */
export async function openModel(model: ModelRef, signal?: AbortSignal): Promise<LocalModel> {
  const { openLocalModel } = await import('../../core/model/local-model.ts');
  const { folder, uri, name } = await resolveModel(model, signal);
  return openLocalModel(folder, { uri, name });
}
