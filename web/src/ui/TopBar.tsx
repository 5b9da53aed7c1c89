import type { RefObject } from 'react';
import { refusal } from '../api/role';
import type { StatusAnswer } from '../api/views';
import { isDryRun, marketName } from '../format/markets';
import type { LinkState, Page } from '../stream/link';

interface Props {
  page: Page;
  status: StatusAnswer | null;
  link: LinkState;
  search: string;
  searchBox: RefObject<HTMLInputElement | null>;
  onPage: (page: Page) => void;
  onSearch: (search: string) => void;
  onKill: () => void;
  onResume: () => void;
  onKeys: () => void;
}

const PAGES: [page: Page, key: string, name: string][] = [['flow', '1', 'Flow'], ['desk', '2', 'Desk'], ['risk', '3', 'Risk'], ['lab', '4', 'Lab']];

const HINTS: Record<Page, string> = { flow: 'strike or expiry', desk: 'contract, order, reason', risk: 'reason', lab: 'policy' };

export function TopBar({ page, status, link, search, searchBox, onPage, onSearch, onKill, onResume, onKeys }: Props) {
  const hint = HINTS[page];
  const hasDesk = status?.hasDesk === true;
  const noResume = refusal(status, 'risk');
  const noKill = refusal(status, 'trader');
  return (
    <header className="top">
      <strong className="brand">Poise</strong>
      <nav>
        {PAGES.map(([name, key, title]) => (
          <button key={name} className={name === page ? 'on' : ''} aria-current={name === page ? 'page' : undefined} onClick={() => onPage(name)} data-testid={`tab-${name}`}>
            <kbd>{key}</kbd> {title}
          </button>
        ))}
      </nav>
      <input ref={searchBox} className="search" type="search" value={search} placeholder={`/  ${hint}`} aria-label={`Search ${hint}`} spellCheck={false} data-testid="search"
        onChange={event => onSearch(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'Escape')
            return;
          onSearch('');
          event.currentTarget.blur();
        }} />
      <span className="space" />
      {status !== null && <span className={`market ${status.market}`} data-testid="market" title={isDryRun(status.market) ? DRY_RUN : 'Where prices and fills come from'}>{marketName(status.market)}</span>}
      {status?.hasUsers && <span className="user" data-testid="user" title="Whose token the page shows, and what it may do">{status.user} · {status.role}</span>}
      <span className={`link ${linkName(link)}`} data-testid="link" title="The stream from the desk">{linkName(link)}</span>
      {hasDesk && <>
        <button onClick={onResume} disabled={noResume !== null} title={noResume ?? 'Trade again after a halt'} data-testid="resume">Resume</button>
        <button className="danger" onClick={onKill} disabled={noKill !== null} title={noKill ?? 'Halt trading and cancel all working orders'} data-testid="kill">Kill <kbd>k k</kbd></button>
      </>}
      <button className="small" onClick={onKeys} title="Keys" data-testid="keys"><kbd>?</kbd></button>
    </header>
  );
}

const DRY_RUN = 'The desk decides and sends nothing: its orders are what it would have sent';

const linkName = ({ isUp }: LinkState): string => isUp === null ? 'connecting' : isUp ? 'connected' : 'down';
