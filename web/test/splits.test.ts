import { describe, expect, it } from 'vitest';
import type { SeriesAnswer } from '../src/api/views';
import { historyCurves } from '../src/pages/flow/historyCurves';
import { eraAt, erasOf } from '../src/stream/splits';

const levels = (zeroGamma: number): SeriesAnswer['levels'][number] => ({ gex: 1e6, zeroGamma, callWall: null, putWall: null, regime: null, signs: null });

describe('splits', () => {
  it('divide a series into eras, each in the shares of the last', () => {
    const eras = erasOf([10, 20, 30, 40, 50], [{ time: 20, ratio: 7 }, { time: 45, ratio: 1.5 }]);
    expect(eras).toEqual([{ from: 0, divisor: 10.5, name: null }, { from: 1, divisor: 1.5, name: '7:1 split' }, { from: 4, divisor: 1, name: '3:2 split' }]);
    expect([0, 1, 3, 4].map(i => eraAt(eras, i).divisor)).toEqual([10.5, 1.5, 1.5, 1]);
  });

  it('count only between two points, two at one place together', () => {
    expect(erasOf([10, 20], [{ time: 10, ratio: 2 }, { time: 21, ratio: 3 }])).toEqual([{ from: 0, divisor: 1, name: null }]);
    expect(erasOf([10, 20], [{ time: 15, ratio: 0.1 }])[1]!.name).toBe('1:10 split');
    expect(erasOf([10, 20], [{ time: 15, ratio: 2 }, { time: 16, ratio: 2 }]).map(era => era.divisor)).toEqual([4, 1]);
  });

  it('break the lines of a history, and are named there', () => {
    const times = ['2014-06-05T20:00:00Z', '2014-06-06T20:00:00Z', '2014-06-09T20:00:00Z'];
    const option = historyCurves({
      seq: 1, expiries: 'all', underlying: 'AAPL', times, spots: [644, 651, 94], levels: [levels(637), levels(651), levels(92)], recent: [], splits: [{ time: times[2]!, ratio: 7 }],
    }, 2) as { series: { id: string; data: unknown[]; markLine?: { data: { label?: { formatter: string } }[] } }[] };
    const line = (id: string) => option.series.find(series => series.id === id)!;
    expect(line('spot').data).toEqual([[0, 92], [1, 93], [1.5, null], [2, 94]]);
    expect(line('zero-gamma').data).toEqual([[0, 91], [1, 93], [1.5, null], [2, 92]]);
    expect(line('spot').markLine!.data[1]!.label!.formatter).toBe('7:1 split, before it ÷ 7');
  });
});
