import { sharedFloats } from '../../shared-memory.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import type { CategoryTable } from './category-table.ts';
import type { OrdinalEncoderPlan, OrdinalFeature } from './plans.ts';
import { readCategories } from './read-categories.ts';
import { readNumberDtype } from './read-number-dtype.ts';
import { type InfrequentGroup, readInfrequent } from './read-infrequent.ts';

/** sklearn.preprocessing.OrdinalEncoder, 0.20 to 1.9. */
export function translateOrdinalEncoder(state: EstimatorState): OrdinalEncoderPlan {
  const tables = readCategories(state);
  const handleUnknown = state.has('handle_unknown') ? state.string('handle_unknown') : 'error';
  if (handleUnknown !== 'error' && handleUnknown !== 'use_encoded_value') {
    throw state.refusal(`whose parameter handle_unknown is "${handleUnknown ?? ''}"`);
  }
  const usesCode = handleUnknown === 'use_encoded_value';
  const groups = readInfrequent(state, tables);
  // encoded_missing_value came in 1.1; 1.0 wrote NaN, and 0.24 numbered NaN as any category.
  const missingCode = isAtLeast(state.version, 1, 1) ? state.number('encoded_missing_value') : NaN;
  const marksMissing = isAtLeast(state.version, 1, 0);
  return {
    kind: 'ordinal-encoder',
    rules: inputRules(state, tables.length, { allowsNaN: true, conversion: 'numeric' }),
    categoryRules: {
      estimator: state.shortName,
      allowsMissing: isAtLeast(state.version, 1, 0),
      refusesUnknown: !usesCode,
    },
    features: tables.map((table, index): OrdinalFeature => {
      const group = groups[index];
      return {
        table,
        codes: sharedFloats(codesOf(table, group, marksMissing ? missingCode : undefined)),
      };
    }),
    unknownCode: usesCode ? state.number('unknown_value') : NaN,
    dtype: readNumberDtype(state),
  };
}

function codesOf(
  table: CategoryTable,
  group: InfrequentGroup | undefined,
  missingCode: number | undefined,
): number[] {
  return Array.from({ length: table.count }, (_, place) => {
    if (place === table.nanPlace && missingCode !== undefined) return missingCode;
    return group?.groups[place] ?? place;
  });
}
