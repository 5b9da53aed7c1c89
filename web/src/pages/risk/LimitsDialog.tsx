import { useState, type FormEvent } from 'react';
import type { LimitsAnswer } from '../../api/views';
import { setLimits } from '../../stream/commands';
import { Dialog } from '../../ui/Dialog';
import { useSending } from '../../ui/useSending';
import { FALLS, SIZES, textsOf, typedOf, type Part, type Way } from './limits';

interface Props {
  now: LimitsAnswer;
  /** The settlement currency of the hedge instrument, in which profit falls. */
  currency: string;
  onClose: () => void;
}

const NAMES: Record<Part, string> = {
  maxOrder: 'largest order', maxPosition: 'hedge position', maxDelta: 'net delta', maxGamma: 'net gamma', maxVega: 'net vega', soft: 'drawdown, soft', hard: 'drawdown, hard', then: 'at hard',
};

const WAYS: Record<Exclude<Way, null>, string> = { lower: 'at once', raise: 'second person', wrong: 'not a limit' };

/** Other limits of an underlying: it stays open, with what was typed and what the desk says, until they are taken. */
export function LimitsDialog({ now, currency, onClose }: Props) {
  const [texts, setTexts] = useState(() => textsOf(now));
  const { refusal, isSending, send, forget } = useSending(onClose);
  const { ways, change } = typedOf(texts, now);
  const units: Record<Part, string> = {
    maxOrder: 'contracts', maxPosition: 'contracts', maxDelta: now.underlying, maxGamma: `${now.underlying} / 1 %`, maxVega: 'USD / pt', soft: currency, hard: currency, then: '',
  };
  const type = (part: Part, text: string): void => {
    setTexts({ ...texts, [part]: text });
    forget();
  };
  const sent = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (change !== null)
      await send(() => setLimits(change, now.underlying));
  };
  return (
    <Dialog title={`Limits, ${now.underlying}`} onClose={onClose} testId="limits-dialog">
      <form className="limits-form" onSubmit={event => void sent(event)}>
        <p>What is lowered holds at once. What is raised waits ten minutes for a second person of the role risk. An empty limit stays as it is.</p>
        {[...SIZES, ...FALLS].map(part => (
          <label key={part}>
            {NAMES[part]}
            <input inputMode="decimal" value={texts[part]} placeholder={textsOf(now)[part] || 'none'} data-first={part === 'maxOrder' || undefined} data-testid={`limits-${part}`} spellCheck={false}
              onChange={event => type(part, event.target.value)} />
            <i>{units[part]}</i>
            <Told way={ways[part]} />
          </label>
        ))}
        <label>
          {NAMES.then}
          <select value={texts.then} data-testid="limits-then" onChange={event => type('then', event.target.value)}>
            <option value="freeze">halt as it stands</option>
            <option value="flatten">delta to zero, then halt</option>
          </select>
          <Told way={ways.then} />
        </label>
        <p className="hint" data-testid="limits-hint">{refusal ?? hintOf(ways)}</p>
        <div className="buttons">
          <button type="button" onClick={onClose}>Leave <kbd>Esc</kbd></button>
          <button className="primary" disabled={change === null || isSending} data-testid="limits-confirm">Set limits <kbd>Enter</kbd></button>
        </div>
      </form>
    </Dialog>
  );
}

const Told = ({ way }: { way: Way }) => <span className={`way ${way ?? ''}`}>{way === null ? '' : WAYS[way]}</span>;

function hintOf(ways: Record<Part, Way>): string {
  if (ways.hard === 'wrong' || ways.soft === 'wrong')
    return 'A drawdown needs 0 < soft ≤ hard';
  return Object.values(ways).includes('wrong') ? 'A limit is a number above 0' : ' ';
}
