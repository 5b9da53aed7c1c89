import { useEffect, useRef } from 'react';
import type { SmileView, VolSurfaceView } from '../../api/views';
import { surfaceText } from '../../format/conventions';
import { fixed, percent, price, significant } from '../../format/numbers';
import { expiryNames } from './heatmap';
import { points } from './smileChart';

const CENTURY = 2;

interface Props {
  view: VolSurfaceView;
  chosen: SmileView | null;
  onChoose: (expiry: string) => void;
}

/** A line an expiry: what its smile says, and how near it is to its quotes. A click shows it. */
export function SmileTable({ view: { smiles, conventions }, chosen, onChoose }: Props) {
  const names = expiryNames(smiles);
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    row.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen?.expiry]);
  return (
    <table className="numbers smiles" data-testid="smile-table">
      <thead>
        <tr>
          <th className="text">expiry</th><th title={surfaceText.atm}>ATM %</th><th title={surfaceText.skew}>skew</th>
          <th title={surfaceText.riskReversal(conventions)}>RR 25</th><th title={surfaceText.butterfly(conventions)}>BF 25</th>
          <th title={surfaceText.rms}>rms near</th><th title={surfaceText.inside}>inside</th><th title={surfaceText.quotes}>quotes</th>
        </tr>
      </thead>
      <tbody>
        {smiles.map((smile, i) => (
          <tr key={smile.expiry} ref={smile === chosen ? row : null} className={`${smile === chosen ? 'chosen' : ''}${smile.svi === null ? ' dim' : ''}`} title={inWords(smile)} onClick={() => onChoose(smile.expiry)} data-testid="smile-row">
            <td className="text">{names[i]!.slice(CENTURY)}{smile.calendarFree === false ? ' ×' : ''}</td>
            <td>{fixed(points(smile.atmVol), 2)}</td>
            <td>{fixed(smile.skew, 2, true)}</td>
            <td>{fixed(points(smile.riskReversal25), 2, true)}</td>
            <td>{fixed(points(smile.butterfly25), 2, true)}</td>
            <td>{fixed(points(smile.rmsErrorNear), 2)}</td>
            <td>{percent(smile.insideShare, 0)}</td>
            <td>{fixed(smile.quotes, 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function inWords(smile: SmileView): string {
  const { svi } = smile;
  return [
    `${smile.expiry}: ${fixed(smile.years * 365, 2)} days, forward ${price(smile.forward)} (${smile.forwardRung})`,
    smile.note,
    svi && `raw SVI: a ${significant(svi.a)}, b ${significant(svi.b)}, rho ${significant(svi.rho)}, m ${significant(svi.m)}, sigma ${significant(svi.sigma)}`,
    svi && `rms ${fixed(points(smile.rmsErrorNear), 2)} points between deltas of 10, ${fixed(points(smile.rmsError), 2)} over all; median error ${fixed(smile.medianError, 2)} spreads`,
    svi && `curvature ${fixed(smile.curvature, 2, true)}; ${smile.butterflyFree ? 'no butterfly arbitrage' : '× butterfly arbitrage'}; ${smile.calendarFree ? 'does not cross the expiry before it' : '× crosses the expiry before it: the surface takes the higher'}`,
    `${smile.quotes} quotes with a bid, ${smile.asksOnly} with an ask alone, ${smile.leftOut} left out`,
  ].filter(Boolean).join('\n');
}
