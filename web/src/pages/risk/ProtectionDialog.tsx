import { useRef, useState, type FormEvent } from 'react';
import { getProtection, Problem } from '../../api/client';
import type { ProtectionAnswer, RiskView } from '../../api/views';
import { compact, plain } from '../../format/numbers';
import { tradePackage } from '../../stream/commands';
import { Confirm, Dialog } from '../../ui/Dialog';
import { useSending } from '../../ui/useSending';
import { amountOf, foundText, usualLoss } from './protect';

interface Props {
  view: RiskView;
  onClose: () => void;
}

/** Asks for the cheapest options that leave no scenario with more than a loss, shows them with their cost, and trades them once that is asked for. */
export function ProtectionDialog({ view, onClose }: Props) {
  const [loss, setLoss] = useState(() => `${usualLoss(view) ?? ''}`);
  const [premium, setPremium] = useState('');
  const [days, setDays] = useState('2');
  const [found, setFound] = useState<ProtectionAnswer | null>(null);
  const [why, setWhy] = useState<string | null>(null);
  const [isAsking, setAsking] = useState(false);
  /** Grows with each question and each letter: an answer to what does not stand there any more is none. */
  const asked = useRef(0);
  const [isConfirming, confirm] = useState(false);
  const { refusal, isSending, send, forget } = useSending(onClose);
  const most = amountOf(loss), pay = amountOf(premium), lasts = amountOf(days);
  const canAsk = most !== null && !Number.isNaN(most) && !(pay !== null && Number.isNaN(pay)) && lasts !== null && !Number.isNaN(lasts);
  const typed = (set: (text: string) => void, text: string): void => {
    set(text);
    asked.current++;
    setAsking(false);
    setFound(null); // what is shown is the answer to what stands there
    setWhy(null);
    forget();
  };
  const find = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!canAsk || isAsking)
      return;
    const mine = ++asked.current;
    setAsking(true);
    let answer: ProtectionAnswer | null = null, refused: string | null = null;
    try {
      answer = await getProtection(view.underlying, most, pay, lasts);
    } catch (error) {
      if (!(error instanceof Problem))
        throw error;
      refused = error.detail ?? error.title;
    }
    if (mine !== asked.current)
      return;
    setFound(answer);
    setWhy(refused);
    forget();
    setAsking(false);
  };
  const legs = found?.legs ?? [];
  const trade = (): Promise<void> => send(() => tradePackage(legs.map(({ contract, quantity, limit }) => ({ contract, quantity, limit })), view.underlying));
  const what = legs.map(leg => `${plain(leg.quantity, 4)} ${leg.contract} at ${plain(leg.limit)} or less`).join(', ');
  return (
    <>
      <Dialog title={`Protect ${view.underlying}`} onClose={onClose} testId="protection-dialog">
        <form className="protection-form" onSubmit={event => void find(event)}>
          <p>The listed options that cost least and leave no scenario of spot and vols, at once, with a larger loss. Bought legs alone, at the touch, their delta hedged as the rest; their cost is counted in each scenario.</p>
          <label>largest loss<input inputMode="decimal" value={loss} data-first data-testid="protection-loss" spellCheck={false} onChange={event => typed(setLoss, event.target.value)} /><i>{view.currency}</i></label>
          <label>premium at most<input inputMode="decimal" value={premium} placeholder="any" data-testid="protection-premium" spellCheck={false} onChange={event => typed(setPremium, event.target.value)} /><i>{view.currency}</i></label>
          <label title="Against a move at once, what ends in hours is cheapest, and gone in hours">ends in at least<input inputMode="decimal" value={days} data-testid="protection-lasts" spellCheck={false} onChange={event => typed(setDays, event.target.value)} /><i>days</i></label>
          {found !== null && <p data-testid="protection-found">{foundText(found, value => compact(value))}</p>}
          {legs.length > 0 && (
            <table className="numbers" data-testid="protection-legs">
              <thead><tr><th className="text">buy</th><th title="Contracts">quantity</th><th title="The touch, in the contract’s price unit">at</th><th title="What the order may pay">limit</th><th title={found?.currency}>premium</th><th title={`Against the mid, fees, and hedging its delta, ${found?.currency ?? ''}`}>cost</th></tr></thead>
              <tbody>
                {legs.map(leg => <tr key={leg.contract}><td className="text">{leg.contract}</td><td>{plain(leg.quantity, 4)}</td><td>{plain(leg.price)}</td><td>{plain(leg.limit)}</td><td>{compact(leg.premium)}</td><td>{compact(leg.cost)}</td></tr>)}
              </tbody>
              <tfoot><tr><td className="text" title="No package that suffices costs less">{found?.bound == null ? '' : `bound ${compact(found.bound)}`}</td><td /><td /><td /><td>{compact(found?.premium)}</td><td>{compact(found?.cost)}</td></tr></tfoot>
            </table>
          )}
          <p className="hint" data-testid="protection-hint">{refusal ?? why ?? (isAsking ? 'looking …' : canAsk ? ' ' : 'Loss, premium and days are numbers from 0')}</p>
          <div className="buttons">
            <button type="button" onClick={onClose}>Leave <kbd>Esc</kbd></button>
            <button className={legs.length > 0 ? undefined : 'primary'} disabled={!canAsk || isAsking} data-testid="protection-find">Find <kbd>Enter</kbd></button>
            <button type="button" className={legs.length > 0 ? 'primary' : undefined} disabled={legs.length === 0 || isSending || isAsking} data-testid="protection-trade" title="Each order at its price or better, at once or not at all: all of them leave or none"
              onClick={() => confirm(true)}>{legs.length === 1 ? 'Buy it' : legs.length > 1 ? `Buy these ${legs.length}` : 'Buy'}</button>
          </div>
        </form>
      </Dialog>
      {isConfirming && legs.length > 0 && (
        <Confirm testId="protection-confirm" title={legs.length === 1 ? 'Buy it?' : `Buy these ${legs.length}?`} verb="Buy" isDangerous onConfirm={() => void trade()} onClose={() => confirm(false)}
          text={`${what}: premium ${compact(found?.premium)} ${found?.currency ?? ''}. Each at once at its limit or better, or not at all.`} />
      )}
    </>
  );
}
