import type { DeskView, FlowView, VolSurfaceView } from '../api/views';
import { plain } from './numbers';

type Conventions = FlowView['conventions'];

/** Why a number is missing: the notes that begin with its field's name, or with "totals". */
export function reasonOf(notes: readonly string[], field: string): string {
  const own = notes.filter(note => note.startsWith(`${field}:`));
  const found = own.length > 0 ? own : notes.filter(note => note.startsWith('totals:'));
  return found.length > 0 ? found.join('\n') : 'not computed; the notes give no reason';
}

const lines = (...parts: (string | null)[]): string => parts.filter(part => part !== null).join('\n');

/** The convention behind each number of the Flow page, for its tooltip. */
export const flowText = {
  gex: (c: Conventions): string => lines(
    'GEX: dealers’ gamma exposure, summed over contracts: q × gamma × M × S² × 1 %',
    `Unit: ${c.unit}. Positive: dealers are long gamma and trade against the move`,
    basis(c)),
  gexPerPoint: (c: Conventions): string => lines('GEX for a move of one point instead of 1 %', basis(c)),
  dex: (c: Conventions): string => lines('DEX: dealers’ delta, q × delta × M × S. Unit: currency', basis(c)),
  vex: (c: Conventions): string => lines('VEX: change of dealers’ delta when vols rise by one point. Unit: currency of delta per +1 vol point', basis(c)),
  cex: (c: Conventions): string => lines('CEX: change of dealers’ delta over one calendar day, spot and vols held. Unit: currency of delta per day. What ends within the day goes to its settlement delta: it jumps as spot crosses such a strike', basis(c)),
  zeroGamma: (c: Conventions): string => lines('Zero gamma: the spot at which dealers’ total GEX changes sign; of several, the nearest to spot', `Method: ${c.zeroGamma}`, basis(c)),
  wall: (c: Conventions, side: 'call' | 'put'): string => lines(`The ${side} wall by definition ${c.walls}: ${WALLS[c.walls] ?? 'as the server names it'}`, basis(c)),
  regime: (c: Conventions): string => lines(
    'Sign of total GEX at spot; transition while spot is close to zero gamma (0.3 % by default)',
    'Long gamma: dealers sell rises and buy falls. Short gamma: they chase both', basis(c)),
  profile: (c: Conventions): string => lines('Total GEX if spot stood elsewhere, each option repriced', `Method: ${c.zeroGamma}`, `Vols: ${c.vols}`, basis(c)),
  strikes: (c: Conventions): string => lines(
    'By strike: calls upwards, puts downwards, coloured by the sign. Roots and expiries of one strike are added', basis(c)),
  exposures: (c: Conventions): string => lines(
    'By strike also DEX, VEX, CEX, volga (change of vega when vols rise by one point) and speed (what gamma’s own change adds to GEX)',
    'Units: percent for a 1 % move; point for one point; contracts of the hedge instrument for one point', basis(c)),
  cells: (c: Conventions): string => lines(
    'By strike and expiry: net GEX, DEX, VEX or CEX in the units chosen; or open interest or volume, contracts of calls and puts together', basis(c)),
  term: (c: Conventions): string => lines(
    'By expiry: its forward and one deviation either way by its at-the-money vol; the spot at which the GEX of that expiry alone changes sign; its GEX and its vol',
    'Time to expiry runs by its logarithm', basis(c)),
  hedging: (c: Conventions): string => lines(
    'What dealers must trade to be flat again after the scenario, by full repricing. + they buy, − they sell',
    'Units of the underlying; currency at the scenario’s spot. Gamma, vanna, charm and residual add up to units', basis(c)),
  coverage: (used: number, rows: number): string =>
    `Share of live open interest that the numbers rest on: ${used} of ${rows} contracts`,
};

const basis = (c: Conventions): string =>
  `${c.expiries === 'all' ? '' : `Expiries: ${EXPIRIES[c.expiries] ?? c.expiries}. `}Signs: ${c.signs}. Greeks: ${c.greeks}. Vols: ${c.vols}. Time: ${c.dayCount}, ${c.clock} clock${c.compat ? `. Compat: ${c.compat}` : ''}`;

export const SIGNS: Record<string, string> = {
  inventory: 'inferred from signed trades and changes of open interest',
  'calls-long-puts-short': 'dealers long calls, short puts: the most published model',
  'short-all': 'dealers short everything: one-sided, no zero gamma',
  'calls-short-puts-long': 'dealers short calls, long puts: the reverse model',
};

export const WALLS: Record<string, string> = {
  'net-gamma': 'strikes of the largest positive and of the most negative net GEX',
  'side-gamma': 'largest call gamma × OI at or above spot, put at or below',
  'open-interest': 'largest call and put open interest',
  'around-zero-gamma': 'the two largest |net| strikes above and below zero gamma',
};

export const EXPIRIES: Record<string, string> = {
  all: 'every live expiry counts',
  '0dte': 'only those that end on the day of the session that is on or comes next; within 24 hours in a market that never closes',
  week: 'only those that end within 7 days',
  month: 'only those that end within 31 days',
};

