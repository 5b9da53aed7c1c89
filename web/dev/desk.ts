import type { DeskAnswer, DeskView } from '../src/api/views';
import { seeded } from './market.ts';

const LOWER = -0.5;
const UPPER = 0.5;

/** A played desk: net delta drifts with spot, leaves its band and is hedged back. */
export class PlayedDesk {
  private readonly random = seeded(77);
  private readonly history: DeskView['bandHistory'] = [];
  private decisions: DeskView['decisions'] = [];
  private fills: DeskView['fills'] = [];
  private state = { tradingState: 'Normal', reason: null as string | null };
  private band = { lower: LOWER, upper: UPPER, target: 0 };
  private delta = 0.1;
  private hedgePosition = -12.4;
  private sequence = 0;
  private events = 0;
  private fees = 0;

  /** One step of the market; returns nothing, the picture is read apart. */
  step(at: Date, spot: number): void {
    this.events += 37;
    this.delta += (this.random() - 0.49) * 0.12;
    const when = at.toISOString();
    this.history.push({ at: when, netDelta: this.delta, lower: this.band.lower, upper: this.band.upper, spot });
    if (this.history.length > 600)
      this.history.shift();
    if (this.delta > this.band.upper || this.delta < this.band.lower)
      this.hedge(when, spot);
    else
      this.decide(when, 'hold', `net delta inside its band ${this.band.lower} … ${this.band.upper}`, 0, null);
  }

  command(name: string, band?: typeof this.band): void {
    if (name === 'kill')
      this.state = { tradingState: 'Halted', reason: 'kill switch, by command' };
    else if (name === 'resume')
      this.state = { tradingState: 'Normal', reason: null };
    else if (name === 'band' && band !== undefined)
      this.band = band;
  }

  alarms(at: Date): DeskAnswer['alarms'] {
    return this.state.tradingState === 'Normal' ? [] : [{ rule: 'kill-switch', at: at.toISOString(), underlying: '', text: `halted, nothing is hedged: ${this.state.reason}`, level: null, spot: null, state: 'began', about: null }];
  }

  view(at: Date, spot: number, isStale: boolean): DeskView {
    const options = 5210.4 + (spot - 100_000) * 0.08;
    const hedge = -1830.25 - (spot - 100_000) * 0.06;
    const explain = [
      { term: 'delta', amount: 312.4 }, { term: 'gamma', amount: 1840.75 }, { term: 'vega', amount: -420.1 }, { term: 'theta', amount: -655.3 },
      { term: 'vanna', amount: 31.6 }, { term: 'slippage', amount: -88.2 }, { term: 'fees', amount: -this.fees },
    ];
    const total = options + hedge - this.fees;
    explain.push({ term: 'residual', amount: total - explain.reduce((sum, term) => sum + term.amount, 0) });
    return {
      desk: 'demo', market: 'simulated', asOf: at.toISOString(), tradingState: this.state.tradingState, tradingStateReason: this.state.reason, tradingStateCode: this.state.reason === null ? null : 'operator',
      dataAge: isStale ? 14.2 : 0.12, isStale, awaited: [],
      underlyings: [{ underlying: 'BTC', spot, delta: this.delta, lower: this.band.lower, upper: this.band.upper, gamma: -0.348, vega: -1820.4, theta: 655.2, action: 'hold', reason: 'net delta is inside its band', pnl: total, currency: 'USD', isStale }],
      hedge: { underlying: 'BTC', instrument: 'BTC-PERPETUAL', bid: spot - 2.5, ask: spot + 2.5, spot, policy: 'fixed band to the edge', policySettings: JSON.stringify({ policy: 'fixed', ...this.band, rebalance: 'to-target', ratio: 1 }), working: 'sweep', workingSettings: JSON.stringify({ work: 'sweep' }), forecastVol: 0.48, dealerMove: 0.0004, ...this.band },
      net: { delta: this.delta, equityDelta: null, deltaInFlight: 0, gamma: -0.348, vega: -1820.4, theta: 655.2, currency: 'USD' },
      total: {
        currency: 'USD', delta: this.delta * spot, gamma: -0.348 * spot, vega: -1820.4, theta: 655.2, gross: 7_000_000 + Math.abs(this.hedgePosition) * spot, pnl: total, limits: [], drawdown: null, bookDrawdowns: [],
        parts: [{ underlying: 'BTC', bucket: '90d', venue: 'sim', positions: 4, delta: this.delta * spot, gamma: -0.348 * spot, vega: -1820.4, theta: 655.2, gross: 7_000_000 }],
      },
      byExpiry: [], deltas: [],
      books: [],
      insideTrades: [],
      byVenue: [{ venue: 'sim', isOwn: true, positions: 4, delta: this.delta, gamma: -0.348, vega: -1820.4, theta: 655.2, value: 3100.5 }],
      margin: [{ venue: 'sim', currency: 'USD', equity: 250_000, initial: 46_000, maintenance: 43_500, ratio: 0.174, state: 'ok', asOf: at.toISOString(), isOld: false }],
      outlets: [{ venue: 'sim', instrument: 'BTC-PERPETUAL', state: 'takes orders', isLead: true, bid: spot - 2.5, ask: spot + 2.5, bidSize: 2, askSize: 2, takerFee: 0.0005, makerFee: 0, latency: 0.005, premium: 0, position: this.hedgePosition, maxPosition: 60, links: 1 }],
      bandHistory: [...this.history],
      positions: [
        position('BTC-27MAR26-100000-C', 'option', -25, 4210.5, -12.9, -0.21, -410.2, 150.1),
        position('BTC-27MAR26-90000-P', 'option', -30, 2105.0, 8.7, -0.18, -388.8, 141.7),
        position('BTC-26JUN26-120000-C', 'option', 15, 3320.0, 5.4, 0.06, 310.4, -48.2),
        position('BTC-PERPETUAL', 'perpetual', this.hedgePosition, spot, this.hedgePosition, null, null, null),
      ],
      decisions: this.decisions.slice(0, 200),
      workingOrders: this.state.tradingState === 'Halted' ? [] : [
        { order: `demo-${this.sequence}`, contract: 'BTC-PERPETUAL', venue: 'sim', side: 'sell', quantity: 0.8, filled: 0.3, price: spot + 2.5, status: 'working', at: at.toISOString() },
      ],
      fills: this.fills.slice(0, 200),
      pnl: { currency: 'USD', total, options, hedge, fees: this.fees, funding: 0, explain },
      explain: {
        asOf: at.toISOString(),
        days: [{ from: at.toISOString(), total, terms: explain, residualShare: 0.011, bound: 0.02, hasJump: false, doubt: 240, isAlarm: false, steps: 61, blind: 0 }],
        strikes: [
          { contract: 'BTC-27MAR26-90000-P', expiry: '2026-03-27T08:00:00Z', strike: 90_000, units: -30, impliedVol: 0.52, realisedVol: 0.44, gammaEarned: -610.2, thetaPaid: 801.5, premium: 201.1, days: 0.4 },
          { contract: 'BTC-27MAR26-100000-C', expiry: '2026-03-27T08:00:00Z', strike: 100_000, units: -25, impliedVol: 0.49, realisedVol: 0.44, gammaEarned: -702.9, thetaPaid: 840.1, premium: 133.8, days: 0.4 },
        ],
        markouts: [{ seconds: 1, count: 31, mean: -0.8, standardError: 0.2 }, { seconds: 10, count: 30, mean: -0.5, standardError: 0.7 }, { seconds: 60, count: 28, mean: 0.4, standardError: 1.6 }],
        markoutsMissed: 1,
        hedges: [
          { at: '2026-01-05T09:41:12.250Z', venue: 'deribit', contract: 'BTC-PERPETUAL', side: 'buy', quantity: 0.42, price: 100012.5, slippage: -0.4, after1: 0.2, after10: null, after60: null },
          { at: '2026-01-05T09:39:50.000Z', venue: 'deribit', contract: 'BTC-PERPETUAL', side: 'sell', quantity: 0.17, price: 100051, slippage: null, after1: -0.1, after10: 0.8, after60: -2.4 },
        ],
        costs: [{ venue: 'sim', algorithm: 'cross', fills: this.fills.length, turnover: 1_200_000, fees: this.fees, slippage: -88.2, perTurnover: 5.7 }],
        standing: { decisions: 412, saved: 96.4, drift: -41.2, delta: 0.21 },
      },
      limits: [
        { limit: 'position', value: Math.abs(this.hedgePosition), max: 40, unit: 'BTC', isShared: false }, { limit: 'order size', value: 0.8, max: 5, unit: 'BTC', isShared: false },
        { limit: 'order rate', value: 9, max: 10, unit: 'a second', isShared: true }, { limit: 'daily loss', value: 1200, max: 50_000, unit: 'USD', isShared: false },
      ],
      events: this.events, batches: Math.round(this.events / 4), stateHash: (this.events * 2654435761 % 2 ** 32).toString(16).padStart(16, '0'),
    };
  }

