import { HttpTransportType, HubConnectionBuilder, HubConnectionState, LogLevel, type HubConnection } from '@microsoft/signalr';
import { token } from '../api/token';
import type { FlowChoice } from '../api/client';
import type { DeskAnswer, FlowAnswer, LevelsAnswer } from '../api/views';

/** `isUp` is null until the first try has ended; `downSince` is wall-clock time in milliseconds. */
export interface LinkState {
  isUp: boolean | null;
  downSince: number | null;
}

export type Page = 'flow' | 'desk' | 'risk' | 'lab';

interface Listener {
  flow: (frame: FlowAnswer) => void;
  levels: (frame: LevelsAnswer) => void;
  desk: (frame: DeskAnswer) => void;
  up: () => void;
  state: (state: LinkState) => void;
}

const RETRY_MS = [250, 500, 1000, 2000];
const retryAfter = (tries: number): number => RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]!;

/** The one hub. It comes back by itself for as long as the page is open. */
export class Link {
  private readonly hub: HubConnection;
  private watched: { pages: Page[]; choice: FlowChoice; underlying: string | null } | null = null;
  private downSince: number | null = null;

  constructor(private readonly listener: Listener) {
    this.hub = new HubConnectionBuilder()
      .withUrl('/api/v1/stream', {
        accessTokenFactory: () => token.read() ?? '',
        transport: HttpTransportType.WebSockets | HttpTransportType.ServerSentEvents,
      })
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: retry => retryAfter(retry.previousRetryCount) })
      .configureLogging(LogLevel.None)
      .build();
    this.hub.on('flow', listener.flow);
    this.hub.on('levels', listener.levels);
    this.hub.on('desk', listener.desk);
    this.hub.onreconnecting(() => this.tell(false));
    this.hub.onreconnected(() => this.isUpAgain());
    this.hub.onclose(() => void this.start());
  }

  /** Resolves once the hub is up. */
  async start(): Promise<void> {
    for (let tries = 0; ; tries++) {
      try {
        await this.hub.start();
        this.isUpAgain();
        return;
      } catch {
        this.tell(false);
        await new Promise(resolve => setTimeout(resolve, retryAfter(tries)));
      }
    }
  }

  /** Which streams to get, by which conventions and of which of the desk's underlyings; repeated after every new link. */
  watch(pages: Page[], choice: FlowChoice, underlying: string | null): void {
    this.watched = { pages, choice, underlying };
    this.ask();
  }

  private isUpAgain(): void {
    this.tell(true);
    this.ask();
    this.listener.up();
  }

  /** A refused choice is told by the REST answer to the same choice, a lost link by the hub's own events. */
  private ask(): void {
    if (this.watched === null || this.hub.state !== HubConnectionState.Connected)
      return;
    const { pages, choice, underlying } = this.watched;
    this.hub.invoke('Watch', pages, choice.signs, choice.walls, choice.expiries, underlying).catch(() => {});
  }

  private tell(isUp: boolean): void {
    this.downSince = isUp ? null : this.downSince ?? Date.now();
    this.listener.state({ isUp, downSince: this.downSince });
  }
}
