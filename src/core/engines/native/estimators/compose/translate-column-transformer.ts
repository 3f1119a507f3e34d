import { type PythonValue, isTagged } from '../../../../formats/python-value.ts';
import { asItems } from '../../../../formats/resolve-python.ts';
import { sharedIntegers } from '../../shared-memory.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import {
  type ChildTranslator,
  readFeatureNames,
  widensBooleans,
} from '../../translate/translator.ts';
import type { ColumnChoice, ColumnTransformerPlan } from './plans.ts';
import { type ColumnSpec, listItems, readColumnSpec, slicePositions } from './read-columns.ts';
import { readWeights } from './read-steps.ts';
import { translateTransformer } from './translate-pipeline.ts';

/** So that a number in a hostile file does not become as many steps. */
const maximumFeatures = 1_000_000;

type Part = ColumnTransformerPlan['parts'][number];

/** sklearn.compose.ColumnTransformer, 0.23 to 1.9. */
export function translateColumnTransformer(
  state: EstimatorState,
  child: ChildTranslator,
): ColumnTransformerPlan {
  if (!isAtLeast(state.version, 0, 23)) {
    throw state.refusal(
      'which is read of versions from 0.23 on; save the model again with a newer one',
    );
  }
  const featureCount = readFeatureCount(state);
  const featureNames = fittedNames(state, featureCount);
  const weights = readWeights(state);
  const indices = inputIndices(state);
  const parts = state.items('transformers_').flatMap((value): Part[] => {
    const { name, estimator, columns } = readEntry(state, value);
    if (estimator === 'drop') return [];
    const spec = readColumnSpec(columns);
    const found = { name, spec, indices: indices?.get(name), featureCount, featureNames };
    const choice = chooseColumns(state, found);
    if (choice.positions.length === 0) return [];
    const weight = weights.get(name);
    const plan = translateTransformer(estimator, child, `transformer "${name}"`);
    return [{ name, plan, columns: choice, ...(weight !== undefined && { weight }) }];
  });
  return {
    kind: 'column-transformer',
    featureCount,
    ...(featureNames && { featureNames }),
    parts,
    isSparse: parts.length > 0 && state.boolean('sparse_output_'),
    ...widensBooleans(state),
    frames: framesRule(state),
  };
}

function framesRule({ version }: EstimatorState): ColumnTransformerPlan['frames'] {
  if (isAtLeast(version, 1, 0)) return 'by-name';
  return isAtLeast(version, 0, 24) ? 'same' : 'same-first';
}

function readFeatureCount(state: EstimatorState): number {
  const count = state.integer(state.has('n_features_in_') ? 'n_features_in_' : '_n_features');
  if (count < 1 || count > maximumFeatures) {
    throw state.refusal(
      `which says it has ${count} features, where 1 to ${maximumFeatures} are read`,
    );
  }
  return count;
}

/** The names of the frame that was fitted; until 0.24 they were kept under another name. */
function fittedNames(state: EstimatorState, count: number): readonly string[] | undefined {
  if (isAtLeast(state.version, 1, 0)) return readFeatureNames(state, count);
  if (!state.has('_feature_names_in')) return undefined;
  const names = listItems(state.value('_feature_names_in') ?? null)?.map(plainScalar) ?? [];
  const texts = names.filter((name) => typeof name === 'string');
  return texts.length === count ? texts : undefined;
}

function readEntry(
  state: EstimatorState,
  value: PythonValue,
): { name: string; estimator: PythonValue; columns: PythonValue } {
  const [name, estimator, columns] = asItems(value) ?? [];
  if (typeof name === 'string' && estimator !== undefined && columns !== undefined) {
    return { name, estimator, columns };
  }
  throw state.unexpected('transformers_', 'a list of name, estimator and columns');
}

/** `_transformer_to_input_indices` (1.0 and later): the positions of every part's columns. */
function inputIndices(state: EstimatorState): ReadonlyMap<string, readonly number[]> | undefined {
  if (!isAtLeast(state.version, 1, 0)) return undefined;
  const name = '_transformer_to_input_indices';
  const value = state.value(name);
  if (!isTagged(value) || value.kind !== 'dict') throw state.unexpected(name, 'a dict');
  const indices = new Map<string, readonly number[]>();
  for (const [key, raw] of value.entries) {
    const positions = listItems(raw)?.map(plainScalar).map(Number);
    if (typeof key !== 'string' || !positions) throw state.unexpected(name, 'a dict of positions');
    indices.set(key, positions);
  }
  return indices;
}

interface Found {
  readonly name: string;
  readonly spec: ColumnSpec | undefined;
  readonly indices: readonly number[] | undefined;
  readonly featureCount: number;
  readonly featureNames: readonly string[] | undefined;
}

function chooseColumns(state: EstimatorState, found: Found): ColumnChoice {
  const { spec, featureCount, featureNames } = found;
  const raw = found.indices ?? (spec && specPositions(spec, found));
  if (!raw || !spec)
    throw state.refusal(`whose transformer "${found.name}" has columns of an unknown kind`);
  const positions = raw.map((at) => (at < 0 ? at + featureCount : at));
  const areInside = positions.every((at) => Number.isInteger(at) && at >= 0 && at < featureCount);
  if (!areInside) {
    throw state.refusal(`whose transformer "${found.name}" takes columns that it does not have`);
  }
  const names = featureNames && positions.map((at) => featureNames[at] ?? '');
  return {
    positions: sharedIntegers(positions),
    ...(names && { names }),
    usesNames: usesNames(spec),
    isFlat: (spec.kind === 'names' || spec.kind === 'positions') && spec.isFlat,
  };
}

function usesNames(spec: ColumnSpec): boolean {
  if (spec.kind === 'names') return spec.names.length > 0;
  if (spec.kind === 'index') return true;
  return spec.kind === 'slice' && spec.limits.some((limit) => typeof limit === 'string');
}

/** The positions of the columns of versions that did not save them. */
function specPositions(spec: ColumnSpec, found: Found): readonly number[] | undefined {
  const { featureNames = [] } = found;
  switch (spec.kind) {
    case 'names':
      return spec.names.map((name) => featureNames.indexOf(name));
    case 'positions':
      return spec.positions;
    case 'mask':
      return spec.mask.flatMap((isChosen, at) => (isChosen ? [at] : []));
    case 'index':
      return undefined;
    case 'slice':
      return namedSlice(spec.limits, found);
  }
}

/** The positions of a slice whose limits may be names; the name at its end is part of it. */
function namedSlice(
  [start = null, stop = null, step = null]: readonly (number | string | null)[],
  { featureCount, featureNames = [] }: Found,
): readonly number[] | undefined {
  const first = typeof start === 'string' ? featureNames.indexOf(start) : start;
  const end = typeof stop === 'string' ? featureNames.indexOf(stop) + 1 : stop;
  const isMissing =
    (typeof start === 'string' && first === -1) || (typeof stop === 'string' && end === 0);
  if (isMissing || typeof step === 'string') return undefined;
  return slicePositions([first, end, step], featureCount);
}
