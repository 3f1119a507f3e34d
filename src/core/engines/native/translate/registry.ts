import { bayesTranslators } from '../estimators/bayes/translators.ts';
import { boosterTranslators } from '../estimators/boosters/translators.ts';
import { clusterTranslators } from '../estimators/clusters/translators.ts';
import { composeTranslators } from '../estimators/compose/translators.ts';
import { decompositionTranslators } from '../estimators/decomposition/translators.ts';
import { dummyTranslators } from '../estimators/dummy/translators.ts';
import { encoderTranslators } from '../estimators/encoders/translators.ts';
import { gaussianProcessTranslators } from '../estimators/gaussian-process/translators.ts';
import { imputationTranslators } from '../estimators/imputation/translators.ts';
import { linearTranslators } from '../estimators/linear/translators.ts';
import { metaTranslators } from '../estimators/meta/translators.ts';
import { neighborTranslators } from '../estimators/neighbors/translators.ts';
import { neuralTranslators } from '../estimators/neural/translators.ts';
import { preprocessingTranslators } from '../estimators/preprocessing/translators.ts';
import { selectionTranslators } from '../estimators/selection/translators.ts';
import { svmTranslators } from '../estimators/svm/translators.ts';
import { textTranslators } from '../estimators/text/translators.ts';
import { treeTranslators } from '../estimators/trees/translators.ts';
import type { Translator } from './translator.ts';

/** Every estimator that the native engine runs, by its public name. */
export const translators: ReadonlyMap<string, Translator> = new Map(
  [
    bayesTranslators,
    boosterTranslators,
    clusterTranslators,
    composeTranslators,
    decompositionTranslators,
    dummyTranslators,
    encoderTranslators,
    gaussianProcessTranslators,
    imputationTranslators,
    linearTranslators,
    metaTranslators,
    neighborTranslators,
    neuralTranslators,
    preprocessingTranslators,
    selectionTranslators,
    svmTranslators,
    textTranslators,
    treeTranslators,
  ].flatMap((family) => Object.entries(family)),
);
