import type { FlowView } from '../../api/views';

export type Point = [spot: number, gex: number | null];

/** The profile as two lines that meet on zero, so that each sign has its own colour. */
export function splitBySign(profile: FlowView['profile']): { long: Point[]; short: Point[] } {
  const long: Point[] = [];
  const short: Point[] = [];
  profile.forEach(({ spot, gex }, i) => {
    const before = profile[i - 1];
    if (before !== undefined && before.gex * gex < 0) {
      const crossing = before.spot + (spot - before.spot) * before.gex / (before.gex - gex);
      long.push([crossing, 0]);
      short.push([crossing, 0]);
    }
    long.push([spot, gex >= 0 ? gex : null]);
    short.push([spot, gex <= 0 ? gex : null]);
  });
  return { long, short };
}

/** The profile's GEX at a spot, between its two neighbouring points; null outside of them. */
export function profileAt(profile: FlowView['profile'], spot: number): number | null {
  const i = profile.findIndex(point => point.spot >= spot);
  const after = profile[i];
  if (after === undefined)
    return null;
  const before = profile[i - 1];
  if (before === undefined)
    return after.spot === spot ? after.gex : null;
  return before.gex + (after.gex - before.gex) * (spot - before.spot) / (after.spot - before.spot);
}
