import type { AuditAnswer } from '../../api/views';
import { clock, day } from '../../format/time';
import { Dialog } from '../../ui/Dialog';

/** Who commanded what, the newest first. */
export function AuditDialog({ audit, onClose }: { audit: AuditAnswer; onClose: () => void }) {
  return (
    <Dialog title="Commands" onClose={onClose} testId="audit-dialog">
      {audit.entries.length === 0 ? <p>Nobody has commanded anything yet.</p> : (
        <div className="audit">
          <table className="numbers">
            <thead><tr><th className="text">at</th><th className="text">who</th><th className="text">from</th><th className="text">command</th><th className="text">what</th><th title="Of the HTTP answer: 200 taken, 403 not of this role, 409 refused by the desk, 429 locked out">status</th></tr></thead>
            <tbody>
              {audit.entries.map((entry, i) => (
                <tr key={`${entry.at} ${i}`} className={entry.status === 200 ? undefined : 'refused'} data-testid="audit-entry">
                  <td className="text" title={entry.at}>{day(entry.at)} {clock(entry.at)}</td>
                  <td className="text">{entry.who === null ? '–' : `${entry.who} (${entry.role})`}</td>
                  <td className="text">{entry.from}</td>
                  <td className="text">{entry.command}</td>
                  <td className="text what" title={entry.detail ?? undefined}>{entry.detail}</td>
                  <td>{entry.status}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="buttons"><button onClick={onClose} data-first>Close <kbd>Esc</kbd></button></div>
    </Dialog>
  );
}
