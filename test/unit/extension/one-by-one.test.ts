import { describe, expect, it } from 'vitest';
import { OneByOne } from '../../../src/extension/models/one-by-one.ts';
import { withResolvers } from '../../helpers/with-resolvers.ts';

interface Asked {
  readonly question: string;
  readonly signal: AbortSignal;
  readonly answer: (text: string) => void;
}

/** Questions that are answered by hand. */
function byHand() {
  const asked: Asked[] = [];
  const found: string[] = [];
  const answers = new OneByOne<string, string>({
    keyOf: (question) => question,
    find: (question, signal) => {
      const { promise, resolve } = withResolvers<string>();
      asked.push({ question, signal, answer: resolve });
      return promise;
    },
    onFound: (key) => found.push(key),
  });
  const begun = async (count: number): Promise<Asked> => {
    while (asked.length < count) await new Promise((resolve) => setImmediate(resolve));
    const last = asked[count - 1];
    if (!last) throw new Error('nothing was asked');
    return last;
  };
  return { answers, asked, found, begun };
}

describe('questions that are answered one by one', () => {
  it('wait for each other, and are asked once', async () => {
    const { answers, asked, found, begun } = byHand();
    const [one, again, two] = [answers.ask('a'), answers.ask('a'), answers.ask('b')];
    const first = await begun(1);
    expect(asked).toHaveLength(1);
    first.answer('A');
    expect(await Promise.all([one, again])).toEqual(['A', 'A']);
    (await begun(2)).answer('B');
    expect(await two).toBe('B');
    expect(answers.known('a')).toBe('A');
    expect(await answers.ask('a')).toBe('A');
    expect(found).toEqual(['a', 'b']);
    expect(asked).toHaveLength(2);
  });

  it('are asked anew for whoever waits when the answer is forgotten', async () => {
    const { answers, found, begun } = byHand();
    const waiting = answers.ask('a');
    const first = await begun(1);
    answers.forget((key) => key === 'a');
    expect(first.signal.aborted).toBe(true);
    first.answer('old');
    (await begun(2)).answer('new');
    expect(await waiting).toBe('new');
    expect(found).toEqual(['a']);
  });

  it('that wait are not asked at all when they are forgotten, and others stay', async () => {
    const { answers, asked, begun } = byHand();
    const [kept, waiting] = [answers.ask('kept'), answers.ask('waiting')];
    const first = await begun(1);
    answers.forget((key) => key === 'waiting');
    first.answer('1');
    expect(await kept).toBe('1');
    (await begun(2)).answer('2');
    expect(await waiting).toBe('2');
    expect(answers.known('kept')).toBe('1');
    expect(asked.map(({ question }) => question)).toEqual(['kept', 'waiting']);
  });

  it('have no answer once all is closed', async () => {
    const { answers, begun } = byHand();
    const waiting = answers.ask('a');
    const first = await begun(1);
    answers.close();
    first.answer('late');
    expect(await waiting).toBeUndefined();
    expect(await answers.ask('b')).toBeUndefined();
    expect(answers.size).toBe(0);
  });
});
