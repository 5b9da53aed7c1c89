import { describe, expect, it } from 'vitest';
import type { LevelsView, SmileView, SurfaceAnswer } from '../src/api/views';
import { barsOf, curveOf } from '../src/pages/flow/smileChart';
import { fitAge, OLD_AFTER_SECONDS, smileOf, windowOf } from '../src/pages/flow/smiles';

const smile = (expiry: string, days: number, part: Partial<SmileView> = {}): SmileView => ({
  expiry, years: days / 365, forward: 100, forwardRung: 'parity', status: 'ok', svi: { a: 0.001, b: 0.02, rho: -0.5, m: 0, sigma: 0.1 }, atmVol: 0.2, skew: -0.5, curvature: 1,
  riskReversal25: -0.03, butterfly25: 0.01, rmsError: 0.002, rmsErrorNear: 0.001, medianError: 0.2, insideShare: 0.9, quotes: 4, asksOnly: 1, leftOut: 0, butterflyFree: true, calendarFree: true,
  leastG: 0.1, leastGap: 0.1, points: { strikes: [80, 90, 100, 110], bid: [null, 0.19, 0.19, 0.19], mid: [null, 0.2, 0.2, 0.2], ask: [0.4, 0.21, 0.21, 0.21], fitted: [0.3, 0.2, 0.205, 0.22] }, note: null, ...part,
});
const unfitted = { svi: null, atmVol: null };

describe('the smile that is shown', () => {
  const smiles = [smile('a', 1), smile('b', 28, unfitted), smile('c', 45), smile('d', 400)];
  it('is the chosen one, fitted or not', () => expect(smileOf(smiles, 'b')?.expiry).toBe('b'));
  it('else the fitted one nearest to a month ahead', () => expect([smileOf(smiles, null)?.expiry, smileOf(smiles, 'gone')?.expiry]).toEqual(['c', 'c']));
  it('is one with quotes alone where none is fitted, and none of nothing', () => expect([smileOf([smile('b', 28, unfitted)], null)?.expiry, smileOf([], null)]).toEqual(['b', null]));
});

describe('the chart', () => {
  it('has a bar a quote, met where the smile is inside, and a mark where there is an ask alone', () =>
    expect(barsOf(smile('a', 30))).toEqual([[80, 0.4, 0.4, 1], [90, 0.19, 0.21, 1], [100, 0.19, 0.21, 1], [110, 0.19, 0.21, 0]]));

  it('draws the parameters between the outer strikes', () => {
    const curve = curveOf(smile('a', 365));
    expect([curve[0]![0], curve.at(-1)![0]].map(strike => Math.round(strike * 1e6) / 1e6)).toEqual([80, 110]);
    const k = Math.log(0.8);
    expect(curve[0]![1]).toBeCloseTo(Math.sqrt(0.001 + 0.02 * (-0.5 * k + Math.sqrt(k * k + 0.01))), 12);
    expect(curveOf(smile('a', 30, unfitted))).toEqual([]);
  });

  it('begins some deviations round the forward, no further than quotes reach', () => {
    expect(windowOf(smile('a', 400))).toEqual([80, 110]);
    const [from, to] = windowOf(smile('a', 1))!;
    expect(from).toBeGreaterThan(95);
    expect(to).toBeLessThan(105);
    expect(windowOf(smile('a', 1, { points: { strikes: [], bid: [], mid: [], ask: [], fitted: [] } }))).toBeNull();
  });
});

describe('the age of a fit', () => {
  const answer = { seq: 1, view: null, index: 0, count: 1, fittedAt: '2026-03-02T15:00:00Z', fitAge: 0, reason: null, whyNot: null, stale: null } as SurfaceAnswer;
  const live = (asOf: string, surfaceWhyNot: string | null = null) => ({ asOf, surfaceWhyNot }) as LevelsView;

  it('is market time against the last quote', () => expect(fitAge(answer, live('2026-03-02T15:00:04Z'), 4)).toEqual({ text: 'fitted at 15:00:00 UTC, 4.0 s before the quotes', isOld: false, whyNot: null }));
  it('is old when quotes went on for long', () => expect(fitAge(answer, live('2026-03-02T15:10:00Z'), OLD_AFTER_SECONDS + 1).isOld).toBe(true));
  it('is not old while a fast market is fitted every few seconds', () => expect(fitAge(answer, live('2026-03-02T15:10:00Z'), 5).isOld).toBe(false));
  it('is not old while no quote came after it', () => expect(fitAge(answer, live('2026-03-02T15:00:00Z'), 600).isOld).toBe(false));
  it('is old when a later chain could not be fitted', () => {
    const fit = fitAge(answer, live('2026-03-02T15:00:04Z', 'no fit'), 4);
    expect([fit.isOld, fit.whyNot, fit.text.startsWith('OLD FIT')]).toEqual([true, 'no fit', true]);
  });
  it('is no matter of a chain that stands', () => expect(fitAge(answer, null, 600)).toEqual({ text: 'fitted to 2026-03-02 15:00:00 UTC', isOld: false, whyNot: null }));
});
