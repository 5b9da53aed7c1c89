import { follow } from './follow';

export interface Frame<View> {
  seq: number;
  view: View | null;
}

/** What a page shows of one stream. `at` is when the browser got it, in its own milliseconds. */
export interface Picture<View> {
  view: View | null;
  at: number | null;
  isLoaded: boolean;
}

/**
 * The latest picture of one stream. Frames may come faster than the screen draws: listeners hear once a drawn frame,
 * `onView` hears every view.
 */
export class Channel<View> {
  private picture: Picture<View> = { view: null, at: null, isLoaded: false };
  private last: number | null = null;
  private isTold = false;
  private isRefetching = false;
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly refetch: () => Promise<void>,
    private readonly onView: (view: View) => void = () => {},
    private readonly nextDraw: (draw: () => void) => void = draw => requestAnimationFrame(draw),
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** A frame of the stream. Frames are whole pictures, so one after a gap is shown, and what was lost is asked for. */
  push(frame: Frame<View>): void {
    const step = follow(this.last, frame.seq);
    if (step === 'old')
      return;
    this.last = frame.seq;
    this.show(frame.view);
    if (step === 'gap' && !this.isRefetching) {
      this.isRefetching = true;
      void this.refetch().finally(() => {
        this.isRefetching = false;
      });
    }
  }

  /** An answer of REST: shown unless the stream is already further. */
  answer(frame: Frame<View>): void {
    if (this.last !== null && frame.seq < this.last)
      return;
    this.last = frame.seq;
    this.show(frame.view);
  }

  /** After a new link or a new choice of conventions numbers start anew; the picture stays until the next one. */
  restart(): void {
    this.last = null;
  }

  /** As before the first frame. */
  forget(): void {
    this.last = null;
    this.picture = { view: null, at: null, isLoaded: false };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): Picture<View> => this.picture;

  private show(view: View | null): void {
    this.picture = { view, at: this.now(), isLoaded: true };
    if (view !== null)
      this.onView(view);
    if (this.isTold)
      return;
    this.isTold = true;
    this.nextDraw(() => {
      this.isTold = false;
      for (const listener of this.listeners)
        listener();
    });
  }
}
