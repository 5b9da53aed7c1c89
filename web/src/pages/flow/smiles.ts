import type { LevelsView, SmileView, SurfaceAnswer } from '../../api/views';
import { age, clock, day } from '../../format/time';

/** A fit this much behind quotes that go on is old: the server fits every five seconds or so. */
export const OLD_AFTER_SECONDS = 30;

const MONTH_YEARS = 30 / 365;

/** The smile at the instant that was chosen; without one, or when it is gone, the fitted one nearest to a month ahead. */
export function smileOf(smiles: readonly SmileView[], chosen: string | null): SmileView | null {
  const found = smiles.find(smile => smile.expiry === chosen);
  if (found !== undefined)
    return found;
  const fitted = smiles.filter(smile => smile.svi !== null);
  return (fitted.length > 0 ? fitted : smiles).reduce<SmileView | null>(
    (best, smile) => best === null || Math.abs(smile.years - MONTH_YEARS) < Math.abs(best.years - MONTH_YEARS) ? smile : best, null);
}

/** Where the smile is drawn at first: some three deviations below the forward and two above, as far as quotes reach. */
export function windowOf({ forward, years, atmVol, points: { strikes } }: SmileView): [from: number, to: number] | null {
  const [first, last] = [strikes[0], strikes.at(-1)];
  if (first === undefined || last === undefined)
    return null;
  const deviation = (atmVol ?? 0.2) * Math.sqrt(years);
  const [from, to] = [Math.max(first, forward * Math.exp(-3 * deviation)), Math.min(last, forward * Math.exp(2.2 * deviation))];
  return from < to ? [from, to] : [first, last];
}

export interface FitAge {
  /** In words, for the panel's head. */
  text: string;
  isOld: boolean;
  /** Why a later chain could not be fitted. */
  whyNot: string | null;
}

/**
 * How old the fit is, in market time against the last quote. It is old where a later chain could not be fitted, or where quotes have gone on for long, by the
 * browser's clock, since it came.
 * @param live What the quotes now say; null for a chain that stands.
 * @param sinceAnswer Seconds since the browser got the fit.
 */
export function fitAge({ fittedAt, whyNot }: SurfaceAnswer, live: LevelsView | null, sinceAnswer: number | null): FitAge {
  if (fittedAt === null)
    return { text: '', isOld: false, whyNot };
  if (live === null)
    return { text: `fitted to ${day(fittedAt)} ${clock(fittedAt)} UTC`, isOld: false, whyNot: null };
  const behind = Math.max(0, (Date.parse(live.asOf) - Date.parse(fittedAt)) / 1000);
  const why = live.surfaceWhyNot ?? null;
  const isOld = why !== null || behind > 0 && (sinceAnswer ?? 0) > OLD_AFTER_SECONDS;
  return { text: `${isOld ? 'OLD FIT: ' : ''}fitted at ${clock(fittedAt)} UTC, ${age(behind)} before the quotes`, isOld, whyNot: why };
}
