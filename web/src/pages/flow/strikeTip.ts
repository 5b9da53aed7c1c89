import type { FlowView } from '../../api/views';
import { compact, fixed, plain, price } from '../../format/numbers';
import type { Heatmap } from './heatmap';
import { profileAt } from './profile';
import { nearestStrike } from './strikeWindow';

const MOST_EXPIRIES = 5;

/** All that is known at one place of the strike axis: the profile there, its nearest strike and that strike's expiries. */
export function strikeTip(view: FlowView, heat: Heatmap, at: number): HTMLElement | string {
  const strike = nearestStrike(view.byStrike, at);
  if (strike === null)
    return '';
  const tip = document.createElement('table');
  tip.className = 'tip';
  row(tip, `if spot were ${price(at)}`, `${compact(profileAt(view.profile, at), true)} / 1 %`);
  row(tip, `strike ${plain(strike.strike)}`, '', 'head');
  row(tip, 'call GEX', compact(strike.callGex, true));
  row(tip, 'put GEX', compact(strike.putGex, true));
  row(tip, 'net GEX', compact(strike.netGex, true));
  row(tip, 'OI calls · puts', `${fixed(strike.callOi, 0)} · ${fixed(strike.putOi, 0)}`);
  row(tip, 'DEX', compact(strike.dex, true));
  row(tip, 'VEX · CEX', `${compact(strike.vex, true)} · ${compact(strike.cex, true)}`);
  const cells = heat.cells.filter(cell => cell[0] === strike.strike).sort((a, b) => Math.abs(b[2]) - Math.abs(a[2]));
  for (const [, expiry, gex] of cells.slice(0, MOST_EXPIRIES))
    row(tip, heat.rows[expiry] ?? '', compact(gex, true));
  return tip;
}

function row(tip: HTMLTableElement, name: string, value: string, className = ''): void {
  const line = tip.insertRow();
  line.className = className;
  line.insertCell().textContent = name;
  line.insertCell().textContent = value;
}
