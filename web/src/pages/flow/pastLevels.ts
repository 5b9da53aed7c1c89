import type { FlowView, SeriesAnswer } from '../../api/views';
import type { FlowChoice } from '../../api/client';

/** Levels of a snapshot that lies behind, in seconds since 1970. */
export interface PastLevels {
  time: number;
  zeroGamma: number | null;
  callWall: number | null;
  putWall: number | null;
}

export const UNKNOWN = { zeroGamma: null, callWall: null, putWall: null };

/** The stored levels up to an instant. They are of the default walls and signs: none under other walls, and none of a snapshot whose signs are not those of the picture. */
export function pastLevels({ times, levels, expiries }: SeriesAnswer, until: number, c: FlowView['conventions'], defaults: FlowChoice): PastLevels[] {
  if (c.walls !== defaults.walls || c.expiries !== expiries)
    return [];
  return times
    .map((at, i): PastLevels => {
      const then = levels[i];
      return { time: Math.floor(Date.parse(at) / 1000), ...(then === undefined || then.signs !== null && then.signs !== c.signs ? UNKNOWN : { zeroGamma: then.zeroGamma, callWall: then.callWall, putWall: then.putWall }) };
    })
    .filter(({ time }) => time <= until);
}
