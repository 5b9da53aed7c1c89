import type { FlowView, Maybe, StrikeView } from '../../api/views';

/** Which exposure is drawn by strike, which quantity by strike and expiry, and in which of the view's units. */
export interface ExposureChoice {
  exposure: ExposureName;
  heat: HeatName;
  unit: string;
}

export type ExposureName = keyof typeof EXPOSURES;

export const EXPOSURES = {
  gex: 'GEX', dex: 'DEX', vex: 'VEX', cex: 'CEX', volga: 'volga', speed: 'speed',
} as const;

export type HeatName = keyof typeof HEATS;

/** What the heatmap shows: net exposures, or contracts of calls and puts together. */
export const HEATS = {
  gex: 'net GEX', dex: 'net DEX', vex: 'net VEX', cex: 'net CEX', openInterest: 'open interest', volume: 'volume',
} as const;

export const isCount = (heat: HeatName): boolean => heat === 'openInterest' || heat === 'volume';

export const UNITS: Record<string, string> = {
  percent: 'for a move of 1 %', point: 'for a move of one point', contracts: 'in contracts of the hedge instrument, for a move of one point',
};

export const FIRST_CHOICE: ExposureChoice = { exposure: 'gex', heat: 'gex', unit: 'percent' };

/** From the numbers of the view to the chosen unit; no factor where the exposure has none in it. */
export function unitOf(view: FlowView, { exposure, unit }: { exposure: string; unit: string }): { factor: number | null; unit: string } {
  const own = view.units.find(u => u.name === unit)?.exposures.find(e => e.exposure === exposure);
  return own ?? { factor: null, unit: '' };
}

/** One strike's calls, puts and both together, in the chosen unit; null where there is no number. */
export function sidesOf(view: FlowView, strike: StrikeView, choice: Pick<ExposureChoice, 'exposure' | 'unit'>): { calls: number | null; puts: number | null; net: number | null } {
  const { factor } = unitOf(view, choice);
  const { exposure } = choice;
  const scaled = (amount: Maybe): number | null => (amount == null || factor === null ? null : amount * factor);
  const calls = scaled(strike.calls?.[exposure] ?? (exposure === 'gex' ? strike.callGex : null));
  const puts = scaled(strike.puts?.[exposure] ?? (exposure === 'gex' ? strike.putGex : null));
  return { calls, puts, net: calls === null && puts === null ? null : (calls ?? 0) + (puts ?? 0) };
}
