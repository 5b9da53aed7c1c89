import { useState } from 'react';
import { command, setAside, setBand, setPolicy, setWorking } from '../../stream/commands';
import { useAge, useStore } from '../../stream/hooks';
import { desk, showUnderlying } from '../../stream/session';
import { Alarms } from '../../ui/Alarms';
import { Confirm } from '../../ui/Dialog';
import { LimitsPanel } from '../../ui/LimitsPanel';
import { Empty, Loading } from '../../ui/States';
import { Underlyings } from '../../ui/Underlyings';
import { BandDialog } from './BandDialog';
import { Decisions, Fills, Orders, Positions } from './Blotters';
import { DeltaPanel } from './DeltaPanel';
import { DeskHeader } from './DeskHeader';
import { HoldDialog } from './HoldDialog';
import { PnlPanel } from './PnlPanel';
import { replacedBy } from './policy';
import { SettingsDialog } from './SettingsDialog';

/** The desk sends several pictures a second; without one for so long what is shown is called stale. */
const STALE_AFTER_SECONDS = 5;
const PANELS = ['delta-panel', 'pnl-panel', 'limits-panel', 'positions-panel', 'decisions-panel', 'orders-panel', 'fills-panel'];

interface Props {
  search: string;
  hasDesk: boolean;
  canCommand: boolean;
  canRisk: boolean;
}

type Asked = 'band' | 'policy' | 'working' | 'hold' | 'cancel-all' | null;

export default function DeskPage({ search, hasDesk, canCommand, canRisk }: Props) {
  const picture = useStore(desk);
  const sinceSeen = useAge(picture);
  const [asked, ask] = useState<Asked>(null);
  const [aside, askAside] = useState<string | null>(null);
  const { view } = picture;

  if (!picture.isLoaded)
    return <main className="desk"><Loading panels={PANELS} /></main>;
  if (view === null)
    return (
      <main className="desk">
        {hasDesk
          ? <Empty testId="desk-empty" title="The desk is starting" text="It folds its journal and asks the venue first. Its picture appears by itself." />
          : <Empty testId="desk-empty" title="No desk runs" text="Real chains are shown. ./poise desk without --chain, --history, --follow and --poll-cboe runs a desk: on the simulated market, or with --venue at a venue's prices." />}
      </main>
    );

  const silence = sinceSeen !== null && sinceSeen > STALE_AFTER_SECONDS ? sinceSeen : 0;
  const isStale = view.isStale === true || silence > 0;
  const dataAge = view.dataAge == null ? null : view.dataAge + silence;
  const close = (): void => ask(null);
  return (
    <main className={`desk${isStale ? ' stale' : ''}${view.underlyings.length > 1 ? ' several' : ''}`} data-testid="desk-page">
      {view.underlyings.length > 1 && <Underlyings rows={view.underlyings} total={view.total} shown={view.hedge.underlying} onShow={showUnderlying} />}
      <div className="overview">
        <Alarms />
        <DeskHeader view={view} dataAge={dataAge} isStale={isStale} onBand={() => ask('band')} onPolicy={() => ask('policy')} canCommand={canCommand}
          onSetAside={canRisk ? askAside : null} />
      </div>
      <DeltaPanel key={view.hedge.underlying} view={view} />
      <PnlPanel pnl={view.pnl} explain={view.explain} />
      <LimitsPanel limits={view.limits} />
      <Positions view={view} search={search} tools={
        <button className="small" disabled={!canCommand} onClick={() => ask('hold')} title="State a position that another account holds" data-testid="hold-button">Held elsewhere</button>
      } />
      <Decisions view={view} search={search} />
      <Orders view={view} search={search} tools={
        <>
          <button className="small" disabled={!canCommand} onClick={() => ask('working')} title="How what the policy wants becomes orders" data-testid="working-button">Work: {view.hedge.working}</button>{' '}
          <button className="small" disabled={!canCommand || view.workingOrders.length === 0} onClick={() => ask('cancel-all')} data-testid="cancel-all">Cancel all</button>
        </>
      } />
      <Fills view={view} search={search} />
      <footer className="state" data-testid="desk-state">
        events {view.events.toLocaleString('en-US')} · batches {view.batches.toLocaleString('en-US')} · state <code title="Two desks that folded the same events have the same hash">{view.stateHash}</code>
      </footer>
      {asked === 'band' && <BandDialog band={view.hedge} replaces={replacedBy(view.hedge)} unit={view.hedge.underlying} onBand={band => void setBand(band, view.hedge.underlying)} onClose={close} />}
      {asked === 'policy' && <SettingsDialog name="policy" title={`Hedge policy, ${view.hedge.underlying}`} verb="Set policy" settings={view.hedge.policySettings} onSet={text => setPolicy(text, view.hedge.underlying)} onClose={close} />}
      {asked === 'working' && <SettingsDialog name="working" title={`How hedges are worked, ${view.hedge.underlying}`} verb="Work so" settings={view.hedge.workingSettings} onSet={text => setWorking(text, view.hedge.underlying)} onClose={close} />}
      {asked === 'hold' && <HoldDialog onClose={close} />}
      {aside !== null && (
        <Confirm testId="set-aside-dialog" title={`Go on without ${aside}?`} verb={`Go on without ${aside}`} onConfirm={() => void setAside(aside)} onClose={() => askAside(null)}
          text={`What is held at ${aside} is taken to be what the journal has. What was filled there since is not known: the rest would be hedged for a delta that may be another. Once ${aside} answers it is asked, and halts the desk where it differs.`} />
      )}
      {asked === 'cancel-all' && (
        <Confirm testId="cancel-dialog" title="Cancel all working orders?" text="The desk goes on deciding and may place new ones." verb="Cancel all"
          onConfirm={() => void command('cancel-all')} onClose={close} />
      )}
    </main>
  );
}
