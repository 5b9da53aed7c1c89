/** What a frame's number says: take it, take it and refetch (some were lost), or drop it (older than what is shown). */
export type Step = 'take' | 'gap' | 'old';

/** `last` is null before the first frame and after a new link, when any number is a fair start. */
export function follow(last: number | null, seq: number): Step {
  if (last === null || seq === last + 1)
    return 'take';
  return seq > last ? 'gap' : 'old';
}
