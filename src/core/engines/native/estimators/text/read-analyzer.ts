import { type PythonValue, isTagged } from '../../../../formats/python-value.ts';
import { type EstimatorState, plainScalar } from '../../translate/estimator-state.ts';
import { englishStopWords } from './english-stop-words.ts';
import type { AnalyzerPlan } from './plans.ts';
import { translatePattern } from './python-pattern.ts';

const customParts = ['preprocessor', 'tokenizer'] as const;

/** The analyzer of a vectorizer; functions that were given to it are refused by name. */
export function readAnalyzer(state: EstimatorState): AnalyzerPlan {
  for (const part of customParts) {
    if (state.has(part)) {
      throw state.refusal(`whose ${part} is a function of its own, which cannot be run`);
    }
  }
  const kind = state.value('analyzer');
  if (kind !== 'word' && kind !== 'char' && kind !== 'char_wb') {
    throw state.unexpected('analyzer', '"word", "char" or "char_wb"');
  }
  if (state.string('input') !== 'content') {
    throw state.refusal(`whose parameter input is "${state.string('input') ?? 'None'}"`);
  }
  const accents = readAccents(state);
  const stopWords = kind === 'word' ? readStopWords(state) : undefined;
  return {
    kind,
    isLowercase: state.boolean('lowercase'),
    ...(accents && { accents }),
    tokenPattern: kind === 'word' ? readPattern(state) : '',
    ...(stopWords && { stopWords }),
    lengths: readLengths(state),
  };
}

function readAccents(state: EstimatorState): AnalyzerPlan['accents'] {
  const accents = state.value('strip_accents') ?? null;
  if (accents === null) return undefined;
  if (accents === 'ascii' || accents === 'unicode') return accents;
  throw state.unexpected('strip_accents', '"ascii", "unicode" or None');
}

function readPattern(state: EstimatorState): string {
  const pattern = state.string('token_pattern') ?? '';
  const translated = translatePattern(pattern);
  if (translated !== undefined) return translated;
  throw state.refusal(
    `whose token_pattern ${JSON.stringify(pattern.slice(0, 80))} may mean something else outside of Python`,
  );
}

function readStopWords(state: EstimatorState): ReadonlySet<string> | undefined {
  const saved = state.value('stop_words') ?? null;
  if (saved === null) return undefined;
  if (saved === 'english') return new Set(englishStopWords);
  const words = itemsOf(saved)?.filter((word) => typeof word === 'string');
  if (words && words.length === itemsOf(saved)?.length) return new Set(words);
  throw state.unexpected('stop_words', '"english" or a list of words');
}

/** The members of a list, a tuple, a set or an array, as plain values. */
function itemsOf(value: PythonValue): readonly PythonValue[] | undefined {
  if (!isTagged(value)) return undefined;
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'set':
    case 'frozenset':
      return value.items.map(plainScalar);
    case 'array':
      return value.dtype === 'str' ? value.values : undefined;
    case 'dict':
    case 'global':
    case 'object':
      return undefined;
  }
}

function readLengths(state: EstimatorState): readonly [number, number] {
  const [smallest, largest] = state.items('ngram_range').map(plainScalar);
  if (isLength(smallest) && isLength(largest) && smallest <= largest) return [smallest, largest];
  throw state.unexpected('ngram_range', 'a pair of lengths');
}

function isLength(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 10_000;
}
