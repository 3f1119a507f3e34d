import { describe, expect, it } from 'vitest';
import { Turns } from '../../../src/core/async/turns.ts';

const never = new AbortController().signal;

describe('turns', () => {
  it('are handed out one at a time, first come first served', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const work = async (name: string): Promise<void> => {
      const end = await turns.take(never);
      order.push(`${name} starts`);
      await Promise.resolve();
      order.push(`${name} ends`);
      end();
      end(); // a second call gives nobody else a turn
    };
    await Promise.all(['a', 'b', 'c'].map(work));
    expect(order).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
  });

  it('are not taken by one who gave up waiting', async () => {
    const turns = new Turns();
    const end = await turns.take(never);
    const controller = new AbortController();
    const impatient = turns.take(controller.signal);
    const patient = turns.take(never);
    controller.abort(new Error('no more'));
    await expect(impatient).rejects.toThrow('no more');
    end();
    expect(await patient).toBeTypeOf('function');
    await expect(turns.take(AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });
});
