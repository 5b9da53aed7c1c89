import { describe, expect, it, vi } from 'vitest';
import { SpotSeries } from '../src/stream/spotSeries';

const at = (second: number, spot: number | null, underlying = 'SPX') => ({ underlying, asOf: new Date(second * 1000 + 250).toISOString(), spot });

describe('SpotSeries', () => {
  it('keeps the last spot of each second', () => {
    const series = new SpotSeries();
    series.add(at(10, 6400));
    series.add(at(10, 6401));
    series.add(at(11, 6402));
    expect(series.read()).toEqual([{ time: 10, value: 6401 }, { time: 11, value: 6402 }]);
  });

  it('orders snapshots that come out of order', () => {
    const series = new SpotSeries();
    series.add(at(30, 3));
    series.add(at(10, 1), at(20, 2), at(10, 1.5));
    expect(series.read().map(point => point.value)).toEqual([1.5, 2, 3]);
  });

  it('leaves out a picture without spot or instant', () => {
    const series = new SpotSeries();
    series.add(at(1, null), { underlying: 'SPX', asOf: 'never', spot: 6400 });
    expect(series.read()).toEqual([]);
  });

  it('begins anew with another underlying', () => {
    const series = new SpotSeries();
    series.add(at(1, 6400));
    series.add(at(2, 100_000, 'BTC'));
    expect(series.read()).toEqual([{ time: 2, value: 100_000 }]);
  });

  it('forgets the older half when it is full', () => {
    const series = new SpotSeries(4);
    series.add(at(1, 1), at(2, 2), at(3, 3), at(4, 4), at(5, 5));
    expect(series.read().map(point => point.value)).toEqual([4, 5]);
  });

  it('tells its listeners', () => {
    const series = new SpotSeries();
    const heard = vi.fn();
    series.subscribe(heard);
    series.add(at(1, 6400), at(2, 6401));
    expect(heard).toHaveBeenCalledOnce();
  });
});
