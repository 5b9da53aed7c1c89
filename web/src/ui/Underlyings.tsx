import type { DeskTotal, UnderlyingRow } from '../api/views';
import { compact, price, significant } from '../format/numbers';

interface Props {
  rows: UnderlyingRow[];
  total: DeskTotal;
  shown: string;
  onShow: (underlying: string) => void;
}

/** All that the desk hedges, a line each; the panels below show the chosen one. */
export function Underlyings({ rows, total, shown, onShow }: Props) {
  return (
    <section className="panel underlyings" data-testid="underlyings">
      <table>
        <thead>
          <tr>
            <th scope="col">underlying</th>
            <th scope="col" title="Mid of the hedge instrument, in the quote currency">spot</th>
            <th scope="col" title="In units of the underlying">net delta</th>
            <th scope="col" title="Where net delta may stand, in units of the underlying">band</th>
            <th scope="col" title="Delta a 1 % move, in units of the underlying">gamma</th>
            <th scope="col" title="In currency a vol point">vega</th>
            <th scope="col" title="In currency a day">theta</th>
            <th scope="col" title="Since the desk began, in the settlement currency of the hedge">P&amp;L</th>
            <th scope="col">last decision</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.underlying} className={`${row.underlying === shown ? 'shown' : ''}${row.isStale ? ' stale' : ''}`}>
              <th scope="row">
                <button className="small" aria-pressed={row.underlying === shown} data-testid={`underlying-${row.underlying}`} onClick={() => onShow(row.underlying)}>{row.underlying}</button>
              </th>
              <td>{price(row.spot)}</td>
              <td>{significant(row.delta, true)}</td>
              <td>{significant(row.lower, true)} … {significant(row.upper, true)}</td>
              <td>{significant(row.gamma, true)}</td>
              <td>{significant(row.vega, true)}</td>
              <td>{significant(row.theta, true)}</td>
              <td>{compact(row.pnl, true)} {row.currency}</td>
              <td className="words" title={row.reason}><span className={`action ${row.action}`}>{row.action}</span> {row.reason}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr data-testid="desk-total" title={`All underlyings together, in ${total.currency} at the prices of now: delta of each at its price, gamma of a 1 % move of all, vega of a vol point, theta of a day`}>
            <th scope="row">all, {total.currency}</th>
            <td />
            <td>{compact(total.delta, true)}</td>
            <td />
            <td>{compact(total.gamma, true)}</td>
            <td>{compact(total.vega, true)}</td>
            <td>{compact(total.theta, true)}</td>
            <td>{compact(total.pnl, true)}</td>
            <td className="words">gross {compact(total.gross)}{total.drawdown != null && `, ${compact(total.drawdown.fall)} below the highest profit, ${compact(total.drawdown.hard)} at most`}</td>
          </tr>
        </tfoot>
      </table>
      <Parts total={total} />
    </section>
  );
}

/** The same by underlying, span of time to the end, and venue. */
function Parts({ total }: { total: DeskTotal }) {
  return (
    <details data-testid="desk-parts">
      <summary>by end and venue, {total.currency}</summary>
      <table>
        <thead>
          <tr>{['underlying', 'ends within', 'venue', 'positions', 'delta', 'gamma', 'vega', 'theta', 'gross'].map(name => <th key={name} scope="col">{name}</th>)}</tr>
        </thead>
        <tbody>
          {total.parts.map(part => (
            <tr key={`${part.underlying} ${part.bucket} ${part.venue}`}>
              <th scope="row">{part.underlying}</th>
              <td>{part.bucket === 'none' ? 'never' : part.bucket}</td>
              <td>{part.venue}</td>
              <td>{part.positions}</td>
              <td>{compact(part.delta, true)}</td>
              <td>{compact(part.gamma, true)}</td>
              <td>{compact(part.vega, true)}</td>
              <td>{compact(part.theta, true)}</td>
              <td>{compact(part.gross)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
