import { useMemo, useState } from 'react';
import type { FlowView, LevelsView, StatusAnswer } from '../../api/views';
import { isSimulated } from '../../format/markets';
import { useAge, useStore } from '../../stream/hooks';
import { defaults, flow, isNewest, levels, series, snapshots, spots, whyEmpty, whyStale } from '../../stream/session';
import { splitsOf } from '../../stream/splits';
import { Empty, Loading } from '../../ui/States';
import { ExpiryPanel } from './ExpiryPanel';
import { FlowHeader } from './FlowHeader';
import { FlowTools, Slider } from './FlowTools';
import { HedgingPanel } from './HedgingPanel';
import { NotesPanel } from './NotesPanel';
import { pastLevels } from './pastLevels';
import { PricePanel } from './PricePanel';
import { SmilesPanel } from './SmilesPanel';
import { StrikePanel } from './StrikePanel';

/** The dealers' picture comes every few seconds at the slowest; one older than this is called stale. */
const STALE_AFTER_SECONDS = 15;
const PANELS = ['price-panel', 'strike-panel', 'hedging-panel', 'expiry-panel', 'notes-panel'];

/** What the page's largest panel shows. */
const MAINS = { strikes: 'exposure', smiles: 'smiles' } as const;
type Main = keyof typeof MAINS;

interface Props {
  status: StatusAnswer | null;
  search: string;
}

export default function FlowPage({ status, search }: Props) {
  const picture = useStore(flow);
  const { shown } = useStore(snapshots);
  const reason = useStore(whyEmpty);
  const spotPoints = useStore(spots);
  const chains = useStore(series);
  const { times } = chains;
  const newest = times.at(-1) ?? null;
  const why = useStore(whyStale);
  const live = useStore(levels);
  const isLatest = useStore(isNewest);
  const sincePicture = useAge(picture);
  const sinceLevels = useAge(live);
  const [main, showMain] = useState<Main>('strikes');
  // The same object while nothing changes: panels that are handed it are drawn again when their own picture changes.
  const mains = useMemo(() => (
    <select value={main} aria-label="exposure or smiles" data-testid="main-shown" onChange={event => showMain(event.target.value as Main)}>
      {Object.entries(MAINS).map(([value, name]) => <option key={value} value={value}>{name}</option>)}
    </select>
  ), [main]);
  const { view } = picture;
  // What came after the snapshot that is shown was not known then.
  const until = shown === null || view === null ? Infinity : Math.ceil(Date.parse(view.asOf) / 1000);
  const splits = useMemo(() => splitsOf(chains), [chains]);
  const byDefault = useStore(defaults);
  const levelsBefore = useMemo(() => view === null ? [] : pastLevels(chains, until, view.conventions, byDefault), [chains, until, view?.conventions, byDefault]);
  const past = useMemo(() => until === Infinity ? spotPoints : spotPoints.filter(point => point.time <= until), [spotPoints, until]);

  if (!picture.isLoaded)
    return <main className="flow"><Loading panels={PANELS} /></main>;
  if (view === null)
    return (
      <main className="flow">
        {shown !== null && <div className="flow-tools"><Slider /></div>}
        <Empty testId="flow-empty" title={shown === null ? 'No chain yet' : 'Not to be shown'}
          text={`${reason ?? 'The market has not quoted enough options to say what dealers hold'}.${shown === null ? ' The picture appears by itself.' : ''}`} />
      </main>
    );

  const isFile = status?.market === 'files' || status?.market === 'history' || shown !== null;
  const sinceSeen = sinceLevels === null ? sincePicture : Math.min(sinceLevels, sincePicture ?? sinceLevels);
  const isStale = !isFile && (why !== null || sinceSeen !== null && sinceSeen > (status?.staleAfter ?? STALE_AFTER_SECONDS));
  const now = shown === null && isLatest ? latest(view, live.view) : view;
  const seconds = ageOf(now.asOf, status?.market ?? null, shown === null ? null : newest, sinceSeen);
  return (
    <main className={`flow${isStale ? ' stale' : ''}`} data-testid="flow-page">
      <FlowHeader view={now} seconds={seconds} isStale={isStale} why={isFile ? null : why} market={status?.market ?? null} fitAge={now === view ? null : live.view?.fitAge ?? null}
        isPast={shown !== null && status?.market !== 'files' && status?.market !== 'history'} />
      <FlowTools view={view} />
      <PricePanel view={now} spots={past} past={levelsBefore} splits={splits} />
      {main === 'smiles'
        ? <SmilesPanel asOf={view.asOf} isLive={!isFile} search={search} tools={mains} />
        : <StrikePanel view={view} search={search} tools={mains} />}
      <HedgingPanel view={view} />
      <ExpiryPanel view={view} search={search} />
      <NotesPanel view={view} />
    </main>
  );
}

/** Seconds that a picture is old: by the market's clock where it is simulated or walked through, else by ours. */
function ageOf(asOf: string, market: string | null, newest: string | null, sinceSeen: number | null): number | null {
  if (isSimulated(market))
    return newest === null ? sinceSeen : Math.max(0, (Date.parse(newest) - Date.parse(asOf)) / 1000);
  return Math.max(0, (Date.now() - Date.parse(asOf)) / 1000);
}

/** The picture with the levels that its quotes now give, where those are newer. */
function latest(view: FlowView, now: LevelsView | null): FlowView {
  if (now === null || now.underlying !== view.underlying || Date.parse(now.asOf) <= Date.parse(view.asOf))
    return view;
  const { spot, asOf, gex, regime, zeroGamma, zeroGammaAll, callWall, putWall } = now;
  const isAt = (wall: number | null, all: readonly number[]): readonly number[] => wall === null ? [] : all[0] === wall ? all : [wall];
  return {
    ...view, spot, asOf, totals: { ...view.totals, gex, gexPerPoint: gex === null ? null : 100 * gex / spot },
    levels: {
      zeroGamma, zeroGammaAll: [...zeroGammaAll], callWall, putWall, regime,
      callWalls: [...isAt(callWall, view.levels.callWalls)], putWalls: [...isAt(putWall, view.levels.putWalls)],
    },
  };
}
