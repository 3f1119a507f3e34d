import type { ColumnName } from '../../../../data/table.ts';
import { asArray, asEntries, asItems } from '../../../../formats/resolve-python.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import type { ChildTranslator, Translator, Translators } from '../../translate/translator.ts';
import { type CategoryLookup, lumped, packLookup } from './category-lookup.ts';
import { countLookups, meanLookups, readLumps } from './direct-lookups.ts';
import { frameLookups, ordinalLookups, seriesLookups } from './ordinal-lookups.ts';
import type { CategoryEncoderPlan } from './plans.ts';
import { columnName } from './read-mapping.ts';

type ReadLookups = (state: EstimatorState, child: ChildTranslator) => CategoryLookup[];

/** The encoders of category_encoders 2.6 to 2.11 that end in a table of categories. */
export const categoryEncoderTranslators: Translators = {
  'category_encoders.ordinal.OrdinalEncoder': translator(ordinalLookups),
  'category_encoders.one_hot.OneHotEncoder': translator(ofFrames),
  'category_encoders.basen.BaseNEncoder': translator(ofFrames),
  'category_encoders.binary.BinaryEncoder': translator(ofFrames),
  'category_encoders.target_encoder.TargetEncoder': translator(ofSeries),
  'category_encoders.james_stein.JamesSteinEncoder': translator(ofSeries),
  'category_encoders.woe.WOEEncoder': translator(ofSeries),
  'category_encoders.m_estimate.MEstimateEncoder': translator(ofSeries),
  'category_encoders.count.CountEncoder': translator(countLookups),
  'category_encoders.leave_one_out.LeaveOneOutEncoder': translator((state) =>
    meanLookups(state, 0),
  ),
  'category_encoders.cat_boost.CatBoostEncoder': translator((state) =>
    meanLookups(state, state.number('a')),
  ),
};

function ofFrames(state: EstimatorState, child: ChildTranslator): CategoryLookup[] {
  return frameLookups(state, ordinalOf(state, child));
}

function ofSeries(state: EstimatorState, child: ChildTranslator): CategoryLookup[] {
  return seriesLookups(state, ordinalOf(state, child));
}

function ordinalOf(state: EstimatorState, child: ChildTranslator): EstimatorState {
  return child.state(
    state.value('ordinal_encoder') ?? null,
    `the ordinal encoder of ${state.place}`,
  );
}

function translator(read: ReadLookups): Translator {
  return (state, child) => translateCategoryEncoder(state, child, read);
}

function translateCategoryEncoder(
  state: EstimatorState,
  child: ChildTranslator,
  read: ReadLookups,
): CategoryEncoderPlan {
  if (!state.has('feature_names_out_')) {
    throw state.refusal(
      'which was not fitted, or saved by category_encoders before 2.6; save it again with a newer one',
    );
  }
  const cols = nameList(state, 'cols');
  const featureNames = nameList(state, 'feature_names_in_');
  const known = new Set(featureNames);
  const lookups = cols.length > 0 ? read(state, child) : [];
  const encoded = new Set(lookups.map(({ name }) => name));
  if (encoded.size !== lookups.length || cols.some((name) => !encoded.has(name))) {
    throw state.refusal('whose columns and mapping do not fit one another');
  }
  if (lookups.some(({ name }) => !known.has(name)) || hasComposites(state)) {
    throw state.refusal('which encodes columns that it makes itself (composite_cols)');
  }
  const features = lookups.map((lookup) =>
    packLookup(lumped(lookup, readLumps(state, 'min_group_lumping_', lookup.name))),
  );
  return {
    kind: 'category-encoder',
    estimator: state.shortName,
    featureNames,
    features,
    isLenient: isLenient(state),
    refusesMissing: state.value('handle_missing') === 'error',
    dropped: state.value('drop_invariant') === true ? nameList(state, 'invariant_cols') : [],
    answers: answersFrame(state, cols) ? 'frame' : 'array',
  };
}

/** 2.8 began to keep the types of the features, and to take arrays and wider frames. */
function isLenient(state: EstimatorState): boolean {
  return state.has('feature_dtypes_in_');
}

/** `set_output` goes before `return_df`, which 2.6 did not heed where nothing is encoded. */
function answersFrame(state: EstimatorState, cols: readonly ColumnName[]): boolean {
  const config = asEntries(state.value('_sklearn_output_config'));
  const chosen = config?.find(([name]) => name === 'transform')?.[1] ?? 'default';
  if (chosen === 'pandas') return true;
  if (chosen !== 'default') throw state.refusal('whose output is set to another kind of frame');
  return state.boolean('return_df') || (cols.length === 0 && !isLenient(state));
}

function hasComposites(state: EstimatorState): boolean {
  return (asEntries(state.value('composite_members_')) ?? []).length > 0;
}

/** An attribute that is a list or an array of column names. */
function nameList(state: EstimatorState, attribute: string): ColumnName[] {
  const array = asArray(state.value(attribute));
  const isTexts = array?.dtype === 'object' || array?.dtype === 'str';
  const items = isTexts ? array.values : asItems(state.value(attribute));
  if (!items) throw state.unexpected(attribute, 'a list of names');
  return items.map((item) => columnName(state, item));
}
