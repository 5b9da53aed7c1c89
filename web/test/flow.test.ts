import { describe, expect, it } from 'vitest';
import type { FlowView, StrikeView } from '../src/api/views';
import { reasonOf } from '../src/format/conventions';
import { sidesOf, unitOf, type HeatName } from '../src/pages/flow/exposure';
import { expiryNames, heatmapOf, MOST_ROWS } from '../src/pages/flow/heatmap';
import { profileAt, splitBySign } from '../src/pages/flow/profile';
import { nearTheMoney, strikeOf } from '../src/pages/flow/strikeWindow';
import { firstWindow, placeOf, termCurves, ticksOf } from '../src/pages/flow/termCurves';

const strike = (at: number, callGex: number, putGex: number): StrikeView =>
  ({ strike: at, callGex, putGex, netGex: callGex + putGex, callOi: 1, putOi: 1, dex: null, vex: null, cex: null, volga: null, speed: null, calls: null, puts: null });

const expiry = (at: string): FlowView['byExpiry'][number] =>
  ({ expiry: at, years: 0.1, forward: null, forwardRung: 'spot', gex: null, dex: null, vex: null, cex: null, zeroGamma: null, volga: null, speed: null, calls: null, puts: null, maxPain: null, atmVol: null, range: null });

const row = (at: number, strikes: number[], told: Partial<Record<HeatName, (number | null)[]>>): FlowView['cells'][number] => {
  const none = strikes.map(() => null);
  return { expiry: at, strikes, gex: none, dex: none, vex: none, cex: none, openInterest: none, volume: none, ...told };
};

const view = (part: Partial<FlowView>): FlowView => ({ spot: 100, units: [{ name: 'percent', exposures: [{ exposure: 'gex', factor: 1, unit: '' }] }], byStrike: [], byExpiry: [], cells: [], ...part }) as FlowView;

describe('the profile', () => {
  const profile = [{ spot: 90, gex: -10 }, { spot: 100, gex: 30 }, { spot: 110, gex: 20 }];

  it('is two lines that meet where it crosses zero', () => {
    const { long, short } = splitBySign(profile);
    expect(short).toEqual([[90, -10], [92.5, 0], [100, null], [110, null]]);
    expect(long).toEqual([[90, null], [92.5, 0], [100, 30], [110, 20]]);
  });

  it('is read between its points, and nowhere else', () => {
    expect(profileAt(profile, 105)).toBe(25);
    expect(profileAt(profile, 90)).toBe(-10);
    expect(profileAt(profile, 89)).toBeNull();
    expect(profileAt(profile, 111)).toBeNull();
  });
});

describe('the strikes near the money', () => {
  it('carry nearly all exposure; far small ones stay outside', () => {
    const byStrike = [strike(50, 0, -0.1), strike(95, 1, -20), strike(100, 50, -30), strike(108, 20, 0), strike(190, 0.1, 0)];
    expect(nearTheMoney(view({ byStrike }))).toEqual([95, 108]);
  });

  it('hold spot when all exposure lies to one side', () => {
    const [from, to] = nearTheMoney(view({ byStrike: [strike(112, 5, -5), strike(115, 5, -5)] }))!;
    expect(from).toBeLessThan(100);
    expect(to).toBeGreaterThanOrEqual(115);
  });

  it('end a fifth from spot at most', () => expect(nearTheMoney(view({ byStrike: [strike(40, 5, -5), strike(300, 5, -5)] }))).toEqual([80, 120]));

  it('are unknown without a spot', () => expect(nearTheMoney(view({ spot: null, byStrike: [strike(100, 1, 0)] }))).toBeNull());

  it('a search finds the nearest listed one', () => {
    const byStrike = [strike(6400, 1, 0), strike(6425, 1, 0)];
    expect(strikeOf('6,420', byStrike)?.strike).toBe(6425);
    expect(strikeOf('', byStrike)).toBeNull();
    expect(strikeOf('26MAR', byStrike)).toBeNull();
    expect(strikeOf('6400', [])).toBeNull();
  });
});

describe('an exposure by strike', () => {
  const side = (gex: number): FlowView['totals']['calls'] => ({ gex, dex: 10 * gex, vex: 0, cex: 0, volga: 7, speed: 0 });
  const one: StrikeView = { ...strike(100, 5, -2), calls: side(5), puts: side(-2) };
  const units = ['percent', 'point', 'contracts'].map((name, i) => ({
    name, exposures: ['gex', 'dex', 'volga'].map(exposure => ({ exposure, factor: exposure === 'volga' && i === 2 ? null : 10 ** -i, unit: `${exposure} by ${name}` })),
  }));
  const held = view({ units, byStrike: [one] });

  it('is that of each side in the unit chosen', () => {
    expect(sidesOf(held, one, { exposure: 'gex', unit: 'percent' })).toEqual({ calls: 5, puts: -2, net: 3 });
    expect(sidesOf(held, one, { exposure: 'dex', unit: 'point' })).toEqual({ calls: 5, puts: -2, net: 3 });
    expect(unitOf(held, { exposure: 'dex', unit: 'contracts' })).toMatchObject({ factor: 0.01, unit: 'dex by contracts' });
  });

  it('is no number where the unit has none for it, or the source no side', () => {
    expect(sidesOf(held, one, { exposure: 'volga', unit: 'contracts' })).toEqual({ calls: null, puts: null, net: null });
    const compat = strike(100, 5, -2);
    expect(sidesOf(held, compat, { exposure: 'vex', unit: 'percent' }).net).toBeNull();
    expect(sidesOf(held, compat, { exposure: 'gex', unit: 'percent' })).toEqual({ calls: 5, puts: -2, net: 3 });
  });
});

