import type { FlowView } from '../../api/views';
import { clock, day } from '../../format/time';

/** What a picture shows, of what and of when. */
export const captionOf = ({ underlying, asOf }: { underlying: string; asOf: string }, chart: string, ...more: string[]): string[] =>
  [`${underlying} ${day(asOf)} ${clock(asOf)} UTC`, chart, ...more];

/** By which choices. */
export const choicesOf = ({ conventions: c }: FlowView): string[] => [`signs ${c.signs}`, `walls ${c.walls}`, `expiries ${c.expiries}`];