  private hedge(when: string, spot: number): void {
    if (this.state.tradingState === 'Halted') {
      this.decide(when, 'halted', 'outside of the band, but trading is halted by the kill switch', 0, null);
      return;
    }
    if (this.random() < 0.1) {
      this.decide(when, 'blocked', 'order rate: 10 a second is reached', 0, null);
      return;
    }
    const edge = this.delta > 0 ? this.band.upper : this.band.lower;
    const quantity = Math.round((edge - this.delta) * 1e4) / 1e4;
    const order = `demo-${++this.sequence}`;
    this.decide(when, 'hedge', `net delta ${this.delta.toFixed(3)} left its band: trade to the edge ${edge}`, quantity, order, Math.round(spot * (quantity > 0 ? 1.0005 : 0.9995)));
    const fee = Math.abs(quantity) * spot * 0.0005;
    this.fees += fee;
    this.fills = [{ at: when, order, contract: 'BTC-PERPETUAL', venue: 'sim', side: quantity > 0 ? 'buy' : 'sell', quantity: Math.abs(quantity), price: spot, fee, liquidity: 'taker' }, ...this.fills].slice(0, 200);
    this.hedgePosition += quantity;
    this.delta = edge;
  }

  private decide(at: string, action: string, reason: string, quantity: number, order: string | null, limit: number | null = null): void {
    const last = this.decisions[0];
    if (last !== undefined && last.action === action && last.reason === reason && action !== 'hedge')
      this.decisions[0] = { ...last, at, netDelta: this.delta, count: last.count + 1 };
    else
      this.decisions = [{ sequence: ++this.sequence, at, action, reason, netDelta: this.delta, ...this.band, quantity, order, limit, count: 1, orders: order === null ? 0 : 1 }, ...this.decisions].slice(0, 200)
        .map(({ target: _, ...decision }: DeskView['decisions'][number] & { target?: number }) => decision);
  }
}

const position = (contract: string, kind: string, quantity: number, mark: number, delta: number, gamma: number | null, vega: number | null, theta: number | null): DeskView['positions'][number] => ({
  contract, venue: 'sim', kind, quantity, mark, value: quantity * mark, delta, gamma, vega, theta, pnl: quantity * mark * 0.01,
});
