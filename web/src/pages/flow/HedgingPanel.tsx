import { memo, useRef, useState } from 'react';
import type { FlowView, HedgingFlowView } from '../../api/views';
import { flowText, reasonOf } from '../../format/conventions';
import { compact, fixed } from '../../format/numbers';
import { Panel } from '../../ui/Panel';
import { useWidth } from '../../ui/useWidth';
import { GammaAhead } from './GammaAhead';
import { HedgingMap, scaleOf } from './HedgingMap';

const AHEAD = 'ahead';
const CONTRACTS = 'contracts';
/** What expires and is gone dwarfs what a move makes: it does not set the scale of the bars. */
const ROLL_OFF = 'through next expiry';
const ROOM_FOR_BARS = 640;
type Depth = NonNullable<FlowView['depth']>;
/** The map's sheet, GEX ahead, or else scenarios: in contracts of the hedge instrument, or null. */
type Shown = number | typeof AHEAD | typeof CONTRACTS | null;

/** How a server is told what its page lacks. */
const hints = ({ liquidity, depth }: FlowView): string => [
  liquidity ? null : '\nShares of volume, impact and squeeze watch: poise desk --daily-volume AMOUNT',
  depth ? null : '\nImpact through the order book: poise desk --depth AMOUNT or FILE',
].filter(Boolean).join('');

export const HedgingPanel = memo(function HedgingPanel({ view }: { view: FlowView }) {
  const [time, choose] = useState<Shown>(null);
  const largest = view.flow.reduce((most, row) => row.scenario === ROLL_OFF ? most : Math.max(most, Math.abs(row.units ?? 0)), 0);
  const hedge = view.totals.hedgeInstrument === view.underlying ? null : view.totals.hedgeInstrument;
  const amountOf = (row: HedgingFlowView): number | null => time === CONTRACTS ? row.contracts ?? null : row.units;
  /** A part of the units in what the row's amount is in. */
  const partOf = (row: HedgingFlowView, part: number | null): number | null => time !== CONTRACTS || part === null || !row.units ? part : row.contracts == null ? null : part * row.contracts / row.units;
  const isAhead = time === AHEAD && !!view.gammaSurface;
  const sheet = typeof time === 'number' ? view.map?.sheets[time] : undefined;
  const scale = sheet === undefined ? '' : scaleOf(sheet)[1];
  const unit = time === CONTRACTS ? `Contracts of ${hedge}` : `Units of ${view.underlying}`;
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  // Where liquidity or depth is shown a narrow panel has no room for bars, and scrolls to the smaller parts.
  const isFull = width >= ROOM_FOR_BARS || !view.liquidity && !view.depth;
  return (
    <Panel name={isAhead ? 'GEX over spot and time' : 'Hedging flow'} testId="hedging-panel" note={isAhead ? 'per +1 %: + dealers long gamma' : `to stay flat, in ${scale}${time === CONTRACTS ? hedge : view.underlying}: + buy, − sell`}
      title={isAhead ? flowText.profile(view.conventions) : `${flowText.hedging(view.conventions)}${hints(view)}`}
      tools={view.map && <Times map={view.map} hasAhead={!!view.gammaSurface} hedge={hedge} time={time} onChoose={choose} />}>
      <div className="scroll" ref={box}>
        {(time === null || time === CONTRACTS) && (view.liquidity || view.depth) && <Watch view={view} />}
        {view.flow.length === 0 ? <p className="nothing" data-testid="hedging-empty">{reasonOf(view.notes, 'flow')}</p> : isAhead && view.gammaSurface ? <GammaAhead view={view} surface={view.gammaSurface} width={width} /> : view.map && typeof time === 'number' ? <HedgingMap view={view} map={view.map} time={time} width={width} /> : <table className="numbers hedging">
          <thead>
            <tr>
              <th className="text">if</th><th title={unit}>{time === CONTRACTS ? hedge : 'dealers'}</th>{isFull && <th />}
              <th title="Currency at the scenario's spot">currency</th>
              {view.liquidity && <><th title="Share of a day's volume">of a day</th><th title={`Move of the price that the trade causes, by ${view.liquidity.law} impact`}>impact</th></>}
              {view.depth && <th title={bookText(view.depth)} data-testid="depth-column">book</th>}
              <th title={unit}>gamma</th><th title={unit}>vanna</th><th title={unit}>charm</th><th title={`The cross terms. ${unit}`}>residual</th>
            </tr>
          </thead>
          <tbody>
            {view.flow.map(row => (
              <tr key={row.scenario} title={inWords(row, view)} data-testid="hedging-row">
                <td className="text">{row.scenario}</td>
                <td><span className="dim">{verb(row.units)}</span> <b>{size(amountOf(row))}</b></td>
                {isFull && <td className="share"><Share value={row.units} largest={largest} /></td>}
                <td>{compact(row.currency, true)}</td>
                {view.liquidity && <><td>{percent(row.shareOfVolume, 1)}</td><td>{percent(row.impact, 2, true)}</td></>}
                {view.depth && <td>{percent(row.depthImpact, 2, true)}</td>}
                <td>{compact(partOf(row, row.gamma), true)}</td>
                <td>{compact(partOf(row, row.vanna), true)}</td>
                <td>{compact(partOf(row, row.charm), true)}</td>
                <td className="dim">{compact(partOf(row, row.residual), true)}</td>
              </tr>
            ))}
          </tbody>
        </table>}
      </div>
    </Panel>
  );
});

