import { expect, it } from 'vitest';
import { answerWithin, within } from '../../../src/core/async/within.ts';

it('waits for what settles in time, whichever way, and not for ever', async () => {
  await within(60_000, Promise.resolve());
  await within(60_000, Promise.reject(new Error('no')));
  await within(1, new Promise(() => {}));
  expect.assertions(0);
});

it('gives the answer that comes in time, and no other', async () => {
  expect(await answerWithin(60_000, Promise.resolve('yes'))).toBe('yes');
  await expect(answerWithin(60_000, Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await answerWithin(1, new Promise(() => {}))).toBeUndefined();
});
