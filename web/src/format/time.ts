import { NOTHING } from './numbers';

/** 0.4 s, 12 s, 3 min, 5 h, 4 d. */
export function age(seconds: number | null | undefined): string {
  if (seconds == null || !Number.isFinite(seconds))
    return NOTHING;
  if (seconds < 9.95)
    return `${Math.max(0, seconds).toFixed(1)} s`;
  if (seconds < 120)
    return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3600)
    return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}

/** 14:03:09 of an ISO instant, in UTC. */
export const clock = (iso: string): string => part(iso, /T(\d{2}:\d{2}:\d{2})/);

/** 2026-01-21 of an ISO instant. */
export const day = (iso: string): string => part(iso, /^(\d{4}-\d{2}-\d{2})/);

function part(iso: string, pattern: RegExp): string {
  return pattern.exec(iso)?.[1] ?? iso;
}

/** Wall-clock time in UTC: 14:03:09. */
export const clockAt = (milliseconds: number): string => clock(new Date(milliseconds).toISOString());
