import type { FlowView } from '../../api/views';
import { flowText, reasonOf } from '../../format/conventions';
import { isSimulated } from '../../format/markets';
import { compact, fixed, percent, plain, price } from '../../format/numbers';
import { age, clock, day } from '../../format/time';
import { Metric, sideOf } from '../../ui/Metric';

interface Props {
  view: FlowView;
  /** Seconds since the picture; for a file, since its instant. */
  seconds: number | null;
  isStale: boolean;
  /** What the server says against the picture. */
  why: string | null;
  market: string | null;
  /** Seconds of market time since the whole chain was last fitted, where levels follow the quotes meanwhile. */
  fitAge: number | null;
  /** A snapshot of before, while the market lives on. */
  isPast: boolean;
}

export function FlowHeader({ view, seconds, isStale, why, market, fitAge, isPast }: Props) {
  const { conventions: c, levels, totals, coverage, notes, spot } = view;
  // A source from outside has its own clock, which may stand: its date and age are told, not when they arrived.
  const isDated = !isSimulated(market);
  const others = (view.products ?? []).slice(1).map(product => product.underlying);
  const told = (value: number | null | undefined, field: string, text: string): string =>
    value == null ? `– ${reasonOf(notes, field)}\n\n${text}` : `${value}\n${text}`;
  const unsure = doubt(view);
  const hedge = view.onHedge;
  const there = (value: number | null | undefined): string => hedge == null || value == null ? '' : `\nOn ${hedge.instrument}: ${price(value)}`;
  const sum = (text: string): string => fitAge === null || fitAge < FRESH_SECONDS ? text : `of ${age(fitAge)} before`;
  return (
    <div className="strip" data-testid="flow-header">
      <Metric testId="flow-underlying" label={market === 'files' ? 'file' : market ?? ' '} value={view.underlying} under={others.length > 0 ? `with ${others.join(', ')}` : view.source}
        title={`Where the chain comes from: ${view.source}${others.length > 0 ? `\nWith the options on ${others.join(', ')}, brought to its price` : ''}`} width={1.2} />
      <Metric testId="flow-spot" label="Spot" value={price(spot)} under={view.spotSource} title={told(spot, 'spot', `Source: ${view.spotSource}`)} />
      <Metric testId="flow-age" label="As of" unit="UTC" value={clock(view.asOf)} under={isStale ? `STALE, ${age(seconds)} old` : isPast ? `PAST, ${age(seconds)} ago` : isDated ? `${day(view.asOf)} · ${age(seconds)} old` : `${age(seconds)} ago`}
        title={`The chain's instant: ${view.asOf}${why === null ? '' : `\n${why}`}${fitAge === null ? '' : `\nLevels follow each quote; the whole chain was fitted ${plain(fitAge, 1)} s before`}`} isWarning={isStale || isPast} width={1.2} />
      <div className="metric" style={{ flexGrow: 1.75 }} title={`${unsure === null ? '' : `${unsure}\n\n`}${told(totals.gex, 'regime', flowText.regime(c))}`} data-testid="flow-regime-cell">
        <span className="label">Regime</span>
        <span className={`regime ${levels.regime ?? 'none'}${unsure === null ? '' : ' unsure'}`} data-testid="flow-regime">{REGIMES[levels.regime ?? ''] ?? levels.regime ?? '–'}{levels.regime !== null && unsure !== null && ' ?'}</span>
      </div>
      <Metric testId="flow-gex" label="GEX" unit="/ +1 %" value={compact(totals.gex, true)} side={sideOf(totals.gex)} width={1.05}
        under={view.inventory ? `± ${compact(view.inventory.gexDeviation)} · ${percent(view.inventory.signOdds, 0)} ${(totals.gex ?? 0) < 0 ? 'short' : 'long'}` : `${compact(totals.gexPerPoint, true)} a point`} title={`${told(totals.gex, 'totals', flowText.gex(c))}\ncalls ${compact(totals.callGex, true)}, puts ${compact(totals.putGex, true)}\nHedge: ${compact(totals.hedgeContractsPerPoint, true)} contracts of ${totals.hedgeInstrument} a point`} />
      <Metric testId="flow-zero-gamma" label="Zero gamma" value={price(levels.zeroGamma)} under={distance(spot, levels.zeroGamma)}
        title={`${told(levels.zeroGamma, 'zeroGamma', flowText.zeroGamma(c))}${there(hedge?.zeroGamma)}\nUnder it: zero gamma less spot, in % of spot and in points${levels.transitionZone ? `\nTransition zone: ${price(levels.transitionZone.low)} to ${price(levels.transitionZone.high)}` : ''}${levels.zeroGammaAll.length > 1 ? `\nAll crossings: ${levels.zeroGammaAll.map(price).join(', ')}` : ''}`} width={1.6} />
      <Metric testId="flow-call-wall" label="Call wall" value={plain(levels.callWall)} under={toWall(spot, levels.callWall, 'call')} side="long" width={0.9}
        title={`${told(levels.callWall, 'callWall', flowText.wall(c, 'call'))}${walls(levels.callWalls)}${there(hedge?.callWall)}\n${UNDER_WALL}`} />
      <Metric testId="flow-put-wall" label="Put wall" value={plain(levels.putWall)} under={toWall(spot, levels.putWall, 'put')} side="short" width={0.9}
        title={`${told(levels.putWall, 'putWall', flowText.wall(c, 'put'))}${walls(levels.putWalls)}${there(hedge?.putWall)}\n${UNDER_WALL}`} />
      <Metric testId="flow-dex" label="DEX" value={compact(totals.dex, true)} title={told(totals.dex, 'dex', flowText.dex(c))} under={sum('currency')} />
      <Metric testId="flow-vex" label="VEX" value={compact(totals.vex, true)} title={told(totals.vex, 'vex', flowText.vex(c))} under={sum('a vol point')} />
      <Metric testId="flow-cex" label="CEX" value={compact(totals.cex, true)} title={told(totals.cex, 'cex', flowText.cex(c))} under={sum('a day')} />
      <Metric testId="flow-coverage" label="Coverage" unit="of OI" value={percent(coverage.openInterestUsed)} under={`${fixed(coverage.used, 0)} / ${fixed(coverage.rows, 0)}`}
        title={told(coverage.openInterestUsed, 'coverage', flowText.coverage(coverage.used, coverage.rows))} />
    </div>
  );
}

