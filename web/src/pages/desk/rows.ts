import type { FillView } from '../../api/views';

export type FillRow = FillView & { id: string };

/** Fills have no number of their own: equal ones are told apart by their count from the oldest. */
export function fillRows(newestFirst: readonly FillView[]): FillRow[] {
  const seen = new Map<string, number>();
  const rows: FillRow[] = [];
  for (const fill of [...newestFirst].reverse()) {
    const key = [fill.order, fill.venue, fill.at, fill.price, fill.quantity].join('|');
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    rows.push({ ...fill, id: `${key}|${count}` });
  }
  return rows.reverse();
}
