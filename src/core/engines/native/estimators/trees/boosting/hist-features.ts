import type { NumpyArray } from '../../../../../formats/numpy-array.ts';
import type { PythonValue } from '../../../../../formats/python-value.ts';
import { asArray, asItems } from '../../../../../formats/resolve-python.ts';
import { type EstimatorState, plainScalar } from '../../../translate/estimator-state.ts';
import { isAtLeast } from '../../../translate/sklearn-version.ts';
import type { ChildTranslator } from '../../../translate/translator.ts';
import { toUint8 } from './encode-categories.ts';
import type { CategoryCodes, HistCategories } from '../plans.ts';

/** The features of a HistGradientBoosting, in the order of the caller's columns. */
export interface HistFeatures {
  readonly featureCount: number;
  /** Of each feature of the trees its column: since 1.4 they have categories first. */
  readonly columns: readonly number[];
  /** Of each column its known categories, for those that are categorical. */
  readonly known: readonly (ReadonlySet<number> | undefined)[];
  readonly categories?: HistCategories;
}

/**
 * Reads which features are categories and which categories they have: from the bin mapper (0.24 and
 * later), and since 1.4 from the encoder in `_preprocessor` that comes before it.
 */
export function readHistFeatures(state: EstimatorState, child: ChildTranslator): HistFeatures {
  const mapperName = isAtLeast(state.version, 0, 24) ? '_bin_mapper' : 'bin_mapper_';
  const mapper = child.state(state.value(mapperName) ?? null, `${mapperName} of ${state.place}`);
  const thresholds = mapper.items('bin_thresholds_').map(asArray);
  const featureCount = thresholds.length;
  const hasCategories = isAtLeast(state.version, 0, 24);
  const isCategorical = hasCategories
    ? readMask(mapper, featureCount)
    : thresholds.map(() => false);
  const preprocessor = state.has('_preprocessor') ? state.value('_preprocessor') : undefined;
  const isCategoricalColumn = preprocessor ? readMask(state, featureCount) : isCategorical;
  const columns = columnsOf(isCategorical, isCategoricalColumn);
  if (!columns) throw state.refusal('whose is_categorical_ disagrees with its bins');
  const known = columnsToKnown({ state, columns, isCategorical, thresholds });
  const shape = { featureCount, columns, known };
  if (!isCategorical.includes(true)) return shape;
  if (!preprocessor) {
    const negativeIsMissing = isAtLeast(state.version, 1, 2);
    return { ...shape, categories: { known, negativeIsMissing } };
  }
  const codes = readCodes(child.state(preprocessor, `_preprocessor of ${state.place}`), child);
  const expected = isCategoricalColumn.filter(Boolean).length;
  if (codes.length !== expected) {
    throw state.refusal(`whose _preprocessor encodes ${codes.length} of ${expected} features`);
  }
  let next = 0;
  const ofColumns = isCategoricalColumn.map((is) => (is ? codes[next++] : undefined));
  return { ...shape, categories: { known, negativeIsMissing: true, codes: ofColumns } };
}

/** Since 1.4 the trees have the categorical columns first, then the others. */
function columnsOf(
  ofTrees: readonly boolean[],
  ofColumns: readonly boolean[],
): readonly number[] | undefined {
  const all = ofColumns.map((_, column) => column);
  if (ofTrees === ofColumns) return all;
  const columns = [
    ...all.filter((column) => ofColumns[column] === true),
    ...all.filter((column) => ofColumns[column] !== true),
  ];
  return columns.every((column, at) => ofColumns[column] === ofTrees[at]) ? columns : undefined;
}

function columnsToKnown(of: {
  readonly state: EstimatorState;
  readonly columns: readonly number[];
  readonly isCategorical: readonly boolean[];
  readonly thresholds: readonly (NumpyArray | undefined)[];
}): (ReadonlySet<number> | undefined)[] {
  const known: (ReadonlySet<number> | undefined)[] = of.columns.map(() => undefined);
  of.columns.forEach((column, feature) => {
    if (of.isCategorical[feature] !== true) return;
    const categories = of.thresholds[feature];
    if (categories?.dtype !== 'float64') {
      throw of.state.refusal(`whose bins of the feature ${feature} are no categories`);
    }
    known[column] = new Set(Array.from(categories.values, toUint8));
  });
  return known;
}

function readMask(state: EstimatorState, count: number): boolean[] {
  const array = state.array('is_categorical_');
  const isMask = array.dtype === 'bool' || array.dtype === 'uint8';
  if (!isMask || array.values.length !== count) {
    throw state.unexpected('is_categorical_', `${count} booleans`);
  }
  return Array.from(array.values, (value) => value !== 0);
}

/** The categories of the OrdinalEncoder in a ColumnTransformer, in the order of its columns. */
function readCodes(preprocessor: EstimatorState, child: ChildTranslator): CategoryCodes[] {
  const [first] = preprocessor.items('transformers_');
  const [name, saved] = asItems(first) ?? [];
  const place = `the encoder in ${preprocessor.place}`;
  const encoder = name === 'encoder' && saved !== undefined ? child.state(saved, place) : undefined;
  if (encoder?.className !== 'sklearn.preprocessing.OrdinalEncoder') {
    throw preprocessor.refusal('which does not begin with an OrdinalEncoder named "encoder"');
  }
  if (encoder.string('handle_unknown') !== 'use_encoded_value') {
    throw encoder.refusal('which does not encode unknown categories as missing ones');
  }
  return encoder.items('categories_').map((item) => {
    const array = asArray(item);
    if (!array || array.dtype === 'structured' || array.shape.length !== 1) {
      throw encoder.unexpected('categories_', 'a list of arrays of categories');
    }
    return codesOf(array.values, array.dtype, encoder);
  });
}

function codesOf(
  values: ArrayLike<PythonValue>,
  dtype: NumpyArray['dtype'],
  encoder: EstimatorState,
): CategoryCodes {
  const codes = new Map<string | number, number>();
  let none: number | undefined;
  Array.from(values, plainScalar).forEach((category, code) => {
    if (category === null) none = code;
    else if (typeof category === 'string') codes.set(category, code);
    // NaN, which is missing, equals no value.
    else if (['number', 'bigint', 'boolean'].includes(typeof category)) {
      codes.set(Number(category), code);
    } else throw encoder.refusal('whose categories are neither texts nor numbers');
  });
  codes.delete(Number.NaN);
  const isText = dtype === 'object' || dtype === 'str';
  return { codes, isNumeric: !isText, ...(none !== undefined && { none }) };
}
