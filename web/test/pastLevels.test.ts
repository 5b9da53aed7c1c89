import { describe, expect, it } from 'vitest';
import type { FlowView, SeriesAnswer } from '../src/api/views';
import { pastLevels } from '../src/pages/flow/pastLevels';

const levels = (zeroGamma: number, signs: string | null): SeriesAnswer['levels'][number] => ({ gex: 1, zeroGamma, callWall: 110, putWall: null, regime: null, signs });

const series: SeriesAnswer = {
  seq: 1, expiries: 'all', underlying: 'X', spots: [100, 101, 102], recent: [], splits: [],
  times: ['1970-01-01T00:00:01Z', '1970-01-01T00:00:02Z', '1970-01-01T00:00:03Z'],
  levels: [levels(98, 'short-all'), levels(99, 'calls-long-puts-short'), levels(100, null)],
};
const conventions = { signs: 'calls-long-puts-short', walls: 'net-gamma', expiries: 'all' } as FlowView['conventions'];
const defaults = { signs: null, walls: 'net-gamma', expiries: 'all' };

describe('levels of the past', () => {
  it('end with the snapshot that is shown', () => expect(pastLevels(series, 2, conventions, defaults).map(({ time }) => time)).toEqual([1, 2]));
  it('of other signs are not known', () => expect(pastLevels(series, Infinity, conventions, defaults).map(({ zeroGamma }) => zeroGamma)).toEqual([null, 99, 100]));
  it('are those of the expiries that are shown', () => {
    const today = { ...conventions, expiries: '0dte' };
    expect(pastLevels(series, Infinity, today, defaults)).toEqual([]);
    expect(pastLevels({ ...series, expiries: '0dte' }, Infinity, today, defaults).map(({ time }) => time)).toEqual([1, 2, 3]);
    expect(pastLevels({ ...series, expiries: '0dte' }, Infinity, conventions, defaults)).toEqual([]);
  });
  it('are those of the default walls alone', () => expect(pastLevels(series, Infinity, { ...conventions, walls: 'open-interest' }, defaults)).toEqual([]));
});
