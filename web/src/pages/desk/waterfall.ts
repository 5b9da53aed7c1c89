import type { DeskView } from '../../api/views';

export interface Step {
  term: string;
  amount: number;
  from: number;
  to: number;
}

/** Each term from where the terms before it have led. */
export function waterfall(terms: DeskView['pnl']['explain']): Step[] {
  let sum = 0;
  return terms.map(({ term, amount }) => {
    const from = sum;
    sum += amount;
    return { term, amount, from, to: sum };
  });
}
