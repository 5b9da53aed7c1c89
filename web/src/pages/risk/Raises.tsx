import { useState } from 'react';
import type { RaiseView, StatusAnswer } from '../../api/views';
import { clock } from '../../format/time';
import { approve } from '../../stream/commands';
import { Confirm } from '../../ui/Dialog';
import { approvalRefusal } from './limits';

/** Raises of limits that wait for a second person. */
export function Raises({ raises, status }: { raises: readonly RaiseView[]; status: StatusAnswer | null }) {
  const [asked, ask] = useState<RaiseView | null>(null);
  return (
    <>
      <ul className="raises">
        {raises.map(raise => {
          const why = approvalRefusal(status, raise);
          return (
            <li key={raise.raise} data-testid="raise" title={`Raise ${raise.raise}, asked for at ${clock(raise.at)} UTC`}>
              <span className="what">{raise.underlying}: {raise.limits}</span>
              <span className="who">{raise.askedBy} asks, waits until {clock(raise.until)} UTC</span>
              <button className="small" disabled={why !== null} title={why ?? 'The second person’s yes'} onClick={() => ask(raise)} data-testid="approve">Approve</button>
            </li>
          );
        })}
      </ul>
      {asked !== null && (
        <Confirm testId="approve-dialog" title={`Approve raise ${asked.raise}?`} text={`${asked.underlying}: ${asked.limits}. ${asked.askedBy} asked for it. It holds at once.`} verb="Approve"
          onConfirm={() => void approve(asked.raise)} onClose={() => ask(null)} />
      )}
    </>
  );
}
