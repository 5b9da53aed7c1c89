import { clock, day } from '../../format/time';
import { useStore } from '../../stream/hooks';
import { alerts, notice, snapshots, status } from '../../stream/session';

const SHOWN = 12;
/** The server watches no longer series that stand. */
const MOST_WATCHED = 60;

/** What changed lately, the newest first; docs/alerts.md has the rules. */
export function AlertList() {
  const all = useStore(alerts);
  const unread = useStore(notice);
  const { count } = useStore(snapshots);
  const market = useStore(status)?.market;
  const isUnwatched = (market === 'files' || market === 'history') && count > MOST_WATCHED;
  if (all.length === 0 && unread === null && !isUnwatched)
    return null;
  return (
    <>
      {unread !== null && <><h3>Not read</h3><ul className="alerts" data-testid="notice"><li>{unread}</li></ul></>}
      {isUnwatched && <p className="dim">A series of more than {MOST_WATCHED} snapshots is not watched here: poise flow tells its alerts.</p>}
      {all.length > 0 && <h3 title="Whatever is chosen for the page: poise flow tells those under other conventions">Alerts, by default signs, walls and expiries</h3>}
      <ul className="alerts" data-testid="alerts">
        {all.slice(-SHOWN).reverse().map(alert => (
          <li key={`${alert.at} ${alert.rule} ${alert.text}`} title={`${alert.rule} at ${alert.at}${alert.spot == null ? '' : `, spot ${alert.spot}`}`}>
            <span className="dim">{day(alert.at)} {clock(alert.at)}</span> {alert.text}
          </li>
        ))}
      </ul>
    </>
  );
}
