import { expect, it } from 'vitest';
import { within } from '../../../src/core/async/within.ts';

it('waits for what settles in time, whichever way, and not for ever', async () => {
  await within(60_000, Promise.resolve());
  await within(60_000, Promise.reject(new Error('no')));
  await within(1, new Promise(() => {}));
  expect.assertions(0);
});
