import { describe, expect, it } from 'vitest';
import type { DecisionView } from '../src/api/views';
import { isDryRun, isSimulated, marketName } from '../src/format/markets';
import { decisionLines, marksOf, nearestMark } from '../src/pages/desk/decisionMarks';

const at = (second: number): string => `2026-01-05T09:00:${String(second).padStart(2, '0')}Z`;
const seconds = (second: number): number => Date.parse(at(second)) / 1000;
const decision = (sequence: number, second: number, action = 'hedge', more: Partial<DecisionView> = {}): DecisionView => ({
  sequence, at: at(second), action, reason: 'net delta is above its band', netDelta: 0.2134, lower: -0.15, upper: 0.15, quantity: -0.213, order: `1-${sequence}`, limit: 63_010.5, count: 1, orders: 1, ...more,
});
const points = [0, 10, 20, 30].map(second => ({ time: seconds(second) }));

describe('marks of decisions', () => {
  it('stand by the last point up to their instant, oldest first, and a hold has none', () =>
    expect(marksOf([decision(5, 31, 'blocked'), decision(4, 25), decision(3, 24, 'hold'), decision(2, 20), decision(1, 9)], points).map(mark => [mark.decision.sequence, mark.time - points[0]!.time]))
      .toEqual([[1, 0], [2, 20], [4, 20], [5, 30]]));
  it('are left out from before the first point', () => {
    expect(marksOf([decision(2, 12), decision(1, 5)], points.slice(1)).map(mark => mark.decision.sequence)).toEqual([2]);
    expect(marksOf([decision(1, 5)], [])).toEqual([]);
  });
});

describe('the mark under the pointer', () => {
  const marks = marksOf([decision(4, 30), decision(3, 22), decision(2, 20), decision(1, 0)], points);
  const xOf = (time: number): number => 10 * (time - points[0]!.time); // 0, 200, 200, 300
  const found = (x: number, reach = 20): number | undefined => nearestMark(marks, x, xOf, reach)?.decision.sequence;
  it('is the nearest', () => expect([found(4), found(194), found(290), found(251, 60)]).toEqual([1, 3, 4, 4]));
  it('is the newest of those at one point', () => expect(found(200)).toBe(3));
  it('is none where none is within reach', () => expect([found(100), found(-21)]).toEqual([undefined, undefined]));
  it('is none where the chart shows none', () => expect(nearestMark(marks, 0, () => null, 20)).toBeNull());
});

describe('what a mark tells', () => {
  it('has time, action, quantity with its limit, order, net delta, band and reason', () =>
    expect(decisionLines(decision(7, 9))).toEqual([
      ['time', '2026-01-05 09:00:09 UTC'], ['action', 'hedge'], ['quantity', 'sell 0.213 contracts at 63,010.5 or better'], ['order', '1-7'], ['net delta', '+0.213'],
      ['band', '−0.15 … +0.15'], ['reason', 'net delta is above its band'],
    ]));
  it('has how often a refusal came, and no order where none was made', () =>
    expect(decisionLines(decision(8, 9, 'blocked', { order: null, limit: null, count: 12, quantity: 3, reason: 'too many orders in the window' })).slice(1, 4)).toEqual([
      ['action', 'blocked ×12'], ['quantity', 'buy 3 contracts'], ['net delta', '+0.213'],
    ]));
  it('says where a number does not exist', () =>
    expect(decisionLines(decision(9, 9, 'halted', { netDelta: null, lower: null, upper: null, quantity: 0, order: null, limit: null })).slice(2, 4)).toEqual([['net delta', '–'], ['band', '– … –']]));
});

describe('the market in words', () => {
  it('says that nothing is sent', () => expect(['dry-run', 'dry-run-simulated'].map(m => [marketName(m).startsWith('DRY RUN'), isDryRun(m)])).toEqual([[true, true], [true, true]]));
  it('is live where orders go', () => expect([marketName('live'), isDryRun('live')]).toEqual(['LIVE ORDERS', false]));
  it('has a time of its own where it is simulated', () => expect(['simulated', 'dry-run-simulated', 'dry-run', 'live', null].map(isSimulated)).toEqual([true, true, false, false, false]));
});
