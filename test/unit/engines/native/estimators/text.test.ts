import { describe, expect, it } from 'vitest';
import { murmurHash } from '../../../../../src/core/engines/native/estimators/text/murmur-hash.ts';
import { translatePattern } from '../../../../../src/core/engines/native/estimators/text/python-pattern.ts';
import { stripAccents } from '../../../../../src/core/engines/native/estimators/text/strip-accents.ts';
import { evaluatePlan } from '../../../../../src/core/engines/native/evaluate/evaluate-plan.ts';
import { translateModel } from '../../../../../src/core/engines/native/translate/translate-model.ts';
import { MlflowError, UnsupportedFlavorError } from '../../../../../src/core/errors.ts';
import type { PythonValue } from '../../../../../src/core/formats/python-value.ts';
import { estimator, floats, list, tuple } from '../../../../helpers/python-values.ts';

const module = 'sklearn.feature_extraction.text';
const float64: PythonValue = { kind: 'global', module: 'numpy', name: 'float64' };
const words = (...entries: [PythonValue, PythonValue][]): PythonValue => ({
  kind: 'dict',
  entries,
});
const analyzer = {
  input: 'content',
  analyzer: 'word',
  lowercase: true,
  strip_accents: null,
  preprocessor: null,
  tokenizer: null,
  token_pattern: String.raw`(?u)\b\w\w+\b`,
  stop_words: null,
  ngram_range: tuple(1, 1),
  binary: false,
  dtype: float64,
};
const vectorizer = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator(`${module}.CountVectorizer`, {
    ...analyzer,
    vocabulary_: words(['dog', 0], ['fox', 1]),
    ...attributes,
  });
const hashing = (attributes: Record<string, PythonValue>): PythonValue =>
  estimator(`${module}.HashingVectorizer`, {
    ...analyzer,
    n_features: 8,
    alternate_sign: true,
    norm: 'l2',
    ...attributes,
  });
const tfidf = (attributes: Record<string, PythonValue>, version = '1.9.1'): PythonValue =>
  estimator(
    `${module}.TfidfTransformer`,
    { norm: 'l2', use_idf: true, sublinear_tf: false, idf_: floats([1, 2]), ...attributes },
    version,
  );
const custom: PythonValue = { kind: 'global', module: '__main__', name: 'clean' };
const diagonal = (attributes: Record<string, PythonValue>): PythonValue =>
  tfidf({ idf_: null, _idf_diag: estimator('scipy.sparse._dia.dia_matrix', attributes) }, '1.4.0');

describe('a vectorizer of texts is refused by name', () => {
  it.each<[string, PythonValue, RegExp]>([
    ['with its own tokenizer', vectorizer({ tokenizer: custom }), /tokenizer is a function/],
    [
      'with its own preprocessor',
      vectorizer({ preprocessor: custom }),
      /preprocessor is a function/,
    ],
    ['with its own analyzer', vectorizer({ analyzer: custom }), /analyzer is __main__\.clean/],
    ['with its own accents', vectorizer({ strip_accents: custom }), /strip_accents is __main__/],
    ['that reads files', vectorizer({ input: 'filename' }), /input is "filename"/],
    [
      'with an unknown list of stop words',
      vectorizer({ stop_words: 'german' }),
      /stop_words is "german"/,
    ],
    [
      'with stop words that are none',
      vectorizer({ stop_words: list('a', 1) }),
      /stop_words is a list/,
    ],
    [
      'with a pattern of Python alone',
      vectorizer({ token_pattern: '(?P<a>x)' }),
      /may mean something else/,
    ],
    ['with lengths in disorder', vectorizer({ ngram_range: tuple(2, 1) }), /a pair of lengths/],
    ['with a dtype of objects', vectorizer({ dtype: 'O' }), /dtype is "O"/],
    ['without tokens', vectorizer({ vocabulary_: words() }), /a dict of tokens/],
    [
      'with a column twice',
      vectorizer({ vocabulary_: words(['a', 0], ['b', 0]) }),
      /a column of its own/,
    ],
    [
      'with a column beyond the last',
      vectorizer({ vocabulary_: words(['a', 1]) }),
      /a column of its own/,
    ],
    [
      'with a negative column',
      vectorizer({ vocabulary_: words(['a', -1]) }),
      /a column of its own/,
    ],
    ['with half a column', vectorizer({ vocabulary_: words(['a', 0.5]) }), /a column of its own/],
    [
      'with a token that is none',
      vectorizer({ vocabulary_: words([1, 0]) }),
      /a column of its own/,
    ],
    ['without columns', hashing({ n_features: 0 }), /a number of columns/],
    ['with an unknown norm', hashing({ norm: 'l3' }), /norm is "l3"/],
    [
      'with weights off the diagonal',
      diagonal({ data: floats([1, 2], [1, 2]), offsets: floats([1]) }),
      /no diagonal matrix/,
    ],
    ['with weights that were not read', diagonal({}), /sparse matrix of skops/],
  ])('%s', (_, model, message) => {
    const translate = (): unknown => translateModel(model, { method: 'transform' });
    expect(translate).toThrow(message);
    expect(translate).toThrow(UnsupportedFlavorError);
  });

  it.each([
    vectorizer({}),
    hashing({}),
    tfidf({}),
    diagonal({ data: floats([1, 2], [1, 2]), offsets: floats([0]) }),
  ])('but taken when it is sound (%#)', (model) => {
    expect(() => translateModel(model, { method: 'transform' })).not.toThrow();
  });

  it('that has another number of weights than tokens', () => {
    const model = estimator(`${module}.TfidfVectorizer`, {
      ...analyzer,
      vocabulary_: words(['dog', 0]),
      _tfidf: tfidf({}),
    });
    expect(() => translateModel(model, { method: 'transform' })).toThrow(/2 weights for 1 tokens/);
  });
});

