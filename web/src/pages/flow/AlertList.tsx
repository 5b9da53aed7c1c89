import { clock, day } from '../../format/time';
import { useStore } from '../../stream/hooks';
import { alerts } from '../../stream/session';

const SHOWN = 12;

/** What changed lately, the newest first; docs/alerts.md has the rules. */
export function AlertList() {
  const all = useStore(alerts);
  if (all.length === 0)
    return null;
  return (
    <>
      <h3>Alerts</h3>
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
