import type { StatusAnswer } from '../../api/views';
import { useAge, useStore } from '../../stream/hooks';
import { flow, snapshots, spots, whyEmpty } from '../../stream/session';
import { Empty, Loading } from '../../ui/States';
import { ExpiryPanel } from './ExpiryPanel';
import { FlowHeader } from './FlowHeader';
import { FlowTools } from './FlowTools';
import { HedgingPanel } from './HedgingPanel';
import { NotesPanel } from './NotesPanel';
import { PricePanel } from './PricePanel';
import { StrikePanel } from './StrikePanel';

/** The dealers' picture comes every few seconds at the slowest; one older than this is called stale. */
const STALE_AFTER_SECONDS = 15;
const PANELS = ['price-panel', 'strike-panel', 'hedging-panel', 'expiry-panel', 'notes-panel'];

interface Props {
  status: StatusAnswer | null;
  search: string;
}

export default function FlowPage({ status, search }: Props) {
  const picture = useStore(flow);
  const { shown } = useStore(snapshots);
  const reason = useStore(whyEmpty);
  const spotPoints = useStore(spots);
  const sinceSeen = useAge(picture);
  const { view } = picture;

  if (!picture.isLoaded)
    return <main className="flow"><Loading panels={PANELS} /></main>;
  if (view === null)
    return (
      <main className="flow">
        <Empty testId="flow-empty" title="No chain yet"
          text={`${reason ?? 'The market has not quoted enough options to say what dealers hold'}. The picture appears by itself.`} />
      </main>
    );

  const isFile = status?.market === 'files' || shown !== null;
  const isStale = !isFile && sinceSeen !== null && sinceSeen > STALE_AFTER_SECONDS;
  const seconds = isFile ? (Date.now() - Date.parse(view.asOf)) / 1000 : sinceSeen;
  return (
    <main className={`flow${isStale ? ' stale' : ''}`} data-testid="flow-page">
      <FlowHeader view={view} seconds={seconds} isStale={isStale} market={status?.market ?? null} />
      <FlowTools view={view} />
      <PricePanel view={view} spots={spotPoints} />
      <StrikePanel view={view} search={search} />
      <HedgingPanel view={view} />
      <ExpiryPanel view={view} search={search} />
      <NotesPanel view={view} />
    </main>
  );
}
