import { describe, expect, it } from 'vitest';
import type { RiskView } from '../src/api/views';
import { isMarginShort, liquidationText, marginText, nearest, toldLine, toldText } from '../src/pages/risk/margin';

type Margin = NonNullable<RiskView['margin']>;

const base: Margin = { rules: 'r', maintenance: 50, initial: 60, equity: 100, ratio: 0.5, scale: null, down: { move: -0.25, spot: 75, sigmas: -5 }, up: { move: 0.081, spot: 108.1, sigmas: 1.62 } };
const of = (change: Partial<Margin>): { margin: Margin } => ({ margin: { ...base, ...change } });

describe('margin', () => {
  it('shows the nearer side, whichever it is', () => {
    expect(nearest(of({}))?.spot).toBe(108.1);
    expect(nearest(of({ up: null }))?.spot).toBe(75);
    expect(nearest(of({ down: null }))?.spot).toBe(108.1);
    expect(nearest(of({ up: null, down: null }))).toBeNull();
    expect(nearest({ margin: null })).toBeNull();
  });

  it('tells both sides, and tenths of a percent where it is near', () => {
    expect(liquidationText(of({}))).toBe('−25 % -5σ · +8.1 % 1.6σ');
    expect(liquidationText(of({ up: null, down: null }))).toBe('none within range');
    expect(liquidationText(of({ equity: null }))).toBe('equity not known');
    expect(liquidationText({ margin: null })).toBe('equity not known');
  });

  it('warns from 80 % of equity on, and where none is left', () => {
    expect(isMarginShort(of({}))).toBe(false);
    expect(isMarginShort(of({ maintenance: 81 }))).toBe(true);
    expect(isMarginShort(of({ equity: -5, ratio: null }))).toBe(true);
    expect(isMarginShort(of({ equity: 0, maintenance: 0 }))).toBe(false);
    expect(isMarginShort(of({ equity: null }))).toBe(false);
    expect(marginText(of({}))).toBe('50 % of equity 100');
    expect(isMarginShort(of({ maintenance: 200, scale: 0.25 }))).toBe(false); // by what the venue says
    expect(marginText(of({ scale: 0.25 }))).toBe('50 % of equity 100 · as told');
    expect(marginText(of({ equity: -5, ratio: null }))).toContain('equity');
    expect(marginText(of({ equity: null }))).toBe('equity not known');
  });

  it('tells what the venue says, and how far that is from what is reckoned', () => {
    const marginTold = { venue: 'deribit', currency: 'BTC', equity: 100, initial: 80, maintenance: 55, ratio: 0.55, state: 'ok', asOf: '2026-01-05T09:00:10Z', isOld: false };
    expect(toldText({ ...of({}), marginTold })).toBe('55 % of equity 100 · Δ +5.00');
    expect(toldText({ margin: null, marginTold })).toBe('55 % of equity 100');
    expect(toldText({ margin: null, marginTold: { ...marginTold, equity: -5, ratio: null } })).toBe('equity −5.00');
    expect(toldText({ margin: null, marginTold: null })).toBe('the venue does not say');
    expect(toldLine(marginTold)).toBe('deribit: maintenance 55.0 BTC, initial 80.0, of equity 100: enough, as of 09:00:10');
    expect(toldLine({ ...marginTold, state: 'call', isOld: true })).toContain('a margin call');
  });
});
