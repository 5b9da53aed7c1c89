/**
 * What a line must draw more than before, from its last point on (it may have moved); null where the start or the
 * middle has changed and the whole line must be drawn again. Both are ordered by time.
 */
export function newer<P extends { time: number }>(before: readonly P[], now: readonly P[]): P[] | null {
  const last = before.at(-1);
  if (last === undefined)
    return null;
  let from = now.length - 1;
  while (from >= 0 && now[from]!.time > last.time)
    from--;
  const isContinued = from >= 0 && now[from]!.time === last.time;
  const isSameBefore = from === 0 || (before.length > 1 && now[from - 1]?.time === before.at(-2)!.time);
  return isContinued && isSameBefore && before.length >= from + 1 ? now.slice(from) : null;
}
