/** Seconds since 1970, as the price chart counts time. */
export interface SpotPoint {
  time: number;
  value: number;
}

/** Spot over time as the pictures told it, oldest first, one point an instant. */
export class SpotSeries {
  private underlying: string | null = null;
  private held: SpotPoint[] = [];

  constructor(private readonly most = 20_000) {}

  get points(): readonly SpotPoint[] {
    return this.held;
  }

  add(picture: { underlying: string; asOf: string; spot?: number | null }): void {
    const time = Date.parse(picture.asOf) / 1000;
    if (picture.spot == null || !Number.isFinite(time))
      return;
    if (picture.underlying !== this.underlying) {
      this.underlying = picture.underlying;
      this.held = [];
    }
    this.place({ time, value: picture.spot });
    if (this.held.length > this.most)
      this.held = this.held.slice(-Math.ceil(this.most / 2));
  }

  /** Snapshots of a series may come in any order. */
  private place(point: SpotPoint): void {
    let at = this.held.length;
    while (at > 0 && this.held[at - 1]!.time > point.time)
      at--;
    const isKnown = at > 0 && this.held[at - 1]!.time === point.time;
    this.held.splice(isKnown ? at - 1 : at, isKnown ? 1 : 0, point);
  }
}
