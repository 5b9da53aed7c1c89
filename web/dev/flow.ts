import type { FlowView } from '../src/api/views';
import { greeks, type Expiry, type Option } from './market.ts';

export interface Chain {
  underlying: string;
  options: readonly Option[];
  expiries: readonly Expiry[];
}

const SPOTS = Array.from({ length: 161 }, (_, i) => 0.5 * 3 ** (i / 160));

const side = (option: Option, signs: string): number =>
  signs === 'short-all' ? -1 : option.isCall === (signs === 'calls-long-puts-short') ? 1 : -1;

/** What a client may choose of the picture, as the server's query names it. */
export interface Choice {
  signs?: string | undefined;
  walls?: string | undefined;
  expiries?: string | undefined;
}

export const WITHIN_DAYS: Record<string, number> = { '0dte': 1, week: 7, month: 31 };

/** The dealers' picture of a chain at a spot, by plain sums. */
export function flowView(whole: Chain, spot: number, at: Date, source: string, { signs = 'calls-long-puts-short', walls = 'net-gamma', expiries: filter = 'all' }: Choice): FlowView {
  const expiries = whole.expiries.filter(expiry => expiry.years * 365 <= (WITHIN_DAYS[filter] ?? Infinity));
  const chain = { ...whole, expiries, options: whole.options.filter(option => option.expiry < expiries.length) };
  const held = chain.options.map(option => ({ option, years: chain.expiries[option.expiry]!.years, q: side(option, signs) * option.openInterest }));
  const gexAt = (s: number): number => held.reduce((sum, { option, years, q }) => sum + q * greeks(option, s, years).gamma * s * s * 0.01, 0);
  const deltaAt = (s: number, vol: number, days: number): number => held.reduce((sum, { option, years, q }) =>
    sum + q * greeks({ ...option, vol: option.vol + vol }, s, Math.max(1e-4, years - days / 365)).delta, 0);

  const rows = held.map(({ option, years, q }) => {
    const g = greeks(option, spot, years);
    const later = greeks(option, spot, Math.max(1e-4, years - 1 / 365));
    const gammaAt = (s: number): number => greeks(option, s, years).gamma;
    const vegaAt = (vol: number): number => greeks({ ...option, vol }, spot, years).gamma * spot * spot * vol * years;
    const step = 1e-4;
    return {
      option, gex: q * g.gamma * spot * spot * 0.01, dex: q * g.delta * spot, vex: q * g.vanna * spot * 0.01, cex: q * (later.delta - g.delta) * spot,
      volga: q * (vegaAt(option.vol + step) - vegaAt(option.vol - step)) / (2 * step) * 1e-4,
      speed: q * (gammaAt(spot * (1 + step)) - gammaAt(spot * (1 - step))) / (2 * step) * spot * spot * 1e-4,
    };
  });
  const sum = (of: typeof rows, read: (row: (typeof rows)[number]) => number): number => of.reduce((total, row) => total + read(row), 0);

  const exposure = (of: typeof rows): NonNullable<FlowView['totals']['calls']> => ({
    gex: sum(of, r => r.gex), dex: sum(of, r => r.dex), vex: sum(of, r => r.vex), cex: sum(of, r => r.cex), volga: sum(of, r => r.volga), speed: sum(of, r => r.speed),
  });
  const higher = (of: typeof rows) => ({
    volga: sum(of, r => r.volga), speed: sum(of, r => r.speed),
    calls: exposure(of.filter(r => r.option.isCall)), puts: exposure(of.filter(r => !r.option.isCall)),
  });

  const strikes = [...new Set(chain.options.map(option => option.strike))].sort((a, b) => a - b);
  const byStrike = strikes.map(strike => {
    const own = rows.filter(row => row.option.strike === strike);
    const calls = own.filter(row => row.option.isCall);
    const puts = own.filter(row => !row.option.isCall);
    return {
      strike, callGex: sum(calls, r => r.gex), putGex: sum(puts, r => r.gex), netGex: sum(own, r => r.gex),
      callOi: sum(calls, r => r.option.openInterest), putOi: sum(puts, r => r.option.openInterest),
      dex: sum(own, r => r.dex), vex: sum(own, r => r.vex), cex: sum(own, r => r.cex), ...higher(own),
    };
  });
  const profile = SPOTS.map(ratio => ({ spot: spot * ratio, gex: gexAt(spot * ratio) }));
  const crossings = profile.flatMap((point, i) => {
    const before = profile[i - 1];
    return before === undefined || before.gex * point.gex >= 0 ? [] : [before.spot + (point.spot - before.spot) * before.gex / (before.gex - point.gex)];
  });
  const zeroGamma = crossings.length === 0 ? null : crossings.reduce((a, b) => Math.abs(a - spot) < Math.abs(b - spot) ? a : b);
  const most = byStrike.reduce((a, b) => b.netGex > a.netGex ? b : a);
  const least = byStrike.reduce((a, b) => b.netGex < a.netGex ? b : a);
  const callWall = most.netGex > 0 ? most.strike : null;
  const putWall = least.netGex < 0 ? least.strike : null;
  const gex = sum(rows, r => r.gex);
  const near = zeroGamma !== null && Math.abs(spot - zeroGamma) < 0.003 * spot;

  const now = deltaAt(spot, 0, 0);
  const scenario = (name: string, ratio: number, vol: number, days: number): FlowView['flow'][number] => {
    const s = spot * ratio;
    const units = now - deltaAt(s, vol, days);
    const gamma = now - deltaAt(s, 0, 0);
    const vanna = now - deltaAt(spot, vol, 0);
    const charm = now - deltaAt(spot, 0, days);
    return { scenario: name, units, currency: units * s, gamma, vanna, charm, residual: units - gamma - vanna - charm };
  };
  const none = (name: string): FlowView['flow'][number] => ({ scenario: name, units: null, currency: null, gamma: null, vanna: null, charm: null, residual: null });

  return {
    underlying: chain.underlying, asOf: at.toISOString(), spot, spotSource: 'index', source,
    conventions: {
      signs, walls, zeroGamma: 'crossings of total GEX over shifted spot 0.5..1.5, options repriced, vols sticky by strike',
      dayCount: 'act/365 to the expiry instant', clock: 'calendar', vols: 'out-of-the-money mid', greeks: 'poise black-76 on the ladder’s forward',
      unit: 'currency of delta per +1 %', expiries: filter, compat: null,
    },
    coverage: {
      rows: chain.options.length + 37, used: chain.options.length - 12, openInterestUsed: 0.9823,
      leftOut: { expired: 0, noVol: 9, noOpenInterest: 37, crossed: 3, stale: 0, malformed: 0 },
      vols: { outOfTheMoneyMid: chain.options.length - 40, otherSideMid: 20, vendor: 8 },
    },
    totals: {
      gex, callGex: sum(rows.filter(r => r.option.isCall), r => r.gex), putGex: sum(rows.filter(r => !r.option.isCall), r => r.gex), gexPerPoint: 100 * gex / spot,
      dex: sum(rows, r => r.dex), vex: sum(rows, r => r.vex), cex: sum(rows, r => r.cex), ...higher(rows),
      hedgeContractsPerPoint: 100 * gex / spot / 10, hedgeInstrument: `${chain.underlying}-PERPETUAL`,
    },
    units: unitsOf(spot, 10, `${chain.underlying}-PERPETUAL`),
    levels: {
      zeroGamma, zeroGammaAll: crossings, callWall, putWall, callWalls: callWall === null ? [] : [callWall], putWalls: putWall === null ? [] : [putWall],
      regime: near ? 'transition' : gex > 0 ? 'long-gamma' : 'short-gamma',
      transitionZone: zeroGamma === null ? null : { low: zeroGamma / 1.003, high: zeroGamma / 0.997 },
    },
    profile, byStrike, buckets: [{ bucket: filter, expiries: chain.expiries.length, gex, zeroGamma, zeroGammaAll: crossings, callWall, putWall, regime: null }],
    walls: [], onHedge: null, dayRange: null, inventory: null, map: null, rollOff: null, gammaSurface: null, spotVolBeta: null, products: [], split: null, alerts: [],
    signModels: [{ signs, gex, zeroGamma, regime: null, callWall, putWall }],
    byExpiry: chain.expiries.map((expiry, e) => {
      const own = rows.filter(row => row.option.expiry === e);
      return {
        expiry: expiry.at, years: expiry.years, forward: spot * (1 + 0.05 * expiry.years), forwardRung: e % 3 === 0 ? 'future' : 'parity',
        gex: sum(own, r => r.gex), dex: sum(own, r => r.dex), vex: sum(own, r => r.vex), cex: sum(own, r => r.cex), zeroGamma: e === 0 ? null : zeroGamma, ...higher(own), maxPain: null, atmVol: 0.42,
        range: { low: spot * Math.exp(-0.42 * Math.sqrt(expiry.years)), high: spot * Math.exp(0.42 * Math.sqrt(expiry.years)) },
      };
    }),
    cells: chain.expiries.map((_, expiry) => {
      const own = rows.filter(row => row.option.expiry === expiry);
      const held = strikes.filter(strike => own.some(row => row.option.strike === strike));
      const column = (read: (row: (typeof rows)[number]) => number): number[] => held.map(strike => sum(own.filter(row => row.option.strike === strike), read));
      return {
        expiry, strikes: held, gex: column(r => r.gex), dex: column(r => r.dex), vex: column(r => r.vex), cex: column(r => r.cex),
        openInterest: column(r => r.option.openInterest), volume: held.map(() => null),
      };
    }),
    flow: [
      ...[-5, -3, -2, -1, -0.5, 0.5, 1, 2, 3, 5].map(move => scenario(`spot ${move < 0 ? '' : '+'}${move} %`, 1 + move / 100, 0, 0)),
      ...[-1, 1, 5].map(move => scenario(`vol ${move < 0 ? '' : '+'}${move} pt`, 1, move / 100, 0)),
      scenario('+1 hour', 1, 0, 1 / 24), none('to the close'), scenario('+1 day', 1, 0, 1), scenario('to Monday', 1, 0, 3),
      scenario('spot -3 % with spot-vol beta', 0.97, 0.03, 0),
    ],
    notes: [
      ...(zeroGamma === null ? ['zeroGamma: one-signed between 0.5 and 1.5 of spot'] : []),
      ...(callWall === null ? ['callWall: no strike with positive net GEX'] : []),
      'volume: the played market tells of none',
      'flow "to the close": the instant lies in the past',
      'zero gamma by expiry: one-signed in 1 expiry',
    ],
  };
}

/** Of an inverse future, whose contract is so much currency. */
function unitsOf(spot: number, contract: number, name: string): FlowView['units'] {
  const point = 100 / spot;
  const unit = (title: string, delta: number, move: number, volga: number | null, of: string): FlowView['units'][number] => ({
    name: title,
    exposures: [
      { exposure: 'gex', factor: delta * move, unit: `${of} per move` }, { exposure: 'dex', factor: delta, unit: of },
      { exposure: 'vex', factor: delta, unit: `${of} per +1 vol point` }, { exposure: 'cex', factor: delta, unit: `${of} per calendar day` },
      { exposure: 'volga', factor: volga, unit: 'currency of vega per +1 vol point' }, { exposure: 'speed', factor: delta * move * move, unit: `${of} per move squared` },
    ],
  });
  return [unit('percent', 1, 1, 1, 'currency of delta'), unit('point', 1, point, 1, 'currency of delta'), unit('contracts', 1 / contract, point, null, name)];
}