it('an empty token in the middle of a text is not guessed at', () => {
  const model = vectorizer({ token_pattern: String.raw`(?=\w)` });
  const plan = translateModel(model, { method: 'transform' });
  const input = { kind: 'tensor', dtype: 'object', shape: [1], values: ['fox'] } as const;
  expect(() => evaluatePlan(plan, input, { firstRow: 0 })).toThrow(MlflowError);
});

describe('translatePattern', () => {
  // re.findall of Python 3.11.
  it.each<[string, string, string[]]>([
    [String.raw`(?u)\b\w\w+\b`, 'a bc déf_1 क्षि 漢字', ['bc', 'déf_1', '漢字']],
    [String.raw`\d+`, 'a1 ٣٤ ½ 22', ['1', '٣٤', '22']],
    [String.raw`[^\W\d_]+`, 'ab_c1d', ['ab', 'c', 'd']],
    [String.raw`[-a.]+`, 'a-b.c', ['a-', '.']],
    [String.raw`[]x]+`, 'a]x', [']x']],
    [String.raw`\S+`, 'a\u001cb\ufeffc\u0085d', ['a', 'b\ufeffc', 'd']],
    [String.raw`.+$`, 'ab\ncd\n', ['cd']],
    [String.raw`^.`, 'ab\ncd', ['a']],
    [String.raw`a{2}|b{1,2}?`, 'aaabb', ['aa', 'b', 'b']],
    [String.raw`\Bb\b`, 'ab b bb', ['b', 'b']],
    [String.raw`(?<!a)b(?!c)`, 'ab bc bd', ['b']],
  ])('%s', (pattern, text, expected) => {
    const source = translatePattern(pattern);
    expect(source).toBeDefined();
    const found = Array.from(text.matchAll(new RegExp(source ?? '', 'gv')), ([token]) => token);
    expect(found).toEqual(expected);
  });

  it.each([
    '(?i)a',
    '(?P<n>a)',
    String.raw`(a)\1`,
    'a*+',
    'a++',
    '(?>a)',
    String.raw`\x41`,
    String.raw`\p{L}`,
    '[[a]',
    '[a&&b]',
    '[a--b]',
    String.raw`[\w-z]`,
    'a{,2}',
    'a{x',
    '(a)(b)',
    'a*',
    '(a',
    '[a',
    '*a',
    '\\',
    '',
  ])('refuses %s', (pattern) => {
    expect(translatePattern(pattern)).toBeUndefined();
  });
});

describe('stripAccents', () => {
  // strip_accents_unicode and strip_accents_ascii of scikit-learn 1.9.1.
  it.each([
    ['é', 'e', 'e'],
    ['a\u0334\u0345b', 'ab', 'ab'],
    ['\u0915\u094d\u0937\u093f', '\u0915\u0937\u093f', ''],
    ['a\u20ddb', 'a\u20ddb', 'ab'],
    ['\ufb01\u00bd', 'fi1\u20442', 'fi12'],
    ['\u0e48\u0e01', '\u0e01', ''],
    ['\u{1d15e}', '\u{1d157}', ''],
    ['plain `^', 'plain `^', 'plain `^'],
  ])('of %j', (text, unicode, ascii) => {
    expect(stripAccents(text, 'unicode')).toBe(unicode);
    expect(stripAccents(text, 'ascii')).toBe(ascii);
  });
});

describe('murmurHash', () => {
  // sklearn.utils.murmurhash3_32 of scikit-learn 1.9.1.
  it.each([
    ['', 0],
    ['a', 1009084850],
    ['ab', -1681926305],
    ['abc', -1277324294],
    ['abcd', 1139631978],
    ['fox', -1621867415],
    ['über', -1610176724],
    ['漢字かな交じり文', -1813550148],
  ])('of %j', (text, hash) => {
    expect(murmurHash(new TextEncoder().encode(text))).toBe(hash);
  });
});

describe('texts are kept from the calling thread', () => {
  const costOf = (attributes: Record<string, PythonValue>): number =>
    translateModel(vectorizer(attributes), { method: 'transform' }).rowCost;

  it('where a pattern may take for ever, or tokens become very long', () => {
    expect(costOf({})).toBeLessThan(1e6);
    expect(costOf({ token_pattern: String.raw`\b\w+\b` })).toBeLessThan(1e6);
    expect(costOf({ analyzer: 'char', ngram_range: tuple(1, 5) })).toBeLessThan(1e6);
    expect(costOf({ token_pattern: '(?:a+)+b' })).toBeGreaterThan(1e6);
    expect(costOf({ analyzer: 'char', ngram_range: tuple(1, 10_000) })).toBeGreaterThan(1e6);
  });
});