/** The convention behind each number of the vol surface. */
export const surfaceText = {
  panel: (c: VolSurfaceView['conventions']): string => lines(
    `The vol surface: ${c.model}, fitted to ${c.quotes}`,
    'It is for reading: levels and exposures stand on each strike’s own vol and do not move with it',
    `Each smile is free of butterfly arbitrage; where one crosses the expiry before it, the surface takes the higher. Time: ${c.dayCount}`),
  smile: 'Bars: bid to ask as vols, out-of-the-money side; bright where the smile misses them; a dot is an ask without a bid',
  atm: 'Vol at the forward, in per cent',
  skew: 'dvol / dln K at the forward: vol points for a strike 1 % up',
  riskReversal: (c: VolSurfaceView['conventions']): string => `Vol of the 25-delta call less vol of the 25-delta put, in vol points. Delta ${c.delta}`,
  butterfly: (c: VolSurfaceView['conventions']): string => `Mean vol of the 25-delta call and put less vol at the forward, in vol points. Delta ${c.delta}`,
  rms: 'Root mean square of smile less mid vol, in vol points, over the quotes with a bid between the 10-delta put and the 10-delta call',
  inside: 'Share of all quotes with a bid that have the smile between bid and ask',
  quotes: 'Out-of-the-money quotes with a bid: what the smile is fitted to',
};

/** The convention behind each number of the Desk page. */
export const deskText = {
  state: 'Normal: trades. ReduceOnly: may only flatten. Halted: cancels only',
  dataAge: 'Seconds since the hedge instrument’s last quote, plus the time since this page heard from the desk',
  delta: 'Net delta of the whole book, options and hedge, in units of the underlying; + long',
  inFlight: 'Delta of hedge orders sent and not yet filled or closed, in units of the underlying',
  gamma: 'Change of net delta on a 1 % move, in units of the underlying',
  vega: 'Value of the book per vol point, in currency',
  theta: 'Value of the book per calendar day, in currency; negative: the book pays time',
  band: 'No hedge while net delta is within the band; at its edge the desk trades back. Units of the underlying',
  pnl: 'Options + hedge + funding − fees since the desk started, from the ledger, in currency',
  explain: 'The total’s terms; the residual is what the terms do not explain',
  limit: 'Used and allowed; the bar fills as the headroom goes',
};

/** What each term of profit and loss counts; docs/explain.md has the formulas. */
export const TERMS: Record<string, string> = {
  'earlier': 'Profit that stood when the process took the desk up',
  'delta': 'Delta at the start of each step times the move of spot',
  'gamma': 'What delta’s change with the price brought: ½ gamma dS² for a small move',
  'theta': 'Time that passed, at each step’s starting spot, vol and rates',
  'vega': 'Vega at the start of each step times the change of the strike’s own vol',
  'vanna': 'Price and vol that moved together: vanna dS dvol',
  'volga': 'What vega’s change with vol brought: ½ volga dvol²',
  'charm': 'Price that moved while time passed: charm dS dt',
  'rate': 'Options’ forwards against spot, and discount factors, beyond what time does to them',
  'basis': 'Futures, perpetuals and spot that moved otherwise than in proportion to the hedge instrument',
  'coin premium': 'Options’ value in dollars as it stood, told in coin at the new price',
  'settlement decay': 'What the fixing of a part of the settlement takes from options within their averaging window',
  'slippage': 'Fills against the mid at which their order was decided, where a hedge is worked at which it began to be wanted; negative: lost',
  'trades': 'What trades gained beyond that, against the mark at the end of their step',
  'funding': 'Funding received, from the ledger',
  'fees': 'Fees paid, from the ledger',
  'residual': 'What the terms leave of the ledger’s total: more than 2 % of their sizes a day, 10 % on a day with a 5 % jump, is an alarm',
  'since the last step': 'What has come since the last step, at most a minute ago: it has no cause yet',
  'total': 'Options + hedge + funding − fees, from the ledger',
};

/** The convention behind each number of what hedging was worth. Amounts in the settlement currency. */
export const explainText = {
  residual: (day: DeskView['explain']['days'][number], residual: string, currency: string): string => lines(
    `The ledger’s total of the day since ${day.from} less its terms: ${residual} ${currency}, as a share of the sum of the terms’ sizes`,
    `Above ${100 * day.bound} % it is an alarm${day.hasJump ? ' (spot jumped by 5 % today)' : ''}, unless the marks’ own doubt explains it: three standard deviations of where they may lie within their spreads, ${plain(day.doubt, 6)} ${currency}`,
    `${day.steps} steps, ${day.blind} times a number of a contract was missing`),
  option: 'Each option that is or was held since the process took the desk up; dim: no more',
  implied: 'Annual vol by which it was marked, root mean square over the time held',
  realised: 'Annual vol of spot from step to step over that time',
  gammaEarned: 'The gamma term, with the position’s sign',
  thetaPaid: 'The theta term, with the position’s sign: a short option’s is positive',
  premium: 'Vol risk premium captured: the sum of ½ gamma F² (realised − implied variance) dt, with the position’s sign',
  fees: 'Fees of the fills of hedges; + paid',
  slippage: 'Fills of hedges against the mid at their decision, where they are worked at the beginning of the wish; negative: lost. Without a number: a fill that no decision of this process asked for',
  perTurnover: 'Fees and slippage lost, basis points of what was traded',
  markout: 'Mid so long after each fill of a hedge against its price, basis points, + good (bought and dearer now)',
  hedgeSlippage: 'Price against the mid at the decision, where it is worked at the beginning of the wish, basis points; negative: lost',
  standardError: 'Standard error of the mean, basis points',
  missed: 'Markouts without a mid within five seconds of their time',
  held: 'Decisions that did nothing while at least a lot was left to the target',
  saved: 'What a desk that trades to the target at each decision would have paid in half spreads and fees, less what this one’s hedges cost at the same rate',
  drift: 'What the delta brought that such a desk would have traded away; + gained',
  standing: 'Delta that such a desk would have traded away by now, units of the underlying',
};
