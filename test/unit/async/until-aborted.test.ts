import { describe, expect, it } from 'vitest';
import { untilAborted } from '../../../src/core/async/until-aborted.ts';

describe('untilAborted', () => {
  it('settles as the work does', async () => {
    const { signal } = new AbortController();
    expect(await untilAborted(Promise.resolve(7), signal)).toBe(7);
    await expect(untilAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    expect(await untilAborted(Promise.resolve(8), undefined)).toBe(8);
  });

  it('gives up when the signal aborts, and then hears no more of the work', async () => {
    const controller = new AbortController();
    let fail = (): void => {};
    const work = new Promise<never>((_, reject) => {
      fail = () => reject(new Error('too late'));
    });
    const waiting = untilAborted(work, controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    fail(); // Vitest fails the run when nobody handles it
  });

  it('takes care of work that fails although the signal had aborted before', async () => {
    const work = Promise.reject(new Error('nobody waits for this'));
    const late = untilAborted(work, AbortSignal.abort(new Error('before')));
    await expect(late).rejects.toThrow('before');
  });
});
