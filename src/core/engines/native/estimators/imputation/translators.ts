import type { Translators } from '../../translate/translator.ts';

/** Every estimator of this family, by its public name. */
export const imputationTranslators: Translators = {};
