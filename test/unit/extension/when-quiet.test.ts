import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WhenQuiet } from '../../../src/extension/workbench/when-quiet.ts';

describe('acting when it is quiet', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function counting() {
    const act = vi.fn<() => void>();
    return { act, when: new WhenQuiet(act, { quiet: 100, longest: 1000 }) };
  }

  it('answers a burst once, when it is over', () => {
    const { act, when } = counting();
    for (let count = 0; count < 5; count += 1) {
      when.ask();
      vi.advanceTimersByTime(50);
    }
    expect(act).not.toHaveBeenCalled();
    vi.advanceTimersByTime(50);
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('answers what never rests, too', () => {
    const { act, when } = counting();
    for (let count = 0; count < 42; count += 1) {
      when.ask();
      vi.advanceTimersByTime(50);
    }
    expect(act).toHaveBeenCalledTimes(2);
  });

  it('acts no more once it is disposed of', () => {
    const { act, when } = counting();
    when.ask();
    when.dispose();
    vi.advanceTimersByTime(5000);
    expect(act).not.toHaveBeenCalled();
  });
});
