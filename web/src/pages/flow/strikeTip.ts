import type { FlowView } from '../../api/views';
import { compact, fixed, plain, price } from '../../format/numbers';
import { EXPOSURES, HEATS, isCount, sidesOf, unitOf, type ExposureChoice } from './exposure';
import type { Heatmap } from './heatmap';
import { profileAt } from './profile';
import { nearestStrike } from './strikeWindow';
import { tipRow } from './tip';

const MOST_EXPIRIES = 5;

/** All that is known at one place of the strike axis: the profile there, its nearest strike and that strike's expiries. */
export function strikeTip(view: FlowView, heat: Heatmap, at: number, choice: ExposureChoice): HTMLElement | string {
  const strike = nearestStrike(view.byStrike, at);
  if (strike === null)
    return '';
  const tip = document.createElement('table');
  tip.className = 'tip';
  tipRow(tip, `if spot were ${price(at)}`, `${compact(profileAt(view.profile, at), true)} / 1 %`);
  tipRow(tip, `strike ${plain(strike.strike)}`, '', 'head');
  const { calls, puts, net } = sidesOf(view, strike, choice);
  const name = EXPOSURES[choice.exposure];
  tipRow(tip, `call ${name}`, compact(calls, true));
  tipRow(tip, `put ${name}`, compact(puts, true));
  tipRow(tip, `net ${name}`, compact(net, true));
  tipRow(tip, '', unitOf(view, choice).unit);
  tipRow(tip, 'OI calls · puts', `${fixed(strike.callOi, 0)} · ${fixed(strike.putOi, 0)}`);
  const cells = heat.cells.filter(cell => cell[0] === strike.strike).sort((a, b) => Math.abs(b[2]) - Math.abs(a[2]));
  for (const [, expiry, amount] of cells.slice(0, MOST_EXPIRIES))
    tipRow(tip, `${HEATS[choice.heat]} ${heat.rows[expiry] ?? ''}`, compact(amount, !isCount(choice.heat)));
  return tip;
}
