import { memo } from 'react';
import type { DeskView } from '../../api/views';
import { deskText } from '../../format/conventions';
import { money } from '../../format/numbers';
import { Panel } from '../../ui/Panel';
import { waterfall } from './waterfall';

/** The total's terms as a waterfall: each bar starts where the one above ends. */
export const PnlPanel = memo(function PnlPanel({ pnl }: { pnl: DeskView['pnl'] }) {
  const steps = waterfall(pnl.explain);
  const low = Math.min(0, ...steps.map(step => Math.min(step.from, step.to)));
  const high = Math.max(0, ...steps.map(step => Math.max(step.from, step.to)));
  const at = (amount: number): number => high === low ? 0 : 100 * (amount - low) / (high - low);
  return (
    <Panel name="P&L explain" testId="pnl-panel" note={pnl.currency} title={`${deskText.pnl}\n${deskText.explain}`}>
      <div className="scroll">
        <table className="numbers" data-testid="pnl-explain">
          <tbody>
            {steps.map(step => (
              <tr key={step.term} title={`${step.amount} ${pnl.currency}\n${deskText.explain}`}>
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
      </div>
    </Panel>
  );
});

const Sum = ({ name, amount, currency }: { name: string; amount: number | null; currency: string }) => (
  <tr className={name === 'total' ? 'total' : ''} title={deskText.pnl}>
    <td className="text">{name}</td><td /><td>{money(amount, currency, true)}</td>
  </tr>
);
