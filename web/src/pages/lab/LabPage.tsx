import { useState } from 'react';
import type { FrontierCost, FrontierView } from '../../api/views';
import { percent, plain, price } from '../../format/numbers';
import { clock, day } from '../../format/time';
import { Metric } from '../../ui/Metric';
import { Panel } from '../../ui/Panel';
import { Empty, Loading } from '../../ui/States';
import { EqualCostPanel } from './EqualCostPanel';
import { FrontierPanel } from './FrontierPanel';
import { PointsPanel } from './PointsPanel';
import { keyOf, useFrontier, useRuns } from './useLab';

const PANELS = ['frontier-panel', 'equal-cost-panel', 'points-panel', 'findings-panel'];

const MAKE_ONE = './poise lab frontier --seeds 200 --save day makes one in some minutes; it appears by itself. Runs are made on the command line alone.';

/** What hedging costs against the risk that it leaves, by policy: a run of the lab that was kept. */
export default function LabPage({ search }: { search: string }) {
  const answer = useRuns();
  const [name, chooseRun] = useState<string | null>(null);
  const [rate, chooseRate] = useState<number | null>(null);
  const run = answer?.runs.find(kept => kept.name === name) ?? answer?.runs[0] ?? null;
  const { of, view, problem } = useFrontier(run);

  if (answer === null)
    return <main className="lab"><Loading panels={PANELS} /></main>;
  if (run === null)
    return <main className="lab"><Empty testId="lab-empty" title={answer.problem === null ? 'No run is kept' : 'Not to be shown'} text={answer.problem ?? MAKE_ONE} /></main>;

  const runs = (
    <select value={run.name} aria-label="run" data-testid="lab-run" onChange={event => chooseRun(event.target.value)}>
      {answer.runs.map(kept => <option key={kept.name} value={kept.name}>{kept.name}</option>)}
    </select>
  );
  const kept = `kept ${day(run.savedAt)} ${clock(run.savedAt)} UTC`;
  if (view === null)
    return (
      <main className="lab broken-run">
        <section className="strip"><Metric label="Run" value={runs} under={kept} title="The newest is shown first" testId="lab-runs" /></section>
        {problem === null || of !== keyOf(run) ? <Loading panels={PANELS} /> : <Empty testId="lab-problem" title={`${run.name} cannot be shown`} text={problem} />}
      </main>
    );
  const cost = view.costs.find(at => at.costRate === rate) ?? view.costs[0]!;
  return (
    <main className={`lab${of === keyOf(run) ? '' : ' stale'}`} data-testid="lab-page">
      <section className="strip">
        <Metric label="Run" value={runs} under={kept} title="The newest is shown first" testId="lab-runs" width={1.4} />
        <Metric label="Cost one way" unit="of the price" testId="lab-costs" title="Half by the spread, half by the fee" under="spread and fee, half each" width={1.2} value={
          <select value={cost.costRate} aria-label="cost one way" data-testid="lab-rate" onChange={event => chooseRate(Number(event.target.value))}>
            {view.costs.map(({ costRate }) => <option key={costRate} value={costRate}>{plain(100 * costRate)} %</option>)}
          </select>
        } />
        <Facts view={view} />
      </section>
      <FrontierPanel name={run.name} view={view} costRate={cost.costRate} points={cost.points} />
      <EqualCostPanel view={view} rows={cost.equalCost} search={search} />
      <PointsPanel view={view} points={cost.points} search={search} />
      <Findings cost={cost} />
    </main>
  );
}

function Facts({ view: { market, seeds, firstSeed } }: { view: FrontierView }) {
  const expiries = new Set(market.book.map(option => option.expiry)).size;
  const book = market.book.map(({ type, strike, expiry, quantity }) => `${plain(quantity, 4, true)} ${type} ${plain(strike)} ${expiry.slice(0, 16)}`).join('\n');
  return (
    <>
      <Metric label="Market" value={market.name} under={`spot ${price(market.spot)}, vol ${percent(market.vol, 0)}`} testId="lab-market" title={`${market.from} to ${market.to}`} width={1.2} />
      <Metric label="Quotes" value={market.steps.toLocaleString('en-US')} under={`one each ${market.step}`} testId="lab-steps" title="Of the hedge instrument, in a path" />
      <Metric label="Book" unit="options" value={market.book.length} under={`${expiries} ${expiries === 1 ? 'expiry' : 'expiries'}`} testId="lab-book" title={`Units of the underlying, + long\n${book}`} />
      <Metric label="Hedged" value={market.startsHedged ? 'at the start' : 'from zero'} under={market.unwinds ? 'unwound at the end' : 'marked at the end'} testId="lab-hedged" title={market.startsHedged ? 'The first hedge costs nothing' : 'The first hedge is paid for'} width={1.2} />
      <Metric label="Paths" value={seeds.toLocaleString('en-US')} under={`seeds from ${firstSeed}`} testId="lab-seeds" title="The same for all policies and costs: differences are paired" />
    </>
  );
}

const Findings = ({ cost: { findings } }: { cost: FrontierCost }) => (
  <Panel name="Findings" testId="findings-panel">
    <div className="scroll facts"><ul>{findings.map(finding => <li key={finding}>{finding}</li>)}</ul></div>
  </Panel>
);
