import type { DeskView } from '../../api/views';

export interface Step {
  term: string;
  amount: number;
  from: number;
  to: number;
}

/** Each term from where the terms before it have led; terms without an amount are left out, the residual never. */
export function waterfall(terms: DeskView['pnl']['explain']): Step[] {
  let sum = 0;
  return terms.filter(term => term.amount !== 0 || term.term === 'residual').map(({ term, amount }) => {
    const from = sum;
    sum += amount;
    return { term, amount, from, to: sum };
  });
}