/** Scenarios, GEX ahead, or the map at a time. */
function Times({ map, hasAhead, hedge, time, onChoose }: { map: NonNullable<FlowView['map']>; hasAhead: boolean; hedge: string | null; time: Shown; onChoose: (time: Shown) => void }) {
  return (
    <select value={time ?? ''} aria-label="scenarios, GEX ahead, or a map over spot and vol" data-testid="hedging-time"
      onChange={({ target: { value } }) => onChoose(value === '' ? null : value === AHEAD || value === CONTRACTS ? value : Number(value))}>
      <option value="">scenarios</option>
      {hedge !== null && <option value={CONTRACTS}>scenarios, in {hedge}</option>}
      {hasAhead && <option value={AHEAD}>GEX over spot and time</option>}
      {map.sheets.map((sheet, at) => <option key={sheet.time} value={at}>map, {sheet.time}</option>)}
    </select>
  );
}

const percent = (share: number | null | undefined, digits: number, isSigned = false): string => share == null ? '–' : `${fixed(100 * share, digits, isSigned)} %`;

/** What g is, what it does, and whether that is watched; and the same through the order book. */
const Watch = ({ view: { liquidity, depth } }: { view: FlowView }) => (
  <p className="dim caption watch" data-testid="hedging-watch">
    {liquidity && <span title={`g: the move that the dealers' hedge of a 1 % move causes, over 1 %, by ${liquidity.law} impact of what they trade\nIt amplifies the move while they are short gamma and dampens it while they are long\nSqueeze watch: "watch" where they are short and g is 0.5 or more, "squeeze" from 1`}>
      g {fixed(liquidity.amplification, 3)} {liquidity.feedback} · squeeze watch: {liquidity.watch}
    </span>}
    {liquidity && depth && ' · '}
    {depth && <span title="The same through the order book">book g {fixed(depth.amplification, 3)}</span>}
  </p>
);

const bookText = ({ source, bids, asks }: Depth): string =>
  `Move of the price if the trade takes what it needs from the order book at once, nothing refilled; – where more is wanted than is known to stand there\nBook: ${source}; bids of ${compact(bids)}, asks of ${compact(asks)} in currency`;

const size = (amount: number | null): string => amount === null ? '–' : compact(Math.abs(amount));

const verb = (units: number | null): string => units === null ? '' : units > 0 ? 'buy' : units < 0 ? 'sell' : 'idle';

function inWords(row: HedgingFlowView, view: FlowView): string {
  if (row.units === null)
    return `– ${reasonOf(view.notes, `flow "${row.scenario}"`)}`;
  const money = row.currency === null ? '' : `, ${compact(Math.abs(row.currency))} in currency`;
  const contracts = row.contracts == null || view.totals.hedgeInstrument === view.underlying ? '' : `, ${compact(Math.abs(row.contracts))} contracts of ${view.totals.hedgeInstrument}`;
  return `${row.scenario}: dealers ${verb(row.units)} ${compact(Math.abs(row.units))} units of ${view.underlying}${money}${contracts}${row.at == null ? '' : ` by ${row.at.slice(0, 16).replace('T', ' ')} UTC`}: gamma ${compact(row.gamma, true)}, vanna ${compact(row.vanna, true)}, charm ${compact(row.charm, true)}, residual ${compact(row.residual, true)}\n${flowText.hedging(view.conventions)}`;
}

/** A bar from the middle: to the right they buy. */
function Share({ value, largest }: { value: number | null; largest: number }) {
  const width = value === null || largest === 0 ? 0 : 50 * Math.min(1, Math.abs(value) / largest);
  return <span className="bar" style={{ width: `${width}%`, left: (value ?? 0) >= 0 ? '50%' : `${50 - width}%` }} />;
}
