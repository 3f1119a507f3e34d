import type { PythonValue } from '../../../../formats/python-value.ts';
import { asEntries, asItems } from '../../../../formats/resolve-python.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';

/** A named part of a pipeline or a union. */
export interface NamedPart {
  readonly name: string;
  readonly estimator: PythonValue;
}

/** An attribute that is a list of pairs of name and estimator. */
export function readNamedParts(state: EstimatorState, name: string): NamedPart[] {
  return state.items(name).map((step) => {
    const [label, estimator] = asItems(step) ?? [];
    if (typeof label !== 'string' || estimator === undefined) {
      throw state.unexpected(name, 'a list of pairs of name and estimator');
    }
    return { name: label, estimator };
  });
}

/** `transformer_weights`: by what the output of each named part is multiplied. */
export function readWeights(state: EstimatorState): ReadonlyMap<string, number> {
  if (!state.has('transformer_weights')) return new Map();
  const entries = asEntries(state.value('transformer_weights'));
  const weights = new Map<string, number>();
  for (const [name, weight] of entries ?? []) {
    if (typeof name !== 'string' || typeof weight !== 'number') {
      throw state.unexpected('transformer_weights', 'a dict of names and numbers');
    }
    weights.set(name, weight);
  }
  if (!entries) throw state.unexpected('transformer_weights', 'a dict of names and numbers');
  return weights;
}
