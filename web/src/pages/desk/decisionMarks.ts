import type { DecisionView } from '../../api/views';
import { plain, price, significant } from '../../format/numbers';
import { clock, day } from '../../format/time';

/** A decision that traded or was refused, at the point of the chart that it stands by. */
export interface DecisionMark {
  /** Of the point, in seconds since 1970. */
  time: number;
  decision: DecisionView;
}

/** Oldest first, each at the chart's last point up to its instant; what was decided before the first point is left out. */
export function marksOf(newestFirst: readonly DecisionView[], points: readonly { time: number }[]): DecisionMark[] {
  const marks: DecisionMark[] = [];
  let at = points.length - 1;
  for (const decision of newestFirst) {
    if (decision.action === 'hold')
      continue;
    const time = Date.parse(decision.at) / 1000;
    while (at >= 0 && points[at]!.time > time)
      at--;
    if (at < 0)
      break;
    marks.push({ time: points[at]!.time, decision });
  }
  return marks.reverse();
}

/** The mark that is nearest to a place across, the newest of several at one point; null where none is within reach. */
export function nearestMark(marks: readonly DecisionMark[], x: number, xOf: (time: number) => number | null, reach: number): DecisionMark | null {
  let nearest: DecisionMark | null = null;
  let least = reach;
  for (const mark of marks) {
    const there = xOf(mark.time);
    if (there === null || Math.abs(there - x) > least)
      continue;
    nearest = mark;
    least = Math.abs(there - x);
  }
  return nearest;
}

/** What a mark tells of its decision, name and value a line. */
export function decisionLines(decision: DecisionView): [name: string, value: string][] {
  const { quantity, count, order, limit } = decision;
  const side = quantity > 0 ? 'buy' : 'sell';
  return [
    ['time', `${day(decision.at)} ${clock(decision.at)} UTC`],
    ['action', count > 1 ? `${decision.action} ×${count}` : decision.action],
    ...(quantity === 0 ? [] : [['quantity', `${side} ${plain(Math.abs(quantity), 8)} contracts${limit == null ? '' : ` at ${price(limit)} or better`}`] as [string, string]]),
    ...(order === null ? [] : [['order', order] as [string, string]]),
    ['net delta', significant(decision.netDelta, true)],
    ['band', `${plain(decision.lower, 4, true)} … ${plain(decision.upper, 4, true)}`],
    ['reason', decision.reason],
  ];
}
