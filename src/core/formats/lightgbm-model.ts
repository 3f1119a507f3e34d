import { FormatError } from './format-error.ts';

/** A model of LightGBM as it stands in its text; the indices inside of it are unchecked. */
export interface LightgbmModel {
  /** `v3`, `v4`: the version of the text, not of the library. */
  readonly version: string;
  readonly classCount: number;
  readonly treesPerIteration: number;
  readonly featureNames: readonly string[];
  /** `binary sigmoid:1`; undefined when the objective was the user's own. */
  readonly objective?: string;
  /** True for random forests, whose trees are averaged. */
  readonly isAverage: boolean;
  readonly trees: readonly LightgbmTree[];
  /** For each column that was of the dtype category its categories, as JSON. */
  readonly pandasCategories?: readonly unknown[];
}

/** One tree: inner nodes by property, and leaves. A child of -1 or less is the leaf `-child - 1`. */
export interface LightgbmTree {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly decision: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly leafValue: readonly number[];
  /** The first word of each set of categories, and the end of the last. */
  readonly categoryStarts: readonly number[];
  readonly categoryWords: readonly number[];
  readonly isLinear: boolean;
}

/** A line of the text and the byte at which it begins. */
interface Line {
  readonly text: string;
  readonly offset: number;
}

/**
 * Reads the text that `Booster.save_model` and `model_to_string` write: lines of `key=value`, a
 * block of them for each tree, blocks parted by empty lines, then what was learnt about features
 * and parameters (GBDT::SaveModelToString and Tree::ToString; LightGBM 3.3 to 4.7). Throws
 * FormatError with the byte at which the line in question begins.
 */
export function readLightgbmModel(bytes: Uint8Array): LightgbmModel {
  const lines = splitLines(bytes);
  const firstTree = lines.findIndex(({ text }) => text.startsWith('Tree='));
  const head = new Block(lines.slice(0, firstTree < 0 ? endOfHead(lines) : firstTree));
  if (!head.has('tree') || lines[0]?.text !== 'tree') {
    throw new FormatError('the text does not begin with the line "tree"', 0);
  }
  const featureNames = head.text('feature_names').split(' ');
  if (featureNames.length !== head.integer('max_feature_idx') + 1) {
    throw head.fail('feature_names', 'as many names as there are features');
  }
  const objective = head.has('objective') ? head.text('objective') : undefined;
  const categories = readPandasCategories(lines);
  return {
    version: head.has('version') ? head.text('version') : '',
    classCount: head.integer('num_class'),
    treesPerIteration: head.has('num_tree_per_iteration')
      ? head.integer('num_tree_per_iteration')
      : head.integer('num_class'),
    featureNames,
    ...(objective !== undefined && { objective }),
    isAverage: head.has('average_output'),
    trees: readTrees(lines, firstTree, head),
    ...(categories && { pandasCategories: categories }),
  };
}

function splitLines(bytes: Uint8Array): Line[] {
  const decoder = new TextDecoder();
  const lines: Line[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const found = bytes.indexOf(0x0a, offset);
    const end = found < 0 ? bytes.length : found;
    const text = decoder.decode(bytes.subarray(offset, end)).replace(/\r$/, '');
    lines.push({ text, offset });
    offset = end + 1;
  }
  return lines;
}

function endOfHead(lines: readonly Line[]): number {
  const end = lines.findIndex(({ text }) => text === 'end of trees');
  if (end >= 0) return end;
  throw new FormatError('the line "end of trees" is missing', lines.at(-1)?.offset ?? 0);
}

