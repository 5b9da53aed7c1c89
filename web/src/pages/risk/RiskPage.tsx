import { useEffect, useState } from 'react';
import { getRisk, Problem } from '../../api/client';
import type { RiskView } from '../../api/views';
import { compact, price } from '../../format/numbers';
import { useAge, useStore } from '../../stream/hooks';
import { desk, showUnderlying, underlying } from '../../stream/session';
import { Metric } from '../../ui/Metric';
import { Empty, Loading } from '../../ui/States';
import { LimitsPanel } from '../desk/LimitsPanel';
import { Underlyings } from '../desk/Underlyings';
import { LadderPanel } from './LadderPanel';
import { ScenarioPanel } from './ScenarioPanel';
import { aheadOf, percentOf } from './moves';

/** The book is revalued by the server each time; more often is more than eyes need. */
const ASK_EVERY_MS = 1000;
const STALE_AFTER_SECONDS = 5;
const PANELS = ['scenario-panel', 'ladder-panel', 'limits-panel'];

interface Asked {
  view: RiskView | null;
  at: number | null;
  isLoaded: boolean;
}

/** Asks once a second for as long as the page is open; an answer that fails leaves the last one, which ages. */
function useRisk(of: string | null): Asked {
  const [asked, setAsked] = useState<Asked>({ view: null, at: null, isLoaded: false });
  useEffect(() => {
    let isOpen = true;
    const ask = async (): Promise<void> => {
      try {
        const { view } = await getRisk(of);
        if (isOpen)
          setAsked({ view, at: performance.now(), isLoaded: true });
      } catch (error) {
        if (!(error instanceof Problem))
          throw error;
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), ASK_EVERY_MS);
    return () => {
      isOpen = false;
      clearInterval(timer);
    };
  }, [of]);
  return asked;
}

export default function RiskPage({ search, hasDesk }: { search: string; hasDesk: boolean }) {
  const shown = useStore(underlying);
  const risk = useRisk(shown);
  const age = useAge(risk);
  const { view: deskView } = useStore(desk);
  const { view } = risk;

  if (!risk.isLoaded)
    return <main className="risk"><Loading panels={PANELS} /></main>;
  if (view === null)
    return (
      <main className="risk">
        <Empty testId="risk-empty" title={hasDesk ? 'The desk is starting' : 'No desk runs'} text={hasDesk ? 'Its book appears by itself.' : 'There is no book whose risk could be shown: ./poise desk runs a desk.'} />
      </main>
    );

  const isStale = age !== null && age > STALE_AFTER_SECONDS || deskView?.isStale === true;
  const several = deskView !== null && deskView.underlyings.length > 1;
  const { worst } = view;
  return (
    <main className={`risk${isStale ? ' stale' : ''}${several ? ' several' : ''}`} data-testid="risk-page">
      {several && <Underlyings rows={deskView.underlyings} shown={view.underlying} onShow={showUnderlying} />}
      <section className="strip">
        <Metric label="Book" value={view.underlying} testId="risk-underlying" title="What is held on it is revalued in full in each cell" under={`${view.positions} positions`} />
        <Metric label="Spot" value={price(view.spot)} testId="risk-spot" title="Mid of the hedge instrument" under={view.asOf.slice(11, 19)} />
        <Metric label="Worst" unit={view.currency} value={worst ? compact(worst.pnl, true) : '–'} isWarning={view.missing > 0} testId="risk-worst" width={2}
          title="The lowest profit of all cells, against the book as it now stands, with nothing traded on the way"
          under={worst ? `spot ${percentOf(worst.move)}, vols ${percentOf(worst.volChange)}, ${aheadOf(worst.days)}` : `${view.missing} positions have no vol or no price`} />
        <Metric label="Trading" value={deskView?.tradingState ?? '–'} testId="risk-trading" title={deskView?.tradingStateReason ?? 'What the desk may send'} under={deskView?.tradingStateReason ?? undefined} width={1.5} />
      </section>
      <ScenarioPanel view={view} />
      <LadderPanel view={view} search={search} />
      <LimitsPanel limits={deskView?.limits ?? []} />
    </main>
  );
}
