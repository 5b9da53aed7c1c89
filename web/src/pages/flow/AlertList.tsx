import { clock, day } from '../../format/time';
import { useStore } from '../../stream/hooks';
import { alerts, notice, snapshots, status } from '../../stream/session';

const SHOWN = 12;
/** Of a longer series the server watches what is stored. */
const MOST_WATCHED = 60;

/** What changed lately, the newest first; docs/alerts.md has the rules. */
export function AlertList() {
  const all = useStore(alerts);
  const unread = useStore(notice);
  const { count } = useStore(snapshots);
  const market = useStore(status)?.market;
  const isLong = (market === 'files' || market === 'history') && count > MOST_WATCHED;
  if (all.length === 0 && unread === null && !isLong)
    return null;
  return (
    <>
      {unread !== null && <><h3>Not read</h3><ul className="alerts" data-testid="notice"><li>{unread}</li></ul></>}
      {isLong && <p className="dim">{market === 'files'
        ? `More than ${MOST_WATCHED} snapshots of files are not watched here: poise history add stores them with their levels, poise flow tells their alerts.`
        : `Of more than ${MOST_WATCHED} snapshots alerts come from the levels stored with each; squeeze watch is not among them.`}</p>}
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
