import type { DeskView } from '../../api/views';
import { explainText } from '../../format/conventions';
import { compact, fixed, money, plain, significant } from '../../format/numbers';

type Explain = DeskView['explain'];

const inPercent = (fraction: number | null | undefined): number | null => fraction == null ? null : 100 * fraction;

/** Implied against realised, one line an option that is or was held. */
export const StrikesTable = ({ strikes, currency }: { strikes: Explain['strikes']; currency: string }) => (
  <table className="numbers" data-testid="explain-strikes">
    <thead>
      <tr>
        <th className="text" title={explainText.option}>option</th><th title={explainText.implied}>implied %</th><th title={explainText.realised}>realised %</th>
        <th title={explainText.gammaEarned}>gamma</th><th title={explainText.thetaPaid}>theta</th><th title={explainText.premium}>premium</th>
      </tr>
    </thead>
    <tbody>
      {strikes.map(strike => (
        <tr key={strike.contract} className={strike.units === 0 ? 'dim' : ''}>
          <td className="text" title={`${strike.contract}: ${plain(strike.units, 4, true)} held now, ${plain(strike.days, 3)} days held\n${explainText.option}`}>
            {strike.contract.split('-').slice(1).join('-')}
          </td>
          <td title={`${strike.impliedVol ?? 'not computed'}\n${explainText.implied}`}>{fixed(inPercent(strike.impliedVol), 1)}</td>
          <td title={`${strike.realisedVol ?? 'not computed'}\n${explainText.realised}`}>{fixed(inPercent(strike.realisedVol), 1)}</td>
          <td title={`${strike.gammaEarned} ${currency}\n${explainText.gammaEarned}`}>{compact(strike.gammaEarned, true)}</td>
          <td title={`${strike.thetaPaid} ${currency}\n${explainText.thetaPaid}`}>{compact(strike.thetaPaid, true)}</td>
          <td title={`${strike.premium} ${currency}\n${explainText.premium}`}>{compact(strike.premium, true)}</td>
        </tr>
      ))}
    </tbody>
  </table>
);

/** What hedging cost, where prices went after it, and what it was worth to wait. */
export const CostTables = ({ explain, currency }: { explain: Explain; currency: string }) => (
  <>
    <table className="numbers" data-testid="explain-costs">
      <thead>
        <tr>
          <th className="text">venue, algorithm</th><th>fills</th><th title={explainText.fees}>fees</th><th title={explainText.slippage}>slippage</th><th title={explainText.perTurnover}>bp</th>
        </tr>
      </thead>
      <tbody>
        {explain.costs.map(cost => (
          <tr key={`${cost.venue} ${cost.algorithm}`}>
            <td className="text">{cost.venue}, {cost.algorithm}</td><td>{cost.fills}</td>
            <td title={`${cost.fees} ${currency}\n${explainText.fees}`}>{money(cost.fees, currency)}</td>
            <td title={`${cost.slippage ?? 'not known'} ${currency}\n${explainText.slippage}`}>{money(cost.slippage, currency, true)}</td>
            <td title={`${cost.perTurnover ?? 'not computed'}\n${explainText.perTurnover}`}>{fixed(cost.perTurnover, 2)}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <table className="numbers" data-testid="explain-markouts">
      <thead><tr><th className="text" title={explainText.markout}>markout after</th><th>fills</th><th title={explainText.markout}>mean, bp</th><th title={explainText.standardError}>± error</th></tr></thead>
      <tbody>
        {explain.markouts.map(markout => (
          <tr key={markout.seconds} title={`${markout.mean ?? 'none yet'} ± ${markout.standardError ?? 'not known'} bp\n${explainText.markout}`}>
            <td className="text">{markout.seconds} s</td><td>{markout.count}</td><td>{fixed(markout.mean, 2, true)}</td><td>{fixed(markout.standardError, 2)}</td>
          </tr>
        ))}
        {explain.markoutsMissed > 0 && <tr title={explainText.missed}><td className="text">missed</td><td>{explain.markoutsMissed}</td><td /><td /></tr>}
      </tbody>
    </table>
    {explain.hedges.length > 0 && (
      <table className="numbers" data-testid="explain-hedges">
        <thead>
          <tr>
            <th className="text">hedge</th><th>size</th><th title={explainText.hedgeSlippage}>slip, bp</th>
            <th title={explainText.markout}>1 s</th><th title={explainText.markout}>10 s</th><th title={explainText.markout}>60 s</th>
          </tr>
        </thead>
        <tbody>
          {explain.hedges.map((hedge, number) => (
            <tr key={`${hedge.at} ${number}`} title={`${hedge.at}: ${hedge.side} ${hedge.quantity} ${hedge.contract} at ${hedge.venue}, ${plain(hedge.price, 4)}`}>
              <td className="text">{hedge.at.slice(11, 19)} {hedge.side}</td><td>{plain(hedge.quantity, 3)}</td><td>{fixed(hedge.slippage, 1, true)}</td>
              <td>{fixed(hedge.after1, 1, true)}</td><td>{fixed(hedge.after10, 1, true)}</td><td>{fixed(hedge.after60, 1, true)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
    {explain.standing && (
      <table className="numbers" data-testid="explain-standing">
        <tbody>
          <tr title={explainText.held}><td className="text">decisions that let delta stand</td><td>{explain.standing.decisions}</td></tr>
          <tr title={explainText.saved}><td className="text">costs saved</td><td>{money(explain.standing.saved, currency, true)}</td></tr>
          <tr title={explainText.drift}><td className="text">what that delta brought</td><td>{money(explain.standing.drift, currency, true)}</td></tr>
          <tr title={explainText.standing}><td className="text">delta that stands now</td><td>{significant(explain.standing.delta, true)}</td></tr>
        </tbody>
      </table>
    )}
  </>
);
