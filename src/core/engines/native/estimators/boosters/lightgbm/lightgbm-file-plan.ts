import { UnsupportedFlavorError } from '../../../../../errors.ts';
import { readLightgbmModel } from '../../../../../formats/lightgbm-model.ts';
import { buildLightgbmPlan } from './build-lightgbm-plan.ts';
import type { LightgbmPlan } from './lightgbm-plan.ts';

/**
 * Plans what `lightgbm.Booster(model_file=…)` answers. Throws FormatError for a broken file and
 * UnsupportedFlavorError for what is not run.
 */
export function lightgbmFilePlan(bytes: Uint8Array): LightgbmPlan {
  return buildLightgbmPlan(readLightgbmModel(bytes), {
    estimator: 'Booster',
    // `save_model` has left out what follows the best iteration.
    bestIteration: 0,
    refuse: (reason) =>
      new UnsupportedFlavorError(
        `The native engine cannot run this model: the model is lightgbm.basic.Booster, ${reason}.`,
      ),
  });
}
