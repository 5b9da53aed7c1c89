import { clock, day } from '../format/time';
import { useStore } from '../stream/hooks';
import { alarms } from '../stream/session';

/** What stands wrong with the desk, the newest first; docs/alerts.md has the rules. */
export function Alarms() {
  const all = useStore(alarms);
  if (all.length === 0)
    return null;
  return (
    <ul className="alarms" role="alert" data-testid="alarms">
      {all.toReversed().map(alarm => (
        <li key={`${alarm.at} ${alarm.rule} ${alarm.underlying} ${alarm.about ?? ''}`} title={`${alarm.rule} since ${alarm.at}`}>
          <b>{alarm.rule}</b> {alarm.text} <span className="dim">since {day(alarm.at)} {clock(alarm.at)}</span>
        </li>
      ))}
    </ul>
  );
}
