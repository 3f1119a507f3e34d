import { sharedBytes, sharedFloats, sharedIntegers } from '../../shared-memory.ts';
import type { EstimatorState } from '../../translate/estimator-state.ts';
import { readDtype } from '../../translate/read-dtype.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { type ChildTranslator, inputRules } from '../../translate/translator.ts';
import {
  type MissingMark,
  allowsNaN,
  isGap,
  isNumericMark,
  readMissingMark,
} from './missing-mark.ts';
import type { Fill, IndicatorPlan, NeighborImputerPlan, SimpleImputerPlan } from './plans.ts';
import { readFills, readsFloats, roundsFills } from './read-fills.ts';

/** So that a number in a hostile file does not become as many steps. */
const maximumFeatures = 1_000_000;
const strategies = new Set(['mean', 'median', 'most_frequent', 'constant']);

/** sklearn.impute.SimpleImputer, 0.20 to 1.9. */
export function translateSimpleImputer(
  state: EstimatorState,
  child: ChildTranslator,
): SimpleImputerPlan {
  const strategy =
    typeof state.value('strategy') === 'string' ? state.string('strategy') : undefined;
  if (strategy === undefined || !strategies.has(strategy)) {
    throw state.refusal(
      'whose parameter strategy is not one of mean, median, most_frequent and constant',
    );
  }
  const mark = readMissingMark(state);
  const fills = readFills(state);
  const isNumeric = strategy === 'mean' || strategy === 'median';
  const kept = keptFeatures(state, fills, strategy);
  const isRounded = roundsFills(state);
  const keptFills = [...kept].map((feature): Fill => {
    const fill = fills[feature] ?? null;
    return isRounded && typeof fill === 'number' ? Math.fround(fill) : fill;
  });
  if (isNumeric && keptFills.some((fill) => typeof fill !== 'number')) {
    throw state.unexpected('statistics_', 'an array of numbers');
  }
  const isConstant = strategy === 'constant';
  const rules = {
    allowsNaN: allowsNaN(mark),
    conversion: isNumeric ? 'float' : 'numeric',
  } as const;
  return {
    kind: 'simple-imputer',
    rules: inputRules(state, fills.length, rules),
    mark,
    countsBooleans: isAtLeast(state.version, 1, 1),
    isNumeric,
    takesObjects:
      !isNumeric && state.has('_fit_dtype') && readDtype(state, '_fit_dtype') === 'object',
    refusesIntegers: isConstant && isAtLeast(state.version, 1, 4) && readsFloats(state),
    kept: sharedIntegers(kept),
    fills: keptFills,
    ...readIndicated(state, child, fills.length),
  };
}

/** Features that were all gaps are left out; since 1.2 `keep_empty_features` keeps them. */
function keptFeatures(state: EstimatorState, fills: readonly Fill[], strategy: string): number[] {
  const keeps = state.has('keep_empty_features') && state.boolean('keep_empty_features');
  const keepsConstant = strategy === 'constant' && !isAtLeast(state.version, 1, 8);
  const all = [...fills.keys()];
  return keeps || keepsConstant ? all : all.filter((feature) => !Number.isNaN(fills[feature]));
}

/** `indicator_` of an imputer with add_indicator: the features whose gaps it answers. */
function readIndicated(
  state: EstimatorState,
  child: ChildTranslator,
  featureCount: number,
): { indicated?: Int32Array } {
  if (!state.has('add_indicator') || !state.boolean('add_indicator')) return {};
  const indicator = child.state(
    state.value('indicator_') ?? null,
    `the indicator of ${state.place}`,
  );
  if (indicator.className !== 'sklearn.impute.MissingIndicator') {
    throw state.refusal(`whose indicator is ${indicator.className}`);
  }
  return { indicated: readFeatures(indicator, featureCount) };
}

