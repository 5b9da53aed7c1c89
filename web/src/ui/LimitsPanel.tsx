import { memo, type ReactNode } from 'react';
import type { LimitView } from '../api/views';
import { deskText } from '../format/conventions';
import { significant } from '../format/numbers';
import { Panel } from './Panel';

/** From this share of a limit on, its bar warns. */
const NEAR = 0.8;

interface Props {
  limits: readonly LimitView[];
  tools?: ReactNode;
  /** What stands above the limits. */
  above?: ReactNode;
  /** And below them. */
  below?: ReactNode;
}

export const LimitsPanel = memo(function LimitsPanel({ limits, tools, above, below }: Props) {
  return (
    <Panel name="Limits" testId="limits-panel" title={deskText.limit} tools={tools}>
      <div className="scroll">
        {above}
        <ul className="limits">
          {limits.map(limit => <Limit key={limit.limit} limit={limit} />)}
        </ul>
        {limits.length === 0 && <p className="nothing">No limits are set</p>}
        {below}
      </div>
    </Panel>
  );
});

function Limit({ limit: { limit, value, max, unit } }: { limit: LimitView }) {
  const used = max > 0 ? Math.abs(value) / max : 1;
  const state = used >= 1 ? 'breached' : used >= NEAR ? 'near' : '';
  return (
    <li className={state} title={`${limit}: ${value} of ${max} ${unit}\n${deskText.limit}`} data-testid="limit">
      <span className="name">{limit}</span>
      <span className="figures">{significant(value)} / {significant(max)} <i>{unit}</i></span>
      <span className="gauge"><span style={{ width: `${Math.min(100, 100 * used)}%` }} /></span>
      <span className="left">{used >= 1 ? 'at the limit' : `${Math.round(100 * (1 - used))} % left`}</span>
    </li>
  );
}
