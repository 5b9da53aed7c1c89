import { memo } from 'react';
import type { FlowView } from '../../api/views';
import { flowText } from '../../format/conventions';
import { fixed } from '../../format/numbers';
import { Panel } from '../../ui/Panel';
import { AlertList } from './AlertList';
import { ProductTable } from './ProductTable';
import { InventoryFacts, SignModels } from './SignFacts';

const LEFT_OUT: [key: keyof FlowView['coverage']['leftOut'], name: string][] = [
  ['expired', 'expired'], ['noVol', 'no vol'], ['noOpenInterest', 'no open interest'], ['crossed', 'crossed'], ['stale', 'stale'], ['malformed', 'malformed'],
];

const VOLS: [key: keyof FlowView['coverage']['vols'], name: string][] = [
  ['outOfTheMoneyMid', 'out-of-the-money mid'], ['otherSideMid', 'other side’s mid'], ['vendor', 'vendor'],
];

const CONVENTIONS: [key: keyof FlowView['conventions'], name: string][] = [
  ['signs', 'signs'], ['walls', 'walls'], ['zeroGamma', 'zero gamma'], ['vols', 'vols'], ['greeks', 'greeks'],
  ['unit', 'unit'], ['dayCount', 'time'], ['clock', 'clock'], ['expiries', 'expiries'], ['compat', 'compat'],
];

export const NotesPanel = memo(function NotesPanel({ view }: { view: FlowView }) {
  const { coverage, conventions, notes } = view;
  return (
    <Panel name="Alerts, signs, coverage, notes" testId="notes-panel" title={flowText.coverage(coverage.used, coverage.rows)}>
      <div className="scroll facts">
        <AlertList />
        <ProductTable view={view} />
        <SignModels view={view} />
        {view.inventory && <InventoryFacts inventory={view.inventory} gex={view.totals.gex} />}
        <h3>Contracts</h3>
        <dl>
          <Fact name="used" value={`${fixed(coverage.used, 0)} of ${fixed(coverage.rows, 0)}`} />
          {LEFT_OUT.filter(([key]) => coverage.leftOut[key] > 0).map(([key, name]) => <Fact key={key} name={`left out: ${name}`} value={fixed(coverage.leftOut[key], 0)} />)}
          {VOLS.filter(([key]) => coverage.vols[key] > 0).map(([key, name]) => <Fact key={key} name={`vol: ${name}`} value={fixed(coverage.vols[key], 0)} />)}
        </dl>
        {notes.length > 0 && <h3>Notes</h3>}
        <ul data-testid="flow-notes">{notes.map(note => <li key={note}>{note}</li>)}</ul>
        <h3>Conventions</h3>
        <dl className="texts">
          {CONVENTIONS.map(([key, name]) => conventions[key] === null ? null : <Fact key={key} name={name} value={conventions[key]} />)}
        </dl>
      </div>
    </Panel>
  );
});

const Fact = ({ name, value }: { name: string; value: string }) => <div><dt>{name}</dt><dd>{value}</dd></div>;