/** Sums of the last whole fit that are younger than this pass for those of now. */
const FRESH_SECONDS = 5;

/** Of less open interest a sum says little of the market. */
const LEAST_COVERAGE = 0.25;

/** Why the sign of GEX is not to be relied on; null where it may be. */
function doubt({ totals, inventory, coverage }: FlowView): string | null {
  const deviation = inventory?.gexDeviation;
  if (totals.gex != null && deviation != null && deviation > Math.abs(totals.gex))
    return `The sign is not sure: one deviation, ${compact(deviation)}, is more than GEX itself`;
  return coverage.openInterestUsed !== null && coverage.openInterestUsed < LEAST_COVERAGE ? `Rests on ${percent(coverage.openInterestUsed)} of open interest alone` : null;
}

const REGIMES: Record<string, string> = { 'long-gamma': 'LONG GAMMA', 'short-gamma': 'SHORT GAMMA', transition: 'TRANSITION' };

const distance = (spot: number | null | undefined, level: number | null): string | null =>
  spot == null || level === null ? null : `${percent((level - spot) / spot, 2, true)} · ${fixed(level - spot, 1, true)} pt`;

const UNDER_WALL = 'Under it: the wall less spot, in % of spot; broken: spot is above the call wall, or below the put wall';

const toWall = (spot: number | null | undefined, wall: number | null, side: 'call' | 'put'): string | null => {
  if (spot == null || wall === null)
    return null;
  const isBroken = side === 'call' ? spot > wall : spot < wall;
  return `${percent((wall - spot) / spot, 2, true)}${isBroken ? ' broken' : ''}`;
};

/** The other walls of a definition that names several. */
const walls = (all: readonly number[]): string => all.length < 2 ? '' : `\nAlso ${all.slice(1).map(wall => plain(wall)).join(', ')}`;
