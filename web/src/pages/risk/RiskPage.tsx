import { useCallback, useState } from 'react';
import { getAudit, getDeskLimits, getLimits, getRaises, getRisk } from '../../api/client';
import { refusal } from '../../api/role';
import type { AuditAnswer, DeskLimitsAnswer, LimitsAnswer, RaiseView, RiskView } from '../../api/views';
import { compact, price } from '../../format/numbers';
import { useAge, useStore } from '../../stream/hooks';
import { desk, showUnderlying, status, told, underlying } from '../../stream/session';
import { useAsking } from '../../stream/useAsking';
import { Alarms } from '../../ui/Alarms';
import { LimitsPanel } from '../../ui/LimitsPanel';
import { Metric } from '../../ui/Metric';
import { Empty, Loading } from '../../ui/States';
import { Underlyings } from '../../ui/Underlyings';
import { AuditDialog } from './AuditDialog';
import { LadderPanel } from './LadderPanel';
import { DeskLimitsDialog } from './DeskLimitsDialog';
import { LimitsDialog } from './LimitsDialog';
import { PinPanel } from './PinPanel';
import { ProtectionDialog } from './ProtectionDialog';
import { Raises } from './Raises';
import { SettingsInForce } from './SettingsInForce';
import { ScenarioPanel } from './ScenarioPanel';
import { StressPanel } from './StressPanel';
import { VenuesPanel } from './VenuesPanel';
import { isMarginShort, liquidationText, marginText, nearest, toldLine, toldText } from './margin';
import { aheadOf, percentOf } from './moves';

/** The book is revalued by the server each time; more often is more than eyes need. */
const ASK_EVERY_MS = 1000;
const STALE_AFTER_SECONDS = 5;
const PANELS = ['scenario-panel', 'ladder-panel', 'stress-panel', 'limits-panel', 'pin-panel'];

interface Asked {
  view: RiskView | null;
  /** Of the desk's picture that the view is of. */
  seq: number | null;
  /** When a picture came that was not there before: one that stands still ages. */
  at: number | null;
}

const NOTHING: Asked = { view: null, seq: null, at: null };

/** Asks again a second after each answer for as long as the page is open; one that fails leaves the last one, which ages. */
function useRisk(of: string | null, hasDesk: boolean): Asked {
  const [asked, setAsked] = useState(NOTHING);
  useAsking(
    hasDesk ? () => getRisk(of) : null, ASK_EVERY_MS,
    ({ seq, view }) => setAsked(last => ({ view, seq, at: last.at !== null && last.seq === seq && last.view?.underlying === view?.underlying ? last.at : performance.now() })),
    [of, hasDesk]);
  return asked;
}

/** Raises of limits that wait, of all underlyings: asked for apart, so that one that fails ages no picture. */
function useRaises(hasDesk: boolean): readonly RaiseView[] {
  const [raises, setRaises] = useState<readonly RaiseView[]>([]);
  useAsking(hasDesk ? getRaises : null, ASK_EVERY_MS, answer => setRaises(answer.raises), [hasDesk]);
  return raises;
}

