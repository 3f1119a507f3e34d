import type { EstimatorState } from '../../translate/estimator-state.ts';
import { labelTensor } from '../../translate/class-labels.ts';
import type { DummyConstantPlan } from './plans.ts';

/** sklearn.dummy.DummyRegressor: every strategy was turned into `constant_` by fit. */
export function translateDummyRegressor(state: EstimatorState): DummyConstantPlan {
  const constant = state.array('constant_');
  const row = labelTensor(constant);
  const outputCount = state.integer('n_outputs_');
  if (!row || row.dtype === 'object' || row.values.length !== outputCount || outputCount === 0) {
    throw state.unexpected('constant_', `an array of ${outputCount} numbers`);
  }
  return { kind: 'dummy-constant', row, isFlat: outputCount === 1 };
}
