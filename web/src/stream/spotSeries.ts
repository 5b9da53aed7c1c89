import { Store } from './store';

/** Seconds since 1970, as the price chart counts time. */
export interface SpotPoint {
  time: number;
  value: number;
}

type Told = { underlying: string; asOf: string; spot?: number | null };

/** Spot over time as the pictures told it, oldest first, one point a second: the last one told. */
export class SpotSeries extends Store<readonly SpotPoint[]> {
  private underlying: string | null = null;

  constructor(private readonly most = 20_000) {
    super([]);
  }

  /** Pictures may come in any order, as the snapshots of a series do. */
  add(...pictures: Told[]): void {
    let points = [...this.read()];
    for (const { underlying, asOf, spot } of pictures) {
      const time = Math.floor(Date.parse(asOf) / 1000);
      if (spot == null || !Number.isFinite(time))
        continue;
      if (underlying !== this.underlying)
        points = [];
      this.underlying = underlying;
      place(points, { time, value: spot });
    }
    this.set(points.length > this.most ? points.slice(-Math.ceil(this.most / 2)) : points);
  }
}

function place(points: SpotPoint[], point: SpotPoint): void {
  let at = points.length;
  while (at > 0 && points[at - 1]!.time > point.time)
    at--;
  const isKnown = at > 0 && points[at - 1]!.time === point.time;
  points.splice(isKnown ? at - 1 : at, isKnown ? 1 : 0, point);
}
