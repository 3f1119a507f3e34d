import { describe, expect, it } from 'vitest';
import { FormatError } from '../../../src/core/formats/format-error.ts';
import { readFrame, readIndex, readSeries } from '../../../src/core/formats/pandas/read-pandas.ts';
import { type PythonValue, pythonObject } from '../../../src/core/formats/python-value.ts';
import {
  arrowTexts,
  dict,
  pandasFrame,
  pandasIndex,
  pandasSeries,
  pandasTexts,
} from '../../helpers/pandas-values.ts';
import { floats, objects } from '../../helpers/python-values.ts';

const range = (start: PythonValue, stop: PythonValue, step: PythonValue): PythonValue =>
  pythonObject(
    { module: 'pandas.core.indexes.base', name: '_new_Index' },
    [
      { kind: 'global', module: 'pandas', name: 'RangeIndex' },
      dict({ start, stop, step, name: null }),
    ],
    0,
  );

describe('pickled pandas objects', () => {
  it('give a Series its labels and values', () => {
    const { index, values } = readSeries(pandasSeries(objects('a', null), floats([1, 2])));
    expect(index).toEqual({ type: 'objects', cells: ['a', null] });
    expect(values).toEqual({ type: 'floats', cells: [1, 2] });
  });

  it('give a DataFrame its names and columns', () => {
    const frame = pandasFrame(range(5, 1, -2), objects('x', 'y'), floats([1, 2, 3, 4], [2, 2]));
    const { names, index, columns } = readFrame(frame);
    expect(names).toEqual(['x', 'y']);
    expect(index.cells).toEqual([5, 3]);
    expect(columns.map(({ cells }) => cells)).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  it('give texts of pandas 3, with and without pyarrow, NaN where one is missing', () => {
    const arrow = arrowTexts({
      length: 2,
      validity: 0b01,
      offsets: [0, 3, 3],
      bytes: 'été'.slice(0, 2),
    });
    const read = readIndex(pandasIndex('Index', arrow));
    expect(read).toEqual({ type: 'texts', cells: ['ét', Number.NaN, 'ét', Number.NaN] });
    const missing: PythonValue = { kind: 'global', module: 'pandas._libs.missing', name: 'NA' };
    const texts = readIndex(pandasIndex('Index', pandasTexts(objects('a', missing))));
    expect(texts).toEqual({ type: 'texts', cells: ['a', Number.NaN] });
  });

  it.each([
    ['a range without end', () => readIndex(range(0, 1e15, 1)), /counts from 0/],
    ['a range without steps', () => readIndex(range(0, 5, 0)), /counts from 0 to 5 by 0/],
    ['another index', () => readIndex(pandasIndex('MultiIndex', objects('a'))), /MultiIndex/],
    [
      'values of another length',
      () => readSeries(pandasSeries(objects('a'), floats([1, 2]))),
      /Series/,
    ],
    [
      'a block too many rows',
      () => readFrame(pandasFrame(range(0, 2, 1), objects('x'), floats([1, 2, 3], [1, 3]))),
      /DataFrame/,
    ],
    [
      'texts outside the bytes',
      () =>
        readIndex(
          pandasIndex(
            'Index',
            arrowTexts({ length: 1, validity: null, offsets: [0, 9], bytes: 'abc' }),
          ),
        ),
      /outside its bytes/,
    ],
    [
      'offsets that are missing',
      () =>
        readIndex(
          pandasIndex(
            'Index',
            arrowTexts({ length: 3, validity: null, offsets: [0, 1], bytes: 'a' }),
          ),
        ),
      /fewer offsets/,
    ],
    ['objects in cells', () => readIndex(pandasIndex('Index', objects(dict({})))), /holds a dict/],
    ['another object', () => readSeries(dict({})), /a Series of pandas is expected, but a dict/],
  ])('are refused for %s', (_, read, message) => {
    expect(read).toThrow(FormatError);
    expect(read).toThrow(message);
  });
});
