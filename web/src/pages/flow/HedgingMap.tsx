import type { FlowView } from '../../api/views';
import { compact, fixed, price } from '../../format/numbers';
import { diverging } from '../../ui/palette';
import { columnsIn, movesFor } from './moves';

type Map = NonNullable<FlowView['map']>;

/** Which columns there are where not all have room. */
const FIRST = [0, 0.01, 0.03, 0.05, 0.1, 0.02, 0.08, 0.04, 0.06];

/** Pixels of the names. */
const NAMES = 48;

const percentOf = (move: number): string => move === 0 ? '0 %' : `${fixed(100 * move, 0, true)} %`;
const pointsOf = (move: number): string => move === 0 ? '0' : `${fixed(100 * move, 0, true)} pt`;

/** One scale for all cells of a sheet, said once. */
export function scaleOf({ units }: Map['sheets'][number]): [scale: number, name: string] {
  const largest = Math.max(...units.flat().map(Math.abs));
  return largest >= 1e9 ? [1e9, 'bn '] : largest >= 1e6 ? [1e6, 'mn '] : largest >= 1e4 ? [1e3, 'k '] : [1, ''];
}

/** What dealers must trade by a time, wherever spot and vols have gone: spot across, vol down. */
export function HedgingMap({ view, map, time, width }: { view: FlowView; map: Map; time: number; width: number }) {
  const sheet = map.sheets[time];
  if (sheet === undefined)
    return null;
  const still = { spot: map.spotMoves.indexOf(0), vol: map.volMoves.indexOf(0) };
  const largest = Math.max(...sheet.units.flat().map(Math.abs));
  const now = map.sheets[0]!.units;
  const [scale, scaleName] = scaleOf(sheet);
  const short = (units: number): string => fixed(units / scale, Math.abs(units / scale) >= 99.95 ? 0 : Math.abs(units / scale) >= 9.995 ? 1 : 2, true);
  const texts = [...sheet.units.flat().map(short), ...map.spotMoves.map(percentOf)];
  const columns = movesFor(map.spotMoves, FIRST, columnsIn(width - NAMES, texts)).map(move => ({ move, at: map.spotMoves.indexOf(move) }));

  // One factor alone, and what is left: the cells of the map itself hold them.
  const inWords = (vol: number, spot: number): string => {
    const units = sheet.units[vol]![spot]!;
    const [gamma, vanna, charm] = [now[still.vol]![spot]!, now[vol]![still.spot]!, sheet.units[still.vol]![still.spot]!];
    const at = view.spot == null ? '' : ` (${price(view.spot * (1 + map.spotMoves[spot]!))})`;
    return `${sheet.time}, spot ${percentOf(map.spotMoves[spot]!)}${at}, vols ${pointsOf(map.volMoves[vol]!)}: dealers ${units > 0 ? 'buy' : units < 0 ? 'sell' : 'idle'} ${compact(Math.abs(units))} ${view.underlying}\n`
      + `gamma ${compact(gamma, true)}, vanna ${compact(vanna, true)}, charm ${compact(charm, true)}, cross terms ${compact(units - gamma - vanna - charm, true)}`;
  };

  return (
    <>
      <table className="numbers map" data-testid="hedging-map">
        <thead><tr><th className="text" title="Vols of all strikes, on top of the rule">vols</th>{columns.map(({ move, at }) => <th key={at}>{percentOf(move)}</th>)}</tr></thead>
        <tbody>
          {map.volMoves.map((move, vol) => (
            <tr key={move}>
              <td className="text">{pointsOf(move)}</td>
              {columns.map(({ at }) => (
                <td key={at} title={inWords(vol, at)} style={{ background: diverging((sheet.units[vol]![at] ?? 0) / (largest || 1)) }}>
                  <span>{short(sheet.units[vol]![at]!)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="dim caption">{scaleName}{view.underlying} by {sheet.at.slice(0, 16).replace('T', ' ')} UTC: blue dealers buy, orange they sell; vols {map.volRule} with spot.{rollOffOf(view, sheet.time)}</p>
    </>
  );
}

function rollOffOf({ rollOff }: FlowView, time: string): string {
  if (!rollOff || time !== 'through next expiry')
    return '';
  const after = rollOff.gexAfter == null ? 'nothing' : `${compact(rollOff.gexAfter, true)} (${rollOff.regimeAfter ?? 'no regime'}, zero gamma ${price(rollOff.zeroGammaAfter)})`;
  const passing = rollOff.gexAfter == null ? '' : `the time till then makes ${compact(rollOff.gexAfter - (rollOff.gexNow - rollOff.gexOff), true)}; `;
  return ` The expiry takes GEX ${compact(rollOff.gexOff, true)} of ${compact(rollOff.gexNow, true)} and ${fixed(rollOff.openInterestOff, 0)} contracts; ${passing}it leaves ${after}.`;
}
