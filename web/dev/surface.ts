import type { SmileView, SurfaceAnswer } from '../src/api/views';
import { WITHIN_DAYS, type Chain, type Choice } from './flow.ts';

/** Raw SVI near the played market's vols, by years to expiry. */
const sviOf = (years: number): NonNullable<SmileView['svi']> => ({ a: 0.1 * years, b: 0.2 * Math.sqrt(years), rho: -0.35, m: 0.01, sigma: 0.4 * Math.sqrt(years) });

/** The played market's vol surface; its nearest expiry has too few quotes. */
export function surfaceOf({ underlying, options, expiries }: Chain, spot: number, at: Date, { expiries: filter = 'all' }: Choice, isEmpty: boolean): SurfaceAnswer {
  const asOf = at.toISOString();
  const nothing = { seq: 0, view: null, index: 0, count: 0, fittedAt: null, fitAge: null, reason: 'no chain has arrived yet', whyNot: null, stale: null };
  if (isEmpty)
    return nothing;
  const smiles = expiries.filter(({ years }) => years * 365 <= (WITHIN_DAYS[filter] ?? Infinity)).map(({ at: expiry, years }, i): SmileView => {
    const svi = sviOf(years);
    const vol = (strike: number): number => {
      const y = Math.log(strike / spot) - svi.m;
      return Math.sqrt((svi.a + svi.b * (svi.rho * y + Math.hypot(y, svi.sigma))) / years);
    };
    const strikes = [...new Set(options.filter(option => option.expiry === i).map(({ strike }) => strike))].sort((a, b) => a - b);
    const [isFitted, spread] = [i > 0, 0.004];
    const known = <T>(value: T): T | null => isFitted ? value : null;
    return {
      expiry, years, forward: spot, forwardRung: 'spot', status: isFitted ? 'ok' : 'few-quotes', svi: known(svi), atmVol: known(vol(spot)),
      skew: known((vol(spot * 1.001) - vol(spot / 1.001)) / 0.002), curvature: known(1), riskReversal25: known(-0.03), butterfly25: known(0.01),
      rmsError: known(0.003), rmsErrorNear: known(0.001), medianError: known(0.2), insideShare: known(0.9), quotes: isFitted ? strikes.length : 4, asksOnly: 0, leftOut: 0,
      butterflyFree: known(true), calendarFree: known(true), leastG: known(0.1), leastGap: i > 1 ? 0.001 : null,
      points: { strikes, bid: strikes.map(k => vol(k) - spread), mid: strikes.map(k => vol(k)), ask: strikes.map(k => vol(k) + spread), fitted: strikes.map(k => known(vol(k))) },
      note: isFitted ? null : 'not fitted: 4 out-of-the-money quotes have a bid, fewer than 6',
    };
  });
  const conventions = { model: 'raw SVI by expiry, all expiries jointly', quotes: 'out-of-the-money bid and ask', delta: 'by the forward', dayCount: 'Act/365', expiries: filter };
  return { ...nothing, view: { underlying, asOf, spot, spotSource: 'index', source: 'played', conventions, smiles, notes: [] }, count: 1, fittedAt: asOf, fitAge: 0, reason: null };
}
