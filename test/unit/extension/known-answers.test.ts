import { describe, expect, it } from 'vitest';
import { KnownAnswers } from '../../../src/extension/language/known-answers.ts';

const waiting = new AbortController().signal;
const options = { keepMilliseconds: 60_000, patienceMilliseconds: 60_000 };

describe('known answers', () => {
  it('ask once, however many wait and ask again', async () => {
    const answers = new KnownAnswers(options);
    let count = 0;
    const ask = async () => (count += 1);
    const first = await Promise.all([1, 2, 3].map(() => answers.get('q', ask, waiting)));
    expect([...first, await answers.get('q', ask, waiting)]).toEqual([1, 1, 1, 1]);
    expect(await answers.get('another', ask, waiting)).toBe(2);
  });

  it('ask anew once an answer is old', async () => {
    const answers = new KnownAnswers({ ...options, keepMilliseconds: 0 });
    let count = 0;
    const ask = async () => (count += 1);
    await answers.get('q', ask, waiting);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await answers.get('q', ask, waiting)).toBe(2);
  });

  it('let go who no longer waits, and keep the question for the next', async () => {
    const answers = new KnownAnswers(options);
    let answer: (value: string) => void = () => {};
    const ask = () =>
      new Promise<string>((resolve) => {
        answer = resolve;
      });
    const gone = new AbortController();
    const left = answers.get('q', ask, gone.signal);
    gone.abort();
    expect(await left).toBeUndefined();
    const next = answers.get('q', () => Promise.reject(new Error('asked twice')), waiting);
    answer('yes');
    expect(await next).toBe('yes');
    expect(await answers.get('q', ask, gone.signal)).toBeUndefined();
  });

  it('remember errors, so that a store that is away is not asked with every letter', async () => {
    const answers = new KnownAnswers(options);
    let count = 0;
    const ask = () => {
      count += 1;
      return Promise.reject(new Error('away'));
    };
    await expect(answers.get('q', ask, waiting)).rejects.toThrow('away');
    await expect(answers.get('q', ask, waiting)).rejects.toThrow('away');
    expect(count).toBe(1);
  });

  it('give up what takes too long, and tell it to stop', async () => {
    const answers = new KnownAnswers({ ...options, patienceMilliseconds: 5 });
    let ending: AbortSignal | undefined;
    const ask = (signal: AbortSignal) => {
      ending = signal;
      return new Promise<string>(() => {});
    };
    await expect(answers.get('q', ask, waiting)).rejects.toThrow('timeout');
    expect(ending?.aborted).toBe(true);
  });

  it('end what is asked when they are disposed of', async () => {
    const answers = new KnownAnswers(options);
    let ending: AbortSignal | undefined;
    const ask = (signal: AbortSignal) => {
      ending = signal;
      return new Promise<string>(() => {});
    };
    const left = answers.get('q', ask, waiting);
    answers.dispose();
    await expect(left).rejects.toThrow('aborted');
    expect(ending?.aborted).toBe(true);
  });
});
