import type { DeskView } from '../../api/views';
import { deskText } from '../../format/conventions';
import { compact, money, percent, plain, price, significant } from '../../format/numbers';
import { age, clock } from '../../format/time';
import { Metric } from '../../ui/Metric';

interface Props {
  view: DeskView;
  /** Seconds since the hedge instrument's last quote, as far as this page can know. */
  dataAge: number | null;
  isStale: boolean;
  onBand: () => void;
  onPolicy: () => void;
  canCommand: boolean;
  /** Null where it may not be asked for. */
  onSetAside: ((venue: string) => void) | null;
}

export function DeskHeader({ view, dataAge, isStale, onBand, onPolicy, canCommand, onSetAside }: Props) {
  const { hedge, net, pnl } = view;
  const told = (value: number | null, text: string): string => value === null ? `– not computed yet\n${text}` : `${value}\n${text}`;
  return (
    <div className="strip" data-testid="desk-header">
      <Metric testId="desk-name" label={view.market} value={view.desk} under={`${hedge.instrument}`} title={`Prices and fills: ${view.market}. Hedged with ${hedge.instrument}. Policy: ${hedge.policy}`} width={1.3} />
      <div className="metric" style={{ flexGrow: 1.35 }} title={`${view.tradingStateReason ?? view.tradingState}\n${deskText.state}`}>
        <span className="label">Trading</span>
        <span className={`trading ${view.tradingState}`} data-testid="trading-state">{view.tradingState}</span>
        <span className="under" data-testid="trading-state-reason">{view.tradingStateReason ?? ' '}</span>
        {view.awaited.map(venue => (
          <button key={venue} className="small" disabled={onSetAside === null} onClick={() => onSetAside?.(venue)} data-testid={`set-aside-${venue}`}
            title={`${venue} has not confirmed since the start, and nothing is traded before it does. Needs the role risk.`}>Go on without {venue}</button>
        ))}
      </div>
      <Metric testId="data-age" label="Data age" value={age(dataAge)} under={isStale ? 'STALE' : clock(view.asOf)} title={`${deskText.dataAge}\nAs of ${view.asOf}`} isWarning={isStale} />
      <Metric testId="desk-spot" label="Spot" value={price(hedge.spot)} title={told(hedge.spot, `Spot of ${hedge.underlying}; bid and ask of ${hedge.instrument}`)}
        under={`${price(hedge.bid)} / ${price(hedge.ask)}`} width={1.3} />
      <Metric testId="net-delta" label="Net delta" unit={hedge.underlying} value={significant(net.delta, true)} title={told(net.delta, deskText.delta)}
        under={net.equityDelta != null ? `${significant(net.equityDelta, true)} of equity beside it` : net.deltaInFlight ? `in flight ${significant(net.deltaInFlight, true)}` : 'none in flight'} width={1.3} />
      <div className="metric" style={{ flexGrow: 1.35 }} title={`${deskText.band}\nPolicy: ${hedge.policy}\nForecast vol: ${percent(hedge.forecastVol)}\nExpected move by the dealers’ hedging of an hour: ${percent(hedge.dealerMove, 3, true)}`} data-testid="band">
        <span className="label">Band <i>{hedge.policy}</i></span>
        <span className="value">{plain(hedge.lower, 4, true)} … {plain(hedge.upper, 4, true)}</span>
        <span className="under">
          target {plain(hedge.target, 4)} <button className="small" onClick={onBand} disabled={!canCommand} data-testid="band-button">Band</button> <button className="small" onClick={onPolicy} disabled={!canCommand} data-testid="policy-button">Policy</button>
        </span>
      </div>
      <Metric testId="net-gamma" label="Gamma" unit="/ 1 %" value={significant(net.gamma, true)} side={net.gamma === null ? null : net.gamma < 0 ? 'short' : 'long'} title={told(net.gamma, deskText.gamma)}
        under={net.gamma === null ? null : net.gamma < 0 ? 'short gamma' : 'long gamma'} />
      <Metric testId="net-vega" label="Vega" unit="/ pt" value={compact(net.vega, true)} under={net.currency} title={told(net.vega, deskText.vega)} />
      <Metric testId="net-theta" label="Theta" unit="/ day" value={compact(net.theta, true)} under={net.currency} title={told(net.theta, deskText.theta)} />
      <Metric testId="pnl-total" label="P&L" unit={pnl.currency} value={money(pnl.total, pnl.currency, true)} under={`fees ${money(pnl.fees, pnl.currency)}`} title={told(pnl.total, deskText.pnl)} width={1.3} />
    </div>
  );
}
