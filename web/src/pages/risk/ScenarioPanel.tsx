import { memo, useState } from 'react';
import type { RiskView } from '../../api/views';
import { compact, fixed, price } from '../../format/numbers';
import { diverging } from '../../ui/palette';
import { Panel } from '../../ui/Panel';
import { aheadOf, largestOf, percentOf } from './moves';

const CONVENTION = 'Profit against the book as it now stands, nothing traded on the way.\nSpot moves at once; all vols change in proportion, each strike keeps its own; forwards keep their carry; then so much time passes.';

/** Profit by spot across and vol down, now or some days ahead. */
export const ScenarioPanel = memo(function ScenarioPanel({ view, noProtection, onProtect }: { view: RiskView; noProtection: string | null; onProtect: () => void }) {
  const [at, show] = useState(0);
  const layer = view.layers[at];
  const largest = largestOf(view.layers);
  const tools = (
    <>
      <button className="small" disabled={noProtection !== null} title={noProtection ?? 'The cheapest options that bring the worst of these, at once, inside a loss'} data-testid="protect" onClick={onProtect}>Protect</button>
      <select value={at} aria-label="time ahead" data-testid="scenario-ahead" onChange={event => show(Number(event.target.value))}>
        {view.layers.map(({ days }, i) => <option key={days} value={i}>{aheadOf(days)}</option>)}
      </select>
    </>
  );
  return (
    <Panel name="Scenarios" testId="scenario-panel" title={CONVENTION} note={`${view.currency} · spot across, vols down`} tools={tools}>
      {view.missing > 0 && <p className="nothing" data-testid="scenario-missing">{view.missing} of {view.positions} positions have no vol or no price: nothing can be said of the book</p>}
      {view.missing === 0 && layer !== undefined && (
        <table className="numbers map" data-testid="scenario-grid">
          <thead><tr><th className="text" title="All vols, in proportion">vols</th>{view.moves.map(move => <th key={move} title={view.spot == null ? undefined : price(view.spot * (1 + move))}>{percentOf(move)}</th>)}</tr></thead>
          <tbody>
            {view.volChanges.map((change, row) => (
              <tr key={change}>
                <td className="text">{percentOf(change)}</td>
                {view.moves.map((move, column) => {
                  const pnl = layer.pnl[row]?.[column] ?? null;
                  const isWorst = view.worst?.move === move && view.worst.volChange === change && view.worst.days === layer.days;
                  return (
                    <td key={move} className={isWorst ? 'worst' : undefined} style={{ background: pnl === null ? undefined : diverging(pnl / (largest || 1)) }}
                      title={`spot ${percentOf(move)}${view.spot == null ? '' : ` (${price(view.spot * (1 + move))})`}, vols ${percentOf(change)}, ${aheadOf(layer.days)}: ${fixed(pnl, 8, true)} ${view.currency}${isWorst ? '\nthe worst of all' : ''}`}>
                      <span>{compact(pnl, true)}</span>
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
});
