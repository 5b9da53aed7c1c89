import { memo, useMemo, useRef, useState } from 'react';
import type { DeskView } from '../../api/views';
import { deskText, explainText, TERMS } from '../../format/conventions';
import { money, percent } from '../../format/numbers';
import { Panel } from '../../ui/Panel';
import { useEChart } from '../../ui/useEChart';
import { CostTables, StrikesTable } from './ExplainTables';
import { explainChart } from './explainChart';
import { waterfall } from './waterfall';

const CHOICES = { terms: 'terms', waterfall: 'waterfall', strikes: 'strikes', costs: 'costs' } as const;

interface Props {
  pnl: DeskView['pnl'];
  explain: DeskView['explain'];
}

/** Profit by cause: as a table, as a waterfall, by strike; and what hedging cost. */
export const PnlPanel = memo(function PnlPanel({ pnl, explain }: Props) {
  const [choice, choose] = useState<keyof typeof CHOICES>('terms');
  return (
    <Panel name="P&L explain" testId="pnl-panel" note={<Residual day={explain.days[0]} currency={pnl.currency} />} title={`${deskText.pnl}\n${deskText.explain}`} tools={
      <select value={choice} aria-label="what is shown of profit and loss" data-testid="explain-choice" onChange={event => choose(event.target.value as keyof typeof CHOICES)}>
        {Object.entries(CHOICES).map(([name, text]) => <option key={name} value={name}>{text}</option>)}
      </select>
    }>
      {choice === 'waterfall' ? <Waterfall pnl={pnl} /> : (
        <div className="scroll">
          {choice === 'terms' && <Terms pnl={pnl} />}
          {choice === 'strikes' && <StrikesTable strikes={explain.strikes} currency={pnl.currency} />}
          {choice === 'costs' && <CostTables explain={explain} currency={pnl.currency} />}
        </div>
      )}
    </Panel>
  );
});

/** Of the present UTC day; an alarm where it is more than it may be. */
function Residual({ day, currency }: { day: DeskView['explain']['days'][number] | undefined; currency: string }) {
  if (day === undefined)
    return <>{currency}</>;
  const residual = day.terms.find(term => term.term === 'residual')?.amount ?? null;
  return (
    <span className={day.isAlarm ? 'alarm' : ''} data-testid="residual" title={explainText.residual(day, money(residual, currency, true), currency)}>
      {currency} · residual {percent(day.residualShare)}{day.isAlarm && ` above ${percent(day.bound, 0)}`}
    </span>
  );
}

function Waterfall({ pnl }: { pnl: DeskView['pnl'] }) {
  const box = useRef<HTMLDivElement>(null);
  useEChart(box, useMemo(() => explainChart(pnl), [pnl]));
  return <div className="chart" ref={box} data-testid="explain-chart" />;
}

function Terms({ pnl }: { pnl: DeskView['pnl'] }) {
  const steps = waterfall(pnl.explain);
  const low = Math.min(0, ...steps.map(step => Math.min(step.from, step.to)));
  const high = Math.max(0, ...steps.map(step => Math.max(step.from, step.to)));
  const at = (amount: number): number => high === low ? 0 : 100 * (amount - low) / (high - low);
  return (
    <table className="numbers" data-testid="pnl-explain">
      <tbody>
        {steps.map(step => (
          <tr key={step.term} title={`${step.amount} ${pnl.currency}\n${TERMS[step.term] ?? deskText.explain}`}>
            <td className="text">{step.term}</td>
            <td className="share">
              <span className="bar" style={{ left: `${at(Math.min(step.from, step.to))}%`, width: `${Math.abs(at(step.to) - at(step.from))}%` }} />
              <span className="zero" style={{ left: `${at(0)}%` }} />
            </td>
            <td>{money(step.amount, pnl.currency, true)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <Sum name="options" amount={pnl.options} currency={pnl.currency} />
        <Sum name="hedge" amount={pnl.hedge} currency={pnl.currency} />
        <Sum name="funding" amount={pnl.funding} currency={pnl.currency} />
        <Sum name="fees" amount={-pnl.fees} currency={pnl.currency} />
        <Sum name="total" amount={pnl.total} currency={pnl.currency} />
      </tfoot>
    </table>
  );
}

const Sum = ({ name, amount, currency }: { name: string; amount: number | null; currency: string }) => (
  <tr className={name === 'total' ? 'total' : ''} title={deskText.pnl}>
    <td className="text">{name}</td><td /><td>{money(amount, currency, true)}</td>
  </tr>
);
