import { memo, useState } from 'react';
import { getStress } from '../../api/client';
import type { StressView } from '../../api/views';
import { compact, percent, price, significant } from '../../format/numbers';
import { useAsking } from '../../stream/useAsking';
import { Panel } from '../../ui/Panel';
import { percentOf } from './moves';
import { beforeAfter, CRASHES, failsAt, fateOf, firstText, isAnswer, lossText, nameOf, USUAL, VOLS } from './stress';

/** All accounts are revalued by the server each time, and looked for where each fails. */
const ASK_EVERY_MS = 2000;

const CONVENTION = 'Spot of one asset moves at once, the others with it by their betas (1 where the settings say nothing); nothing is traded on the way.\nAn account whose equity no longer covers maintenance is liquidated at that price, without slippage: what is left stands without its hedge.';

/** What one asset's crash does to every account, and what is left of each underlying after it. */
export const StressPanel = memo(function StressPanel({ search }: { search: string }) {
  const [asked, ask] = useState(USUAL);
  const [answer, setAnswer] = useState<StressView | null>(null);
  useAsking(() => getStress(asked.asset, asked.move, asked.vols), ASK_EVERY_MS, ({ view }) => setAnswer(view), [asked]);
  const view = answer !== null && isAnswer(answer, asked) ? answer : null;
  const words = search.trim().toLowerCase();
  const isSought = (text: string): boolean => words === '' || text.toLowerCase().includes(words);
  const tools = (
    <>
      <select value={asked.asset ?? answer?.asset ?? ''} aria-label="asset that crashes" data-testid="stress-asset" onChange={event => ask({ ...asked, asset: event.target.value })}>
        {(answer?.assets ?? []).map(asset => <option key={asset}>{asset}</option>)}
      </select>
      <select value={asked.move} aria-label="move of its spot" title="Of its spot" data-testid="stress-move" onChange={event => ask({ ...asked, move: Number(event.target.value) })}>
        {CRASHES.map(move => <option key={move} value={move}>{percentOf(move)}</option>)}
      </select>
      <select value={asked.vols} aria-label="change of all vols" title="All vols, in proportion" data-testid="stress-vols" onChange={event => ask({ ...asked, vols: Number(event.target.value) })}>
        {VOLS.map(change => <option key={change} value={change}>{change === 0 ? 'vols stay' : `vols ${percentOf(change)}`}</option>)}
      </select>
    </>
  );
  return (
    <Panel name="If an asset crashes" testId="stress-panel" title={CONVENTION} note={view === null ? undefined : <span data-testid="stress-loss">{lossText(view)}</span>} tools={tools}>
      {view === null ? <p className="nothing">{answer === null ? 'The desk is starting' : 'looking …'}</p> : (
        <div className="scroll">
          <table className="numbers stress" data-testid="stress-accounts">
            <thead><tr>
              <th className="text">account</th><th title="Profit of what is held, in the account’s currency">P&amp;L</th><th title="Now and after; on cross margin in USD as it counts, haircuts taken off">equity</th>
              <th title="By scenarios, an upper bound where far prices decide">maintenance</th><th title="Maintenance over equity">used</th><th title="The nearest moves of the asset at which equity no longer covers maintenance">fails at</th><th className="text">then</th>
            </tr></thead>
            <tbody>
              {view.accounts.filter(account => isSought(nameOf(account))).map(account => (
                <tr key={nameOf(account)} className={account.isLiquidated === true ? 'liquidated' : undefined} data-testid="stress-account">
                  <td className="text" title={`${account.positions} positions`}>{nameOf(account)}{account.margin === 'cross' && <i> {account.currency}</i>}</td>
                  <td>{compact(account.pnl, true)}</td>
                  <td>{beforeAfter(account.equity, account.equityAfter, compact)}</td>
                  <td>{beforeAfter(account.maintenance, account.maintenanceAfter, compact)}</td>
                  <td>{beforeAfter(account.ratio, account.ratioAfter, ratio => percent(ratio, 0))}</td>
                  <td>{failsAt(account, view.volChange)}</td>
                  <td className="text fate">{fateOf(account)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <table className="numbers stress" data-testid="stress-left">
            <thead><tr>
              <th className="text">left of</th><th title="Quote currency">spot</th><th title="Net delta now, units of the underlying">Δ now</th><th title="There, of all that is held now">Δ after</th>
              <th title="There, of the accounts that are not liquidated">Δ left</th><th title="Of a 1 % move, units of the underlying">Γ left</th><th title="The lowest profit at once from there, over the scenarios">worst left</th>
            </tr></thead>
            <tbody>
              {view.underlyings.filter(row => isSought(row.underlying)).map(row => (
                <tr key={row.underlying} className={row.positionsLeft !== null && row.positionsLeft < row.positions ? 'liquidated' : undefined} data-testid="stress-underlying">
                  <td className="text" title={`beta ${row.beta}, vols ${percentOf(row.volChange)}`}>{row.underlying} <i>{row.positionsLeft ?? '?'} of {row.positions}</i></td>
                  <td>{beforeAfter(row.spot, row.spotAfter, price)}</td>
                  <td>{significant(row.delta, true)}</td>
                  <td>{significant(row.deltaAfter, true)}</td>
                  <td>{significant(row.deltaLeft, true)}</td>
                  <td>{significant(row.gammaLeft, true)}</td>
                  <td>{compact(row.worstLeft, true)} <i>{row.currency}</i></td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="firsts" data-testid="stress-first">{view.first.map(first => <span key={first.asset}>{firstText(first, view.volChange)}</span>)}</p>
        </div>
      )}
    </Panel>
  );
});
