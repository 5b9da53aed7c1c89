import { getDesk, getExport, getFlow, getSeries, getStatus, Problem, type ExportForm, type FlowChoice } from '../api/client';
import { token } from '../api/token';
import type { DeskAnswer, DeskView, FlowAnswer, FlowView, LevelsView, SeriesAnswer, StatusAnswer } from '../api/views';
import { download } from '../ui/download';
import { Channel } from './channel';
import { Link, type LinkState, type Page } from './link';
import { SpotSeries } from './spotSeries';
import { Store } from './store';

/** The snapshots that the slider walks: `shown` is null while the newest one is followed. */
export interface Snapshots {
  count: number;
  newest: number;
  shown: number | null;
}

const NO_SERIES: SeriesAnswer = { seq: 0, expiries: 'all', underlying: null, times: [], spots: [], levels: [], recent: [], splits: [] };

/** The browser reads the file after the click, in its own time. */
const KEPT_FOR_DOWNLOAD_MS = 60_000;

export const link = new Store<LinkState>({ isUp: null, downSince: null });
export const status = new Store<StatusAnswer | null>(null);
export const snapshots = new Store<Snapshots>({ count: 0, newest: 0, shown: null });
/** Whether the snapshots are walked through by themselves. */
export const playing = new Store(false);
/** Of all snapshots, as last asked for: a new one makes the page ask again. */
export const series = new Store<SeriesAnswer>(NO_SERIES);
/** The picture is of the newest snapshot: what the quotes say now belongs to it. */
export const isNewest = new Store<boolean>(true);
/** Why the newest picture is not to be trusted, in the server's words. */
export const whyStale = new Store<string | null>(null);
/** What of the source could not be read, in the server's words. */
export const notice = new Store<string | null>(null);
/** Why there is no flow picture, in the server's words. */
export const whyEmpty = new Store<string | null>(null);
/** What the series up to the picture raised, oldest first. */
export const alerts = new Store<FlowAnswer['alerts']>([]);
/** What stands wrong with the desk, oldest first. */
export const alarms = new Store<DeskAnswer['alarms']>([]);
export const choice = new Store<FlowChoice>({ signs: null, walls: null, expiries: null });
/** What the server itself chooses; signs may differ from chain to chain. */
export const defaults = new Store<FlowChoice>(choice.read());
/** Which underlying of the desk is shown; null for its first. */
export const underlying = new Store<string | null>(null);
/** Looking needs a token, and there is none that opens. */
export const isOutside = new Store(false);
export const problem = new Store<Problem | null>(null);

/** Spot over time, from every picture of the flow stream and every snapshot of the series. */
export const spots = new SpotSeries();

export const flow = new Channel<FlowView>(() => fetchFlow(), view => spots.add(view));
export const desk = new Channel<DeskView>(() => fetchDesk());
/** Between two pictures: the levels as the quotes now are. A lost one is not missed, the next is whole. */
export const levels = new Channel<LevelsView>(() => Promise.resolve(), view => spots.add(view));

let pages: Page[] = ['flow'];
let seriesOf = 0;
let splitTold: string | null = null;

const hub = new Link({
  flow: frame => {
    takeSeries(frame);
    if (snapshots.read().shown === null) {
      flow.push(frame);
      isNewest.set(true);
      alerts.set(frame.alerts);
    }
    else if (frame.view !== null)
      spots.add(frame.view);
  },
  levels: frame => {
    whyStale.set(frame.stale);
    levels.push(frame);
  },
  desk: frame => {
    alarms.set(frame.alarms);
    desk.push(frame);
  },
  up: () => {
    flow.restart();
    levels.forget();
    desk.restart();
    fetchAll();
  },
  state: state => {
    link.set(state);
    if (state.isUp === false)
      fetchStatus(); // the desk may be there, and not let this token in any more
  },
});

/** Asks for everything once and then follows the stream. */
export function start(): void {
  fetchAll();
  token.subscribe(fetchAll);
  void hub.start();
}

/** Flow is followed on every page, so that its price chart has no holes; the desk only where it is shown. */
export function show(page: Page): void {
  const hasDesk = page === 'desk' || page === 'risk';
  pages = hasDesk ? ['flow', 'desk'] : ['flow'];
  hub.watch(pages, choice.read(), underlying.read());
  if (hasDesk) {
    desk.restart();
    void fetchDesk();
  }
}

