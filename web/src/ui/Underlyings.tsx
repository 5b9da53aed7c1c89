import type { UnderlyingRow } from '../api/views';
import { compact, price, significant } from '../format/numbers';

interface Props {
  rows: UnderlyingRow[];
  shown: string;
  onShow: (underlying: string) => void;
}

/** All that the desk hedges, a line each; the panels below show the chosen one. */
export function Underlyings({ rows, shown, onShow }: Props) {
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
      </table>
    </section>
  );
}
