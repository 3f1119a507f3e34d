import { describe, expect, it } from 'vitest';
import { networkReason } from '../../../src/core/http/network-reason.ts';

describe('the reason for which a server gave no answer', () => {
  it('is said in words, also where Node tried every address of the host', () => {
    const one = Object.assign(new Error('connect EHOSTUNREACH ::1'), { code: 'EHOSTUNREACH' });
    const all = Object.assign(new AggregateError([one, one]), { code: 'EHOSTUNREACH' });
    expect(networkReason(all)).toBe('there is no way to the machine');
  });

  it('is never empty', () => {
    const all = Object.assign(new AggregateError([]), { code: 'EPROTO' });
    expect(networkReason(all)).toBe('the system says EPROTO');
    expect(networkReason(new Error('bad'))).toBe('bad');
  });
});
