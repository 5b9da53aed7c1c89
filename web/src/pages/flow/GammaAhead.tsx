import type { FlowView } from '../../api/views';
import { compact, fixed, price } from '../../format/numbers';
import { diverging } from '../../ui/palette';
import { columnsIn, movesFor } from './moves';

type Surface = NonNullable<FlowView['gammaSurface']>;

/** Shifts of spot that have a column, where the surface has one near; and which of them where not all have room. */
const MOVES = [-0.1, -0.07, -0.05, -0.03, -0.02, -0.01, 0, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1];
const FIRST = [0, 0.01, 0.03, 0.07, 0.05, 0.02, 0.1];

/** Pixels of the names, which wrap, and of zero gamma. */
const NAMES = 106;

/** The surface's column nearest to each shift, each once. */
export function columnsOf(spots: readonly number[], spot: number, moves: readonly number[]): number[] {
  const nearest = moves.map(move => spots.reduce((best, at, i) => Math.abs(at / spot - 1 - move) < Math.abs((spots[best] ?? Infinity) / spot - 1 - move) ? i : best, 0));
  return [...new Set(nearest)];
}

/** GEX over shifted spot (across) and time ahead (down), with the line of zero gamma. */
export function GammaAhead({ view, surface, width }: { view: FlowView; surface: Surface; width: number }) {
  const spot = view.spot ?? NaN;
  const near = columnsOf(surface.spots, spot, MOVES);
  const texts = [...surface.horizons.flatMap(({ gexBySpot }) => near.map(at => compact(gexBySpot[at], true))), ...MOVES.map(move => moveOf(1 + move, 1))];
  const columns = columnsOf(surface.spots, spot, movesFor(MOVES, FIRST, columnsIn(width - NAMES, texts)));
  const largest = Math.max(...surface.horizons.flatMap(horizon => columns.map(at => Math.abs(horizon.gexBySpot[at] ?? 0))));
  return (
    <>
      <table className="numbers map ahead" data-testid="gamma-ahead">
        <thead><tr><th className="text">by</th><th>zero Γ</th>{columns.map(at => <th key={at} title={price(surface.spots[at])}>{moveOf(surface.spots[at]!, spot)}</th>)}</tr></thead>
        <tbody>
          {surface.horizons.map(horizon => (
            <tr key={horizon.time} title={inWords(horizon)}>
              <td className="text">{horizon.time}</td>
              <td>{price(horizon.zeroGamma).replace(/\.\d+$/, '')}</td>
              {columns.map(at => {
                const gex = horizon.gexBySpot[at];
                return <td key={at} style={gex === undefined ? {} : { background: diverging(gex / (largest || 1)) }}><span>{compact(gex, true)}</span></td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim caption">GEX per +1 % if spot were there by then: blue dealers long, orange short; what has ended is gone; vols {surface.volRule} with spot.</p>
    </>
  );
}

const moveOf = (at: number, spot: number): string => Math.abs(at / spot - 1) < 5e-4 ? 'spot' : `${fixed(100 * (at / spot - 1), 1, true)} %`;

const inWords = ({ time, at, expiries, gex, zeroGammaAll, regime }: Surface['horizons'][number]): string =>
  `${time} (${at.slice(0, 16).replace('T', ' ')} UTC): ${expiries} expiries live on, ${regime ?? 'no regime'}, GEX ${compact(gex, true)} at today's spot\nzero gamma ${zeroGammaAll.length === 0 ? '–' : zeroGammaAll.map(price).join(', ')}`;