function readTrees(lines: readonly Line[], firstTree: number, head: Block): LightgbmTree[] {
  const end = endOfHead(lines);
  const starts = lines.flatMap(({ text }, at) => (text.startsWith('Tree=') ? [at] : []));
  const trees = starts.map((start, at) => {
    const next = starts[at + 1] ?? end;
    return readTree(new Block(lines.slice(start, Math.max(start, next))));
  });
  const sizes = head.has('tree_sizes') ? head.numbers('tree_sizes').length : trees.length;
  if (sizes !== trees.length || (firstTree >= 0 && end < firstTree)) {
    throw new FormatError(
      `the text has ${trees.length} trees where tree_sizes names ${sizes}`,
      head.offset,
    );
  }
  return trees;
}

function readTree(tree: Block): LightgbmTree {
  const leafCount = tree.integer('num_leaves');
  const isLinear = tree.has('is_linear') && tree.integer('is_linear') !== 0;
  const leafValue = tree.numbers('leaf_value', leafCount);
  const categoryCount = tree.integer('num_cat');
  const nodes = (key: string): number[] => (leafCount > 1 ? tree.numbers(key, leafCount - 1) : []);
  return {
    feature: nodes('split_feature'),
    threshold: nodes('threshold'),
    decision: nodes('decision_type'),
    left: nodes('left_child'),
    right: nodes('right_child'),
    leafValue,
    categoryStarts: categoryCount > 0 ? tree.numbers('cat_boundaries', categoryCount + 1) : [0],
    categoryWords: categoryCount > 0 ? tree.numbers('cat_threshold') : [],
    isLinear,
  };
}

/** The last line, which the Python package adds: `pandas_categorical:[["a", "b"]]`. */
function readPandasCategories(lines: readonly Line[]): unknown[] | undefined {
  const key = 'pandas_categorical:';
  const line = lines.findLast(({ text }) => text.startsWith(key));
  if (!line) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line.text.slice(key.length).replaceAll(/\bNaN\b/g, 'null'));
  } catch {
    throw new FormatError('pandas_categorical is not JSON', line.offset);
  }
  if (value === null) return undefined;
  if (Array.isArray(value)) return value;
  throw new FormatError('pandas_categorical is not a list', line.offset);
}

/** Lines of `key=value`. */
class Block {
  readonly offset: number;
  private readonly lines: ReadonlyMap<string, Line>;

  constructor(lines: readonly Line[]) {
    this.offset = lines[0]?.offset ?? 0;
    this.lines = new Map(
      lines.map(({ text, offset }) => {
        const split = text.indexOf('=');
        const key = split < 0 ? text : text.slice(0, split);
        return [key, { text: split < 0 ? '' : text.slice(split + 1), offset }];
      }),
    );
  }

  has(key: string): boolean {
    return this.lines.has(key);
  }

  text(key: string): string {
    const line = this.lines.get(key);
    if (line) return line.text;
    throw new FormatError(`the line "${key}=" is missing`, this.offset);
  }

  integer(key: string): number {
    const number = Number(this.text(key).trim() || Number.NaN);
    if (Number.isSafeInteger(number)) return number;
    throw this.fail(key, 'an integer');
  }

  /** Numbers parted by spaces; `count` of them where it is given. */
  numbers(key: string, count?: number): number[] {
    const numbers = this.text(key)
      .split(' ')
      .filter((part) => part !== '')
      .map(readNumber);
    if (numbers.some((number) => number === undefined)) throw this.fail(key, 'a list of numbers');
    if (count !== undefined && numbers.length !== count) throw this.fail(key, `${count} numbers`);
    return numbers.map(Number);
  }

  fail(key: string, expected: string): FormatError {
    return new FormatError(`"${key}" is not ${expected}`, this.lines.get(key)?.offset ?? 0);
  }
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** A decimal number, or `inf`, `-inf`, `nan` in any case. */
function readNumber(text: string): number | undefined {
  if (decimal.test(text)) return Number(text);
  const [, sign, word = ''] = /^([+-]?)(inf|infinity|nan)$/i.exec(text) ?? [];
  if (word === '') return undefined;
  if (word.toLowerCase() === 'nan') return Number.NaN;
  return sign === '-' ? -Infinity : Infinity;
}
