import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/core/errors.ts';
import { forEachRow, selectedRows } from '../../../src/extension/workbench/selected-rows.ts';

describe('selectedRows', () => {
  it('are all that are selected when the clicked row is one of several', () => {
    expect(selectedRows('a', ['b', 'a'])).toEqual(['b', 'a']);
  });

  it.each([[undefined], [[]], [['a']], ['a text']])('is the clicked row with %j', (selected) => {
    expect(selectedRows('a', selected)).toEqual(['a']);
  });
});

describe('forEachRow', () => {
  it('answers in the order of the rows, one at a time', async () => {
    let running = 0;
    const answers = await forEachRow([1, 2, 3], async (row) => {
      running += 1;
      expect(running).toBe(1);
      await Promise.resolve();
      running -= 1;
      return row * 2;
    });
    expect(answers).toEqual([2, 4, 6]);
  });

  it('goes on after a failure, and throws that at the end', async () => {
    const done: string[] = [];
    const missing = new MlflowError('RESOURCE_DOES_NOT_EXIST', 'There is no model "b".');
    const working = forEachRow(['a', 'b', 'c'], (row) => {
      if (row === 'b') throw missing;
      done.push(row);
    });
    await expect(working).rejects.toBe(missing);
    expect(done).toEqual(['a', 'c']);
  });

  it('tells every failure in one error', async () => {
    const working = forEachRow(['a', 'b'], (row) => {
      throw new MlflowError('RESOURCE_DOES_NOT_EXIST', `There is no model "${row}".`);
    });
    await expect(working).rejects.toMatchObject({
      code: 'RESOURCE_DOES_NOT_EXIST',
      message: 'There is no model "a". There is no model "b".',
    });
  });

  it('ends with a cancellation', async () => {
    const done: string[] = [];
    const working = forEachRow(['a', 'b'], (row) => {
      done.push(row);
      throw new DOMException('The user cancelled.', 'AbortError');
    });
    await expect(working).rejects.toThrow('The user cancelled.');
    expect(done).toEqual(['a']);
  });
});
