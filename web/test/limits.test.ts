import { describe, expect, it } from 'vitest';
import type { LimitsAnswer, StatusAnswer } from '../src/api/views';
import { approvalRefusal, textsOf, typedOf, type Part } from '../src/pages/risk/limits';

const now: LimitsAnswer = { underlying: 'BTC', maxOrder: 100, maxPosition: 500, maxDelta: 5, maxGamma: null, maxVega: null, drawdown: null };
const falling: LimitsAnswer = { ...now, drawdown: { soft: 10, hard: 20, then: 'freeze' } };
const typed = (texts: Partial<Record<Part, string>>, of = now) => typedOf({ ...textsOf(of), ...texts }, of);

describe('limits that are typed', () => {
  it('are those in force at first, and nothing is sent', () => {
    expect(textsOf(now)).toEqual({ maxOrder: '100', maxPosition: '500', maxDelta: '5', maxGamma: '', maxVega: '', soft: '', hard: '', then: 'freeze' });
    expect([typed({}).change, typed({}, falling).change]).toEqual([null, null]);
  });

  it('name what differs alone, and whether it waits', () => {
    const { ways, change } = typed({ maxOrder: ' 50 ', maxDelta: '6', maxVega: '7' });
    expect(change).toEqual({ maxOrder: 50, maxDelta: 6, maxVega: 7 });
    expect([ways.maxOrder, ways.maxPosition, ways.maxDelta, ways.maxGamma, ways.maxVega]).toEqual(['lower', null, 'raise', null, 'lower']);
  });

  it('stay where they are emptied', () => expect(typed({ maxDelta: ' ' }).change).toBeNull());

  it.each(['0', '-1', 'x', '1e999'])('are not sent where one is none: %s', text => {
    expect(typed({ maxDelta: text, maxOrder: '50' })).toMatchObject({ change: null, ways: { maxDelta: 'wrong', maxOrder: 'lower' } });
  });

  it('a fall needs both steps, the soft one first', () => {
    expect(typed({ soft: '5' })).toMatchObject({ change: null, ways: { hard: 'wrong' } });
    expect(typed({ soft: '5', hard: '4' })).toMatchObject({ change: null, ways: { hard: 'wrong' } });
    expect(typed({ soft: '5', hard: '9', then: 'flatten' })).toMatchObject({ change: { drawdown: { soft: 5, hard: 9, then: 'flatten' } }, ways: { soft: 'lower', hard: 'lower', then: null } });
  });

  it('a fall that is set is sent whole', () => {
    expect(typed({ soft: '8' }, falling)).toMatchObject({ change: { drawdown: { soft: 8, hard: 20, then: 'freeze' } }, ways: { soft: 'lower', hard: null } });
    expect(typed({ hard: '30' }, falling).ways.hard).toBe('raise');
    expect(typed({ then: 'flatten' }, falling)).toMatchObject({ change: { drawdown: { soft: 10, hard: 20, then: 'flatten' } }, ways: { then: 'raise' } });
  });
});

it('a raise is approved by another person of the role risk', () => {
  const raise = { raise: 1, underlying: 'BTC', askedBy: 'rita', limits: 'max delta 5 to 6', at: '', until: '' };
  const as = (user: string, role: string) => approvalRefusal({ version: '', market: 'live', startedAt: '', hasDesk: true, hasFlow: true, serverTime: '', staleAfter: null, user, role, hasUsers: true } satisfies StatusAnswer, raise);
  expect(as('ralph', 'risk')).toBeNull();
  expect(as('rita', 'risk')).toBe('You asked for it: another person approves it');
  expect(as('tom', 'trader')).toBe('Needs the role risk: tom is trader');
});
