import { asEntries } from '../../../../formats/resolve-python.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import type { ChildTranslator } from '../../translate/translator.ts';
import { sharedFloats } from '../../shared-memory.ts';
import { readDtype } from '../../translate/read-dtype.ts';
import { isAtLeast } from '../../translate/sklearn-version.ts';
import { inputRules } from '../../translate/translator.ts';
import { readAnalyzer } from './read-analyzer.ts';
import type { CountDtype, HashingPlan, TfidfPlan, VectorizerPlan, WeightPlan } from './plans.ts';

/** sklearn.feature_extraction.text.CountVectorizer. */
export function translateCountVectorizer(state: EstimatorState): VectorizerPlan {
  return {
    kind: 'vectorizer',
    estimator: state.shortName,
    analyzer: readAnalyzer(state),
    vocabulary: readVocabulary(state),
    isBinary: state.boolean('binary'),
    dtype: countDtype(state),
  };
}

/** sklearn.feature_extraction.text.TfidfVectorizer: a CountVectorizer with a transformer inside. */
export function translateTfidfVectorizer(
  state: EstimatorState,
  child: ChildTranslator,
): VectorizerPlan {
  const counts = translateCountVectorizer(state);
  const inner = child.state(state.value('_tfidf') ?? null, `the _tfidf of ${state.place}`);
  return { ...counts, weighting: readWeighting(inner, child, counts.vocabulary.size) };
}

/** sklearn.feature_extraction.text.TfidfTransformer by itself. */
export function translateTfidfTransformer(
  state: EstimatorState,
  child: ChildTranslator,
): TfidfPlan {
  const weighting = readWeighting(state, child);
  // Until 0.24 it counted no features where it had nothing to learn.
  const isCounted = isAtLeast(state.version, 1, 0);
  const featureCount =
    weighting.weights?.length ?? (isCounted ? state.integer('n_features_in_') : 0);
  return {
    kind: 'tfidf-transformer',
    rules: inputRules(state, featureCount, { allowsNaN: false, conversion: 'float' }),
    weighting,
    widensDense: !isAtLeast(state.version, 1, 5),
  };
}

/** sklearn.feature_extraction.text.HashingVectorizer, which learns nothing. */
export function translateHashingVectorizer(state: EstimatorState): HashingPlan {
  const columnCount = state.integer('n_features');
  if (!(columnCount >= 1 && columnCount < 2 ** 31)) {
    throw state.unexpected('n_features', 'a number of columns below 2^31');
  }
  const norm = state.string('norm');
  if (norm !== undefined && norm !== 'l1' && norm !== 'l2' && norm !== 'max') {
    throw state.refusal(`whose parameter norm is "${norm}"`);
  }
  return {
    kind: 'hashing-vectorizer',
    estimator: state.shortName,
    analyzer: readAnalyzer(state),
    columnCount,
    alternatesSign: state.boolean('alternate_sign'),
    isBinary: state.boolean('binary'),
    dtype: countDtype(state),
    ...(norm && { norm }),
  };
}

/** The parameter `dtype`; in narrower integers counts could wrap around. */
function countDtype(state: EstimatorState): CountDtype {
  const expected = 'a NumPy type of numbers with 32 or 64 bits';
  const dtype = readDtype(state, 'dtype', expected);
  const isKnown =
    dtype === 'float64' || dtype === 'float32' || dtype === 'int64' || dtype === 'int32';
  if (isKnown) return dtype;
  throw state.unexpected('dtype', expected);
}

/** `vocabulary_`, or the parameter `vocabulary` of a vectorizer that was not fitted. */
function readVocabulary(state: EstimatorState): ReadonlyMap<string, number> {
  const name = state.has('vocabulary_') ? 'vocabulary_' : 'vocabulary';
  const entries = asEntries(state.value(name));
  const vocabulary = new Map<string, number>();
  if (!entries || entries.length === 0) throw state.unexpected(name, 'a dict of tokens');
  const isTaken = new Uint8Array(entries.length);
  for (const [token, value] of entries) {
    const column = plainScalar(value);
    const isColumn = typeof column === 'number' && isTaken[column] === 0;
    if (typeof token !== 'string' || !isColumn || vocabulary.has(token)) {
      throw state.refusal(`whose ${name} does not give each token a column of its own`);
    }
    isTaken[column] = 1;
    vocabulary.set(token, column);
  }
  return vocabulary;
}

function readWeighting(
  state: EstimatorState,
  child: ChildTranslator,
  tokenCount?: number,
): WeightPlan {
  const norm = state.string('norm');
  if (norm !== undefined && norm !== 'l1' && norm !== 'l2') {
    throw state.refusal(`whose parameter norm is "${norm}"`);
  }
  const found = state.boolean('use_idf') ? readWeights(state, child) : undefined;
  if (found && tokenCount !== undefined && found.values.length !== tokenCount) {
    throw state.refusal(`which has ${found.values.length} weights for ${tokenCount} tokens`);
  }
  return {
    isSublinear: state.boolean('sublinear_tf'),
    ...(found && { weights: sharedFloats(found.values) }),
    keepsFloat32: isAtLeast(state.version, 1, 5) || (found?.isFloat32 ?? true),
    ...(norm && { norm }),
  };
}

/** `idf_` since 1.5; before, the diagonal of the sparse matrix `_idf_diag` in one of two forms. */
function readWeights(
  state: EstimatorState,
  child: ChildTranslator,
): { readonly values: Float64Array; readonly isFloat32: boolean } {
  if (state.has('idf_')) return state.numbers('idf_');
  const diagonal = child.state(state.value('_idf_diag') ?? null, `the _idf_diag of ${state.place}`);
  if (!diagonal.has('data')) {
    throw state.refusal('whose weights stand in a sparse matrix of skops, which is not read');
  }
  const data = diagonal.numbers('data');
  const isDiagonal = diagonal.has('offsets')
    ? data.shape[0] === 1 && diagonal.numbers('offsets').values.every((offset) => offset === 0)
    : diagonal.numbers('indices').values.every((column, at) => column === at) &&
      diagonal.numbers('indices').values.length === data.values.length;
  if (!isDiagonal) throw state.refusal('whose _idf_diag is no diagonal matrix');
  return data;
}