function readFeatures(state: EstimatorState, featureCount: number): Int32Array {
  const { values, shape } = state.numbers('features_');
  const areInside = values.every((at) => Number.isInteger(at) && at >= 0 && at < featureCount);
  if (shape.length !== 1 || !areInside) throw state.unexpected('features_', 'a list of features');
  return sharedIntegers(values);
}

/** sklearn.impute.MissingIndicator, 0.20 to 1.9. */
export function translateIndicator(state: EstimatorState): IndicatorPlan {
  const mark = readMissingMark(state);
  if (mark.kind === 'na') {
    throw state.refusal('whose missing_values is pandas.NA, beside which it takes no other gap');
  }
  const features = state.string('features');
  if (features !== 'missing-only' && features !== 'all') {
    throw state.refusal(`whose parameter features is "${features ?? ''}"`);
  }
  const featureCount = state.integer('_n_features');
  if (featureCount < 1 || featureCount > maximumFeatures) {
    throw state.unexpected('_n_features', `a number from 1 to ${maximumFeatures}`);
  }
  return {
    kind: 'missing-indicator',
    rules: inputRules(state, featureCount, {
      allowsNaN: mark.kind === 'nan',
      conversion: 'numeric',
    }),
    mark,
    countsBooleans: isAtLeast(state.version, 1, 1),
    features: readFeatures(state, featureCount),
    refusesNew: features === 'missing-only' && state.boolean('error_on_new'),
  };
}

/** sklearn.impute.KNNImputer, 0.22 to 1.9. */
export function translateNeighborImputer(
  state: EstimatorState,
  child: ChildTranslator,
): NeighborImputerPlan {
  const mark = readMissingMark(state);
  if (!isNumericMark(mark)) throw state.unexpected('missing_values', 'a number or NaN');
  const weights = state.value('weights');
  if (weights !== 'uniform' && weights !== 'distance') {
    throw state.refusal('whose parameter weights is neither "uniform" nor "distance"');
  }
  if (state.value('metric') !== 'nan_euclidean') {
    throw state.refusal('whose parameter metric is not "nan_euclidean"');
  }
  const { fitted, gaps } = readFitted(state, mark);
  const { version } = state;
  return {
    kind: 'neighbor-imputer',
    rules: inputRules(state, fitted.columnCount, {
      allowsNaN: allowsNaN(mark),
      conversion: 'float',
    }),
    mark,
    fitted,
    fittedGaps: gaps,
    isValid: validFeatures(gaps, fitted.columnCount),
    neighborCount: neighborCount(state),
    weights,
    keepsEmpty: state.has('keep_empty_features') && state.boolean('keep_empty_features'),
    ...readIndicated(state, child, fitted.columnCount),
    alwaysIndicates: isAtLeast(version, 1, 3),
    ignoresEmpty: isAtLeast(version, 1, 6),
    ignoresDistant: isAtLeast(version, 1, 6),
  };
}

function neighborCount(state: EstimatorState): number {
  const count = state.integer('n_neighbors');
  if (count < 1) throw state.unexpected('n_neighbors', 'a number from 1 on');
  return count;
}

function readFitted(
  state: EstimatorState,
  mark: MissingMark,
): Pick<NeighborImputerPlan, 'fitted'> & { readonly gaps: Uint8Array } {
  const { values, shape, isFloat32 } = state.numbers('_fit_X');
  const [rowCount = 0, columnCount = 0] = shape;
  if (shape.length !== 2 || values.length === 0)
    throw state.unexpected('_fit_X', 'rows of numbers');
  const gaps = sharedBytes(Array.from(values, (value) => Number(isGap(value, mark, false))));
  const fitted = {
    kind: 'matrix',
    rowCount,
    columnCount,
    values: sharedFloats(values),
    isFloat32,
  } as const;
  return { fitted, gaps };
}

function validFeatures(gaps: Uint8Array, columnCount: number): Uint8Array {
  const isValid = new Uint8Array(columnCount);
  gaps.forEach((gap, at) => {
    if (gap !== 1) isValid[at % columnCount] = 1;
  });
  return sharedBytes(isValid);
}
