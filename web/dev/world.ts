import type { AuditAnswer, FrontiersAnswer, LimitsAnswer, RaisesAnswer, SettingsAnswer } from '../src/api/views';
import { riskOf } from './risk.ts';
import { stressOf } from './stress.ts';
import { PlayedDesk } from './desk.ts';
import { flowView, type Chain, type Choice } from './flow.ts';
import { listed, seeded, type Expiry } from './market.ts';
import { surfaceOf } from './surface.ts';

const STEP_MS = 100;
const FLOW_EVERY = 5;
const DAYS = [0.6, 1.6, 4.6, 9, 16, 30, 65, 93, 156, 247];
const STARTED = Date.now();
const BREAKS_AFTER_MS = 6000;

type Send = (target: 'flow' | 'desk', frame: unknown) => void;

/** What a stream asked for by Watch. */
export interface Watched extends Choice {
  pages: string[];
}

/** What the played server shows, by the scene that was asked for. */
export class World {
  readonly desk = new PlayedDesk();
  private readonly chain = chainAt(STARTED);
  private readonly random = seeded(4711);
  private readonly snapshots: { at: Date; spot: number }[];
  private spot = 100_400;
  private now = new Date(STARTED - 400 * 1000);
  private readonly seq = { flow: 0, desk: 0 };

  constructor(private readonly scene: string) {
    this.snapshots = Array.from({ length: 12 }, (_, i) => ({ at: new Date(Date.UTC(2026, 0, 20, 2 * i)), spot: 100_000 + 4000 * Math.sin(i / 2) - 350 * i }));
    for (let i = 0; i < 400; i++)
      this.step(1000);
  }

  get isSilent(): boolean {
    return this.scene === 'loading';
  }

  get isDown(): boolean {
    return this.scene === 'broken' && Date.now() - STARTED > BREAKS_AFTER_MS;
  }

  rest(path: string, query: URLSearchParams): unknown {
    const choice: Choice = Object.fromEntries(query);
    const hasDesk = this.scene !== 'files';
    if (path === '/status')
      return { version: '0.1.0', market: hasDesk ? 'simulated' : 'files', startedAt: new Date(STARTED).toISOString(), hasDesk, hasFlow: true, serverTime: new Date().toISOString(), staleAfter: hasDesk ? 15 : null, user: 'local', role: 'risk', hasUsers: false };
    if (path === '/desk')
      return { seq: this.seq.desk, view: hasDesk && this.scene !== 'empty' ? this.deskView() : null, alarms: this.desk.alarms(this.now) };
    if (path === '/desk/risk')
      return { view: hasDesk && this.scene !== 'empty' ? riskOf(this.now, this.spot) : null };
    if (path === '/desk/stress')
      return { seq: this.seq.desk, view: hasDesk && this.scene !== 'empty' ? stressOf(this.now, this.spot, Number(query.get('move') ?? -0.3), Number(query.get('vols') ?? 0)) : null };
    if (path === '/desk/limits')
      return { underlying: 'BTC', maxOrder: 5, maxPosition: 40, maxDelta: 3, maxGamma: null, maxVega: null, drawdown: null } satisfies LimitsAnswer;
    if (path === '/desk/settings')
      return { underlying: 'BTC', settings: '{"options":{"maxOrder":25,"maxPosition":100,"collar":0.5},"takerFee":5,"makerFee":0,"latency":"5ms","keep":{"mostVega":1500,"sellsOptions":false,"lasts":"2d","every":"10m","then":"tell"}}' } satisfies SettingsAnswer;
    if (path === '/desk/audit')
      return { entries: [{ at: '2026-03-02T15:00:00Z', who: 'rita', role: 'risk', from: '127.0.0.1', command: 'resume', detail: null, status: 200 }, { at: '2026-03-02T14:59:30Z', who: 'anna', role: 'trader', from: '127.0.0.1', command: 'resume', detail: null, status: 403 }] } satisfies AuditAnswer;
    if (path === '/desk/raises')
      return { raises: [] } satisfies RaisesAnswer;
    if (path === '/lab/frontiers')
      return { runs: [], problem: null } satisfies FrontiersAnswer;
    if (path === '/flow/series') {
      const { length } = this.snapshots;
      return hasDesk
        ? { seq: this.seq.flow, expiries: 'all', underlying: 'BTC', times: [this.now.toISOString()], spots: [this.spot], levels: [null], recent: [], splits: [] }
        : { seq: this.seq.flow, expiries: 'all', underlying: 'BTC', times: this.snapshots.map(s => s.at.toISOString()), spots: this.snapshots.map(s => s.spot), levels: Array.from({ length }, () => null), recent: [], splits: [] };
    }
    if (path === '/flow/surface') {
      const at = query.get('index') ?? this.snapshots.length - 1;
      const snapshot = hasDesk ? { at: this.now, spot: this.spot } : this.snapshots[Number(at)];
      return snapshot === undefined ? null : surfaceOf(hasDesk ? this.chain : chainAt(snapshot.at.getTime()), snapshot.spot, snapshot.at, choice, this.scene === 'empty');
    }
    const index = /^\/flow(?:\/(\d+))?$/.exec(path);
    if (index === null)
      return null;
    if (this.scene === 'empty')
      return { seq: this.seq.flow, view: null, index: 0, count: 0, reason: 'no chain has arrived yet', alerts: [], stale: null };
    if (hasDesk)
      return { seq: this.seq.flow, view: this.flow(choice), index: 0, count: 1, reason: null, alerts: [], stale: null };
    const at = index[1] === undefined ? this.snapshots.length - 1 : Number(index[1]);
    const snapshot = this.snapshots[at];
    if (snapshot === undefined)
      return null;
    return { seq: this.seq.flow, view: flowView(chainAt(snapshot.at.getTime()), snapshot.spot, snapshot.at, 'btc-2026-01-20.csv', choice), index: at, count: this.snapshots.length, reason: null, alerts: [], stale: null };
  }

  /** Sends frames until it is stopped, or the link is cut; a stale market sends none. */
  play(watched: Watched, send: Send, cut: () => void): () => void {
    if (this.scene !== 'live' && this.scene !== 'broken')
      return () => {};
    let count = 0;
    const timer = setInterval(() => {
      if (this.isDown)
        return cut();
      this.step(STEP_MS);
      this.seq.desk++;
      if (watched.pages.includes('desk'))
        send('desk', { seq: this.seq.desk, view: this.deskView(), alarms: this.desk.alarms(this.now) });
      if (count++ % FLOW_EVERY === 0)
        send('flow', { seq: ++this.seq.flow, view: this.flow(watched), index: 0, count: 1, reason: null, alerts: [], stale: null });
    }, STEP_MS);
    return () => clearInterval(timer);
  }

  private step(milliseconds: number): void {
    this.now = new Date(this.now.getTime() + milliseconds);
    this.spot *= 1 + (this.random() - 0.5) * 0.0005;
    this.desk.step(this.now, this.spot);
  }

  private deskView(): unknown {
    return this.desk.view(this.now, this.spot, this.scene === 'stale');
  }

  private flow(choice: Choice) {
    return flowView(this.chain, this.spot, this.now, 'embedded simulated market', choice);
  }
}

function chainAt(milliseconds: number): Chain {
  const expiries: Expiry[] = DAYS.map(days => ({ at: new Date(milliseconds + days * 86_400_000).toISOString(), years: days / 365 }));
  return { underlying: 'BTC', options: listed(100_000, 1000, 45, expiries, 12), expiries };
}
