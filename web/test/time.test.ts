import { describe, expect, it } from 'vitest';
import { age, clock, day } from '../src/format/time';

describe('age', () => {
  it.each([[0.42, '0.4 s'], [12.3, '12 s'], [119, '119 s'], [300, '5 min'], [7300, '2 h'], [86_400 * 3, '3 d'], [-2, '0.0 s']])('%d s is %s', (seconds, text) => expect(age(seconds)).toBe(text));
  it('an unknown age is a dash', () => {
    expect(age(null)).toBe('–');
    expect(age(NaN)).toBe('–');
  });
});

describe('instants', () => {
  it('clock and day are the instant’s own UTC', () => {
    expect(clock('2026-01-21T14:03:09.123Z')).toBe('14:03:09');
    expect(day('2026-01-21T14:03:09.123Z')).toBe('2026-01-21');
  });
  it('a text that is no instant stands as it is', () => expect(clock('soon')).toBe('soon'));
});
