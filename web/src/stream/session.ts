import { getDesk, getFlow, getStatus, Problem, type FlowChoice } from '../api/client';
import type { DeskView, FlowAnswer, FlowView, StatusAnswer } from '../api/views';
import { Channel } from './channel';
import { Link, type LinkState, type Page } from './link';
import { SpotSeries } from './spotSeries';
import { Store } from './store';

/** The snapshots that the slider walks: `shown` is null while the newest one is followed. */
export interface Snapshots {
  times: readonly string[];
  newest: number;
  shown: number | null;
}

/** Of a longer series so many snapshots, evenly spread, give the price chart its past. */
const MOST_SNAPSHOTS_READ_AHEAD = 60;

export const link = new Store<LinkState>({ isUp: null, downSince: null });
export const status = new Store<StatusAnswer | null>(null);
export const snapshots = new Store<Snapshots>({ times: [], newest: 0, shown: null });
/** Why there is no flow picture, in the server's words. */
export const whyEmpty = new Store<string | null>(null);
/** What the series up to the picture raised, oldest first. */
export const alerts = new Store<FlowAnswer['alerts']>([]);
export const choice = new Store<FlowChoice>({ signs: null, walls: null });
export const problem = new Store<Problem | null>(null);

/** Spot over time, from every picture of the flow stream and every snapshot of the series. */
export const spots = new SpotSeries();

export const flow = new Channel<FlowView>(() => fetchFlow(), view => spots.add(view));
export const desk = new Channel<DeskView>(() => fetchDesk());

let pages: Page[] = ['flow'];
let areSnapshotsRead = false;

const hub = new Link({
  flow: frame => {
    takeSeries(frame);
    if (snapshots.read().shown === null) {
      flow.push(frame);
      alerts.set(frame.alerts);
    }
    else if (frame.view !== null)
      spots.add(frame.view);
  },
  desk: frame => desk.push(frame),
  up: () => {
    flow.restart();
    desk.restart();
    fetchAll();
  },
  state: state => link.set(state),
});

/** Asks for everything once and then follows the stream. */
export function start(): void {
  fetchAll();
  void hub.start();
}

/** Flow is followed on every page, so that its price chart has no holes; the desk only where it is shown. */
export function show(page: Page): void {
  pages = page === 'flow' ? ['flow'] : ['flow', 'desk'];
  hub.watch(pages, choice.read());
  if (page === 'desk') {
    desk.restart();
    void fetchDesk();
  }
}

export function choose(next: FlowChoice): void {
  choice.set(next);
  flow.restart();
  hub.watch(pages, next);
  void fetchFlow();
}

/** Null goes back to the newest snapshot and follows it. */
export function showSnapshot(index: number | null): void {
  snapshots.set({ ...snapshots.read(), shown: index });
  flow.restart();
  void fetchFlow();
}

function fetchAll(): void {
  void told(async () => status.set(await getStatus()));
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
    alerts.set(answer.alerts);
    if (shown === null)
      takeSeries(answer);
    if (!areSnapshotsRead && answer.count > 1) {
      areSnapshotsRead = true;
      await readSnapshots(answer.index, answer.count);
    }
  });
}

/** What the newest picture says of the series it belongs to. */
function takeSeries({ times, index, reason }: FlowAnswer): void {
  snapshots.set({ times, newest: index, shown: snapshots.read().shown });
  whyEmpty.set(reason);
}

/** The other snapshots' spots, for the price chart: their times alone hold no price. */
async function readSnapshots(known: number, count: number): Promise<void> {
  const read: FlowView[] = [];
  for (let i = 0; i < count; i += Math.ceil(count / MOST_SNAPSHOTS_READ_AHEAD)) {
    const view = i === known ? null : (await getFlow(choice.read(), i)).view;
    if (view !== null)
      read.push(view);
  }
  spots.add(...read);
}

const fetchDesk = (): Promise<void> => told(async () => desk.answer(await getDesk()));

/** A refusal is shown; a link that is down has its own banner. */
async function told(ask: () => Promise<void>): Promise<void> {
  try {
    await ask();
  } catch (error) {
    if (!(error instanceof Problem))
      throw error;
    if (error.status !== null)
      problem.set(error);
  }
}