describe('the heatmap', () => {
  it('places cells half-way to their neighbours and counts shares of the largest', () => {
    const heat = heatmapOf(view({
      byExpiry: [expiry('2026-01-30T08:00:00Z'), expiry('2026-02-27T08:00:00Z')],
      cells: [row(1, [100, 120], { gex: [-8, 4] })],
    }), { heat: 'gex', unit: 'percent' });
    expect(heat.rows).toEqual(['2026-02-27']);
    expect(heat.cells).toEqual([[100, 0, -8, 90, 110, -1], [120, 0, 4, 110, 130, 0.5]]);
  });

  it('leaves a cell blank that has no number or is zero, and says nothing of an expiry without any', () => {
    const held = view({
      byExpiry: [expiry('2026-01-30T08:00:00Z'), expiry('2026-02-27T08:00:00Z')],
      cells: [row(0, [100], { openInterest: [7] }), row(1, [100, 110, 120], { volume: [null, 0, 5], openInterest: [1, 2, 3] })],
      units: [{ name: 'contracts', exposures: [{ exposure: 'gex', factor: 0.5, unit: '' }] }],
    });
    expect(heatmapOf(held, { heat: 'volume', unit: 'contracts' })).toEqual({ rows: ['2026-02-27'], cells: [[120, 0, 5, 115, 125, 1]], all: 1 });
    expect(heatmapOf(held, { heat: 'openInterest', unit: 'contracts' }).cells.map(cell => cell[2])).toEqual([7, 1, 2, 3]);
    expect(heatmapOf(held, { heat: 'gex', unit: 'contracts' })).toEqual({ rows: [], cells: [], all: 0 });
  });

  it('is in the units chosen', () => {
    const units = [{ name: 'contracts', exposures: [{ exposure: 'dex', factor: 0.5, unit: '' }] }];
    expect(heatmapOf(view({ units, byExpiry: [expiry('2026-01-30T08:00:00Z')], cells: [row(0, [100], { dex: [8] })] }), { heat: 'dex', unit: 'contracts' }).cells).toEqual([[100, 0, 4, 99.5, 100.5, 1]]);
  });

  it('shows the expiries of largest exposure, nearest first, and says how many there are', () => {
    const byExpiry = Array.from({ length: MOST_ROWS + 5 }, (_, i) => expiry(new Date(Date.UTC(2026, 0, 1 + i)).toISOString()));
    const heat = heatmapOf(view({ byExpiry, cells: byExpiry.map((_, i) => row(i, [100], { gex: [i + 1] })) }), { heat: 'gex', unit: 'percent' });
    expect(heat.rows).toEqual(byExpiry.slice(5).map(row => row.expiry.slice(0, 10)));
    expect(heat.all).toBe(MOST_ROWS + 5);
  });

  it('names the hour where two expiries share a date', () =>
    expect(expiryNames(['2026-01-16T14:30:00Z', '2026-01-16T21:00:00Z', '2026-01-19T21:00:00Z'].map(expiry))).toEqual(['2026-01-16 14:30', '2026-01-16 21:00', '2026-01-19']));

  it('names whose an expiry is in a view of several underlyings', () =>
    expect(expiryNames(['SPX', 'SPY'].map(product => ({ expiry: '2026-01-16T21:00:00Z', product })))).toEqual(['2026-01-16 SPX', '2026-01-16 SPY']));
});

describe('the term structure', () => {
  const at = (days: number, part: Partial<FlowView['byExpiry'][number]> = {}) => ({ ...expiry('2026-01-30T08:00:00Z'), years: days / 365, ...part });

  it('runs by the logarithm of time, with ticks of the calendar between its ends', () => {
    expect(placeOf(7 / 365)).toBeCloseTo(Math.log(7), 12);
    expect([...ticksOf(placeOf(0.5 / 365), placeOf(20 / 365)).values()]).toEqual(['1 d', '3 d', '1 w', '2 w']);
  });

  it('begins with the first half year where there is more', () => {
    const [from, to] = firstWindow(view({ byExpiry: [at(1), at(100), at(400)] }))!;
    expect([from < 0, to > Math.log(100), to < Math.log(400)]).toEqual([true, true, true]);
    expect(firstWindow(view({ byExpiry: [at(1), at(100)] }))).toBeNull();
    expect(firstWindow(view({ byExpiry: [at(200), at(400)] }))).toBeNull();
  });

  it('leaves out what an expiry does not have, and keeps both ends of a range at the same places', () => {
    const held = view({ byExpiry: [at(1, { gex: null, zeroGamma: 99, atmVol: 0.2, range: { low: 90, high: 110 } }), at(10, { gex: -5, forward: 101 })] });
    const series = (termCurves(held) as { series: { id: string; data: unknown[] }[] }).series;
    const of = (id: string) => series.find(s => s.id === id)!.data;
    expect(of('range-low')).toEqual([[0, 90]]);
    expect(of('range')).toEqual([[0, 20]]);
    expect(of('zero-gamma')).toEqual([[0, 99]]);
    expect(of('vol')).toEqual([[0, 0.2]]);
    expect(of('forward')).toEqual([[Math.log(10), 101]]);
    expect(of('gex')).toMatchObject([{ value: [Math.log(10), -5] }]);
  });
});

describe('the reason of a missing number', () => {
  const notes = ['zeroGamma: one-signed', 'totals: no vol in any row', 'callWall: no gamma above'];
  it('is its own note', () => expect(reasonOf(notes, 'zeroGamma')).toBe('zeroGamma: one-signed'));
  it('else the totals’', () => expect(reasonOf(notes, 'dex')).toBe('totals: no vol in any row'));
  it('is never silence', () => expect(reasonOf([], 'dex')).toMatch(/no reason/));
});
