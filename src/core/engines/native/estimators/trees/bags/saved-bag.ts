import type { PythonValue } from '../../../../../formats/python-value.ts';
import type { EstimatorState } from '../../../translate/estimator-state.ts';
import { type ChildTranslator, fittedFeatureCount } from '../../../translate/translator.ts';
import { readFeatureLists } from './member-features.ts';

/** The members of a bag as they are saved. */
export interface SavedBag {
  readonly values: readonly PythonValue[];
  readonly members: readonly EstimatorState[];
  readonly features: readonly (readonly number[])[];
  readonly featureCount: number;
}

/** Reads which members a bag has and which columns each of them sees. */
export function readBag(state: EstimatorState, child: ChildTranslator): SavedBag {
  const values = state.items('estimators_');
  const members = values.map((value, index) => child.state(value, memberPlace(state, index)));
  // Sums are divided by the parameter, not by the number of members.
  if (members.length === 0 || state.integer('n_estimators') !== members.length) {
    throw state.refusal(`which has ${members.length} members where n_estimators says otherwise`);
  }
  const featureCount = fittedFeatureCount(state);
  const features = readFeatureLists(state, members.length, featureCount);
  return { values, members, features, featureCount };
}

/** How messages name a member of an ensemble. */
export function memberPlace(state: EstimatorState, index: number): string {
  return `member ${index} of ${state.place}`;
}