export function choose(next: FlowChoice): void {
  const isOthers = next.expiries !== choice.read().expiries;
  choice.set(next);
  flow.restart();
  levels.forget();
  hub.watch(pages, next, underlying.read());
  void fetchFlow();
  if (isOthers && seriesOf > 0)
    void fetchSeries();
}

/** Shows the desk as another of its underlyings is seen. */
export function showUnderlying(next: string): void {
  underlying.set(next);
  desk.restart();
  hub.watch(pages, choice.read(), next);
  void fetchDesk();
}

/** Walks on by itself, from the first where the last is shown; or stops. */
export function play(): void {
  const { count, newest, shown } = snapshots.read();
  if (count < 2)
    return;
  if (!playing.read() && (shown ?? newest) >= count - 1)
    showSnapshot(0);
  playing.set(!playing.read());
}

/** The snapshot so many after the one that is shown; the last is the newest, which is followed. */
export function step(by: number): void {
  const { count, newest, shown } = snapshots.read();
  if (count > 1)
    walkTo(Math.max(0, (shown ?? newest) + by), count - 1);
}

export const walkTo = (index: number, last: number): void => showSnapshot(index >= last ? null : index);

/** Null goes back to the newest snapshot and follows it. */
export function showSnapshot(index: number | null): void {
  snapshots.set({ ...snapshots.read(), shown: index });
  flow.restart();
  void fetchFlow();
}

/** Saves what is shown, by the choices it is shown under. */
export const exportView = (form: ExportForm): Promise<void> => told(async () => {
  const { name, content } = await getExport(choice.read(), form, snapshots.read().shown ?? undefined);
  const address = URL.createObjectURL(content);
  download(name, address);
  setTimeout(() => URL.revokeObjectURL(address), KEPT_FOR_DOWNLOAD_MS);
});

function fetchStatus(): void {
  void told(async () => {
    status.set(await getStatus());
    isOutside.set(false);
  });
}

function fetchAll(): void {
  fetchStatus();
  void fetchFlow();
  void fetchDesk();
}

async function fetchFlow(): Promise<void> {
  await told(async () => {
    const asked = choice.read();
    const { shown } = snapshots.read();
    const answer = await getFlow(asked, shown ?? undefined);
    if (choice.read() !== asked || snapshots.read().shown !== shown)
      return;
    flow.answer(answer);
    if (answer.view !== null && asked.walls === null && asked.expiries === null && defaults.read().walls === null)
      defaults.set({ signs: null, walls: answer.view.conventions.walls, expiries: answer.view.conventions.expiries });
    isNewest.set(shown === null);
    whyEmpty.set(answer.reason);
    alerts.set(answer.alerts);
    if (shown === null)
      takeSeries(answer);
  });
}

/** What the newest picture says of the series it belongs to. */
function takeSeries({ view, count, index, reason, stale, notice: unread }: FlowAnswer): void {
  notice.set(unread ?? null);
  snapshots.set({ count, newest: index, shown: snapshots.read().shown });
  whyEmpty.set(reason);
  whyStale.set(stale);
  const split = view?.split?.since ?? splitTold;
  if (count > 0 && (count !== seriesOf || split !== splitTold)) {
    [seriesOf, splitTold] = [count, split];
    void fetchSeries();
  }
}

async function fetchSeries(): Promise<void> {
  await told(async () => {
    const { expiries } = choice.read();
    const answer = await getSeries(expiries);
    if (choice.read().expiries !== expiries)
      return;
    series.set(answer);
    const of = answer.underlying ?? '';
    spots.add(...answer.recent.map(({ time, spot }) => ({ underlying: of, asOf: time, spot })), ...answer.times.map((asOf, i) => ({ underlying: of, asOf, spot: answer.spots[i] ?? null })));
  });
}

const fetchDesk = (): Promise<void> => told(async () => {
  const asked = underlying.read();
  const answer = await getDesk(asked);
  if (underlying.read() === asked) {
    alarms.set(answer.alarms);
    desk.answer(answer);
  }
});

/** A refusal is shown; a link that is down has its own banner. */
export async function told(ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof Problem))
      throw error;
    if (error.status === 401)
      isOutside.set(true);
    else if (error.status !== null)
      problem.set(error);
  }
}
