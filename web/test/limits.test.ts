import { describe, expect, it } from 'vitest';
import type { LimitsAnswer, StatusAnswer } from '../src/api/views';
import { approvalRefusal, bookNames, deskLimitsOf, SIZES, SUMS, textsOf, typedOf, type Texts } from '../src/pages/risk/limits';

const now: LimitsAnswer = { underlying: 'BTC', maxOrder: 100, maxPosition: 500, maxDelta: 5, maxGamma: null, maxVega: null, drawdown: null };
const falling: LimitsAnswer = { ...now, drawdown: { soft: 10, hard: 20, then: 'freeze' } };
const typed = (texts: Texts, of = now) => typedOf(SIZES, { ...textsOf(SIZES, of), ...texts }, of);

describe('limits that are typed', () => {
  it('are those in force at first, and nothing is sent', () => {
    expect(textsOf(SIZES, now)).toEqual({ maxOrder: '100', maxPosition: '500', maxDelta: '5', maxGamma: '', maxVega: '', soft: '', hard: '', then: 'freeze' });
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

describe('limits over the whole desk', () => {
  const limits = deskLimitsOf({ limits: '{"base":"USD","maxDelta":300000,"drawdown":{"soft":1,"hard":2,"then":"freeze"},"books":{"fund":{"maxVega":5000}}}' });

  it('are read from their text, books and all', () => {
    expect(textsOf(SUMS, limits)).toEqual({ maxDelta: '300000', maxGamma: '', maxVega: '', maxGross: '', soft: '1', hard: '2', then: 'freeze' });
    expect(typedOf(SUMS, { maxVega: '6000' }, limits.books['fund'] ?? {})).toMatchObject({ change: { maxVega: 6000 }, ways: { maxVega: 'raise' } });
    expect(deskLimitsOf({ limits: '{"base":"EUR"}' }).books).toEqual({});
  });

  it('name each book once, the desk’s own as its limits do', () => {
    const book = (name: string, isOwn: boolean) => ({ book: name, isOwn, positions: 0, delta: null, hedgeDelta: null, netDelta: null, hedges: [], profit: null, currency: 'USD' });
    expect(bookNames(limits, [book('own', true), book('fund', false), book('friend', false)])).toEqual(['desk', 'fund', 'friend']);
  });
});
