import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { refusal } from './api/role';
import type { Act } from './keys/press';
import { useKeys } from './keys/useKeys';
import { command, notice } from './stream/commands';
import { useStore } from './stream/hooks';
import type { Page } from './stream/link';
import { isOutside, link, play, show, snapshots, status, step, walkTo } from './stream/session';
import { Confirm } from './ui/Dialog';
import { KeysDialog } from './ui/KeysDialog';
import { Messages } from './ui/Messages';
import { TokenForm } from './ui/TokenForm';
import { TopBar } from './ui/TopBar';
import { usePage } from './usePage';

const flowPage = () => import('./pages/flow/FlowPage');
const deskPage = () => import('./pages/desk/DeskPage');
const riskPage = () => import('./pages/risk/RiskPage');
const labPage = () => import('./pages/lab/LabPage');
const FlowPage = lazy(flowPage);
const DeskPage = lazy(deskPage);
const RiskPage = lazy(riskPage);
const LabPage = lazy(labPage);

/** Once the first page stands the others are fetched too: with the link down there is nobody left to ask for it. */
const READ_AHEAD_MS = 500;

/** Whether there are snapshots to walk through. */
function walk(act: Act): boolean {
  const { count } = snapshots.read();
  if (count < 2)
    return false;
  if (act.do === 'step')
    step(act.by);
  else if (act.do === 'walk')
    walkTo(act.to === 'first' ? 0 : count - 1, count - 1);
  else
    play();
  return true;
}

type Dialogs = 'kill' | 'resume' | 'keys' | null;

export function App() {
  const [page, setPage] = usePage();
  const [searches, setSearches] = useState<Record<Page, string>>({ flow: '', desk: '', risk: '', lab: '' });
  const [dialog, setDialog] = useState<Dialogs>(null);
  const searchBox = useRef<HTMLInputElement>(null);
  const linkState = useStore(link);
  const statusNow = useStore(status);
  const noCommand = refusal(statusNow, 'trader');
  const hasDesk = statusNow?.hasDesk === true;
  const mustShow = useStore(isOutside);

  useEffect(() => show(page), [page]);
  useEffect(() => {
    const timer = setTimeout(() => void Promise.allSettled([flowPage(), deskPage(), riskPage(), labPage()]), READ_AHEAD_MS);
    return () => clearTimeout(timer);
  }, []);

  useKeys((act: Act) => {
    if (act.do === 'play' || act.do === 'step' || act.do === 'walk')
      return page === 'flow' && walk(act);
    if (act.do === 'show')
      setPage(act.page);
    else if (act.do === 'search') {
      searchBox.current?.focus();
      searchBox.current?.select();
    } else if (act.do === 'help')
      setDialog('keys');
    else if (hasDesk && noCommand === null)
      setDialog('kill');
    else if (hasDesk)
      notice.set(noCommand);
    return true;
  });

  const close = (): void => setDialog(null);
  return (
    <div className={`app${linkState.isUp === false ? ' broken' : ''}`}>
      <TopBar page={page} status={statusNow} link={linkState} search={searches[page]} searchBox={searchBox}
        onPage={setPage} onSearch={search => setSearches({ ...searches, [page]: search })}
        onKill={() => setDialog('kill')} onResume={() => setDialog('resume')} onKeys={() => setDialog('keys')} />
      <Messages />
      {mustShow ? <TokenForm /> : (
        <Suspense fallback={<main className={page} />}>
          {page === 'flow' && <FlowPage status={statusNow} search={searches.flow} />}
          {page === 'desk' && <DeskPage search={searches.desk} hasDesk={hasDesk} canCommand={hasDesk && noCommand === null} canRisk={hasDesk && refusal(statusNow, 'risk') === null} />}
          {page === 'risk' && <RiskPage search={searches.risk} hasDesk={hasDesk} />}
          {page === 'lab' && <LabPage search={searches.lab} />}
        </Suspense>
      )}
      {dialog === 'kill' && (
        <Confirm testId="kill-dialog" title="Pull the kill switch?" text="Trading halts at once and all working orders are cancelled. Positions stay as they are, unhedged, until you resume."
          verb="Halt trading" isDangerous onConfirm={() => void command('kill')} onClose={close} />
      )}
      {dialog === 'resume' && (
        <Confirm testId="resume-dialog" title="Resume trading?" text="The desk decides and places orders again." verb="Resume" onConfirm={() => void command('resume')} onClose={close} />
      )}
      {dialog === 'keys' && <KeysDialog onClose={close} />}
    </div>
  );
}
