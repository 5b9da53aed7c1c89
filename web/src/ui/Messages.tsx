import { useEffect } from 'react';
import { clockAt } from '../format/time';
import { notice } from '../stream/commands';
import { useStore } from '../stream/hooks';
import { link, problem } from '../stream/session';

const NOTICE_MS = 5000;

/** The link that is down, the last refusal, and the last command that was taken. */
export function Messages() {
  const { isUp, downSince } = useStore(link);
  const refused = useStore(problem);
  const taken = useStore(notice);

  useEffect(() => {
    if (taken === null)
      return;
    const timer = setTimeout(() => notice.set(null), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [taken]);

  return (
    <>
      {isUp === false && (
        <div className="banner" role="alert" data-testid="link-banner">
          Link down{downSince !== null && ` since ${clockAt(downSince)} UTC`}: what is shown is old. Trying again …
        </div>
      )}
      {refused !== null && (
        <div className="toast refused" role="alert" data-testid="problem">
          <strong>{refused.title}</strong>
          {refused.detail !== null && <p>{refused.detail}</p>}
          <button className="small" onClick={() => problem.set(null)} data-testid="problem-close">Close</button>
        </div>
      )}
      {taken !== null && <div className="toast" role="status" data-testid="notice">{taken}</div>}
    </>
  );
}