export default function RiskPage({ search, hasDesk }: { search: string; hasDesk: boolean }) {
  const shown = useStore(underlying);
  const risk = useRisk(shown, hasDesk);
  const raises = useRaises(hasDesk);
  const age = useAge(risk);
  const { view: deskView } = useStore(desk);
  const { view } = risk;
  const statusNow = useStore(status);
  const [limits, showLimits] = useState<LimitsAnswer | null>(null);
  const [deskLimits, showDeskLimits] = useState<DeskLimitsAnswer | null>(null);
  const [audit, showAudit] = useState<AuditAnswer | null>(null);
  const [isProtecting, setProtecting] = useState(false);
  const openProtection = useCallback(() => setProtecting(true), []);

  if (hasDesk && risk.seq === null)
    return <main className="risk"><Loading panels={PANELS} /></main>;
  if (view === null)
    return (
      <main className="risk">
        <Empty testId="risk-empty" title={hasDesk ? 'The desk is starting' : 'No desk runs'} text={hasDesk ? 'Its book appears by itself.' : 'There is no book whose risk could be shown: ./poise desk runs a desk.'} />
      </main>
    );

  const isStale = age !== null && age > STALE_AFTER_SECONDS || deskView?.isStale === true;
  const several = deskView !== null && deskView.underlyings.length > 1;
  const { worst } = view, liquidation = nearest(view);
  const noCommand = refusal(statusNow, 'trader'), noRisk = refusal(statusNow, 'risk');
  return (
    <main className={`risk${isStale ? ' stale' : ''}${several ? ' several' : ''}${view.withoutVenue.length > 0 ? ' venues' : ''}`} data-testid="risk-page">
      {several && <Underlyings rows={deskView.underlyings} total={deskView.total} shown={view.underlying} onShow={showUnderlying} />}
      <div className="overview">
        <Alarms />
        <section className="strip">
          <Metric label="Book" value={view.underlying} testId="risk-underlying" title="What is held on it is revalued in full in each cell" under={`${view.positions} positions`} />
          <Metric label="Spot" value={price(view.spot)} testId="risk-spot" title="Mid of the hedge instrument" under={view.asOf.slice(11, 19)} />
          <Metric label="Worst" unit={view.currency} value={worst ? compact(worst.pnl, true) : '–'} isWarning={view.missing > 0} testId="risk-worst" width={2}
            title="The lowest profit of all cells, against the book as it now stands, with nothing traded on the way"
            under={worst ? `spot ${percentOf(worst.move)}, vols ${percentOf(worst.volChange)}, ${aheadOf(worst.days)}` : `${view.missing} positions have no vol or no price`} />
          <Metric label="Margin" unit={view.currency} value={view.margin?.maintenance == null ? '–' : compact(view.margin.maintenance)} isWarning={isMarginShort(view)} testId="risk-margin"
            title={`Maintenance by scenarios: ${view.margin?.rules ?? 'not known'}\nOf what is held at the desk’s own venue; an upper bound where far prices decide, for the venue’s damping is not published`} under={marginText(view)} width={1.3} />
          {view.marginTold != null && <Metric label="Venue says" unit={view.marginTold.currency} value={compact(view.marginTold.maintenance)} isWarning={view.marginTold.state !== 'ok' || view.marginTold.isOld} testId="risk-margin-told"
            title={['Maintenance as the venue tells it, against the whole account there. Δ: more than is reckoned.', ...(deskView?.margin ?? [view.marginTold]).map(toldLine)].join('\n')} under={toldText(view)} width={1.5} />}
          <Metric label="Liquidation" value={price(liquidation?.spot)} testId="risk-liquidation" isWarning={liquidation !== null && Math.abs(liquidation.move) < 0.1}
            title={'The nearest prices at which equity no longer covers maintenance, below and above.\nVols by strike stay on the way; nothing is traded.'} under={liquidationText(view)} width={1.5} />
          {deskView?.drawdown != null && <Metric label="Drawdown" unit={deskView.drawdown.currency} value={compact(deskView.drawdown.fall)} isWarning={deskView.drawdown.step !== 'none'} testId="risk-drawdown"
            title={`Profit ${compact(deskView.drawdown.profit, true)}, at its highest ${compact(deskView.drawdown.peak, true)}.\nSoft from ${compact(deskView.drawdown.soft)}, hard from ${compact(deskView.drawdown.hard)}: ${deskView.drawdown.then}`} under={deskView.drawdown.step === 'none' ? `of ${compact(deskView.drawdown.hard)}` : deskView.drawdown.step} />}
          <Metric label="Trading" value={deskView?.tradingState ?? '–'} testId="risk-trading" title={deskView?.tradingStateReason ?? 'What the desk may send'} under={deskView?.tradingStateReason ?? undefined} width={1.5} />
        </section>
      </div>
      <ScenarioPanel view={view} noProtection={noCommand} onProtect={openProtection} />
      <LadderPanel view={view} search={search} />
      <StressPanel search={search} />
      <PinPanel view={view} search={search} />
      {view.withoutVenue.length > 0 && <VenuesPanel view={view} search={search} />}
      <LimitsPanel limits={deskView?.limits ?? []} above={raises.length > 0 && <Raises raises={raises} status={statusNow} />} below={hasDesk && <SettingsInForce key={view.underlying} underlying={view.underlying} />} tools={
        <>
          <button className="small" disabled={noRisk !== null} title={noRisk ?? 'Who commanded what'} data-testid="audit-button"
            onClick={() => void told(async () => showAudit(await getAudit(100)))}>Commands</button>{' '}
          <button className="small" disabled={noCommand !== null} title={noCommand ?? 'Lower or raise a limit'} data-testid="limits-button"
            onClick={() => void told(async () => showLimits(await getLimits(view.underlying)))}>Change</button>{' '}
          <button className="small" disabled={noCommand !== null} title={noCommand ?? 'Lower or raise a limit over all underlyings, or of a book'} data-testid="desk-limits-button"
            onClick={() => void told(async () => showDeskLimits(await getDeskLimits()))}>Whole desk</button>
        </>
      } />
      {audit !== null && <AuditDialog audit={audit} onClose={() => showAudit(null)} />}
      {isProtecting && <ProtectionDialog view={view} onClose={() => setProtecting(false)} />}
      {deskLimits !== null && <DeskLimitsDialog now={deskLimits} books={deskView?.books ?? []} onClose={() => showDeskLimits(null)} />}
      {limits !== null && <LimitsDialog now={limits} currency={deskView?.pnl.currency ?? view.currency} onClose={() => showLimits(null)} />}
    </main>
  );
}
